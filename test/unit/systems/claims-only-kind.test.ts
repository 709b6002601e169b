import { BaseChannel } from '../../../src/channels/base-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

/** A kind of a user's own that is claimed from and not read. */
class Tickets<T, Id extends string> extends BaseChannel<T, Id> {
  static override readonly sharable: boolean = false;
}

@Channel({ id: 'tickets' })
class Repairs extends Tickets<string, 'tickets'> {}

const access = channelAccess({ own: [Repairs] });

@System({ id: 'workshop', channels: access })
class Workshop {
  readonly done: string[] = [];
  constructor(readonly client: ChannelClient<typeof access>) {}
  @Consume(Repairs, { concurrency: 2 })
  repair({ content }: ChannelMessage<string>): void {
    this.done.push(content);
  }
}

describe('a channel of a kind that can only be claimed from', () => {
  it('is consumed by claiming', async () => {
    const { app, clock, log } = await launch(Workshop);
    const workshop = app.get(Workshop);
    await workshop.client.write(Repairs, 'chair');
    await clock.advance(0);
    expect(workshop.done).toEqual(['chair']);
    expect(log.of('consumer.read-failed')).toEqual([]);
  });

  it('has work left when it drains with messages in it', async () => {
    const { app } = await launch(Workshop);
    await app.get(Workshop).client.write(Repairs, 'later', { delayMs: 60_000 });
    expect((await app.drain()).channels).toEqual([
      { id: 'tickets', pending: 1, claimed: 0, dead: 0 },
    ]);
  });
});
