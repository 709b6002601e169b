import { IsIn, IsString } from 'class-validator';
import { BroadcastChannel, Channel, Expose, System, channelAccess } from '../../src/index';

/** Runs wherever text is taken for markup. */
export const MARKUP =
  '</script><script>window.wasRun = true</script><img src="x" onerror="window.wasRun = true">';

class Hostile {
  @IsString() ['<img src=x onerror="window.wasRun = true">']!: string;
  @IsIn([MARKUP, '" onfocus="window.wasRun = true" autofocus="']) choice!: string;
}
Object.defineProperty(Hostile, 'name', { value: MARKUP });

@Channel({
  id: 'hostile',
  name: `Channel ${MARKUP}`,
  description: MARKUP,
  visibility: 'public',
  content: Hostile,
})
class HostileChannel extends BroadcastChannel<Hostile, 'hostile'> {}

@Channel({ id: 'loose', visibility: 'public' })
class Loose extends BroadcastChannel<unknown, 'loose'> {}

/** Names and descriptions that are markup, schemas and results as well. */
@System({
  id: 'mallory',
  name: `System ${MARKUP}`,
  description: MARKUP,
  channels: channelAccess({ own: [HostileChannel, Loose] }),
})
export class Mallory {
  @Expose({ description: MARKUP, input: Hostile }) call(): unknown {
    return { [MARKUP]: MARKUP };
  }
  @Expose({ description: 'A name that is markup' }) ['<b>bold</b>'](): string {
    return MARKUP;
  }
  @Expose({ description: 'A name that is a place' }) ['../../x?y#z'](): string {
    return 'found';
  }
}
