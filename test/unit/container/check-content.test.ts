import { IsString } from 'class-validator';

import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { checkApp } from '../../../src/container/check-app';
import { createApp } from '../../../src/container/create-app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Expose } from '../../../src/decorators/expose';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { refusal } from '../../helpers/refusal';
import { Jobs } from './channels';
import { problemsOf } from './problems-of';

class Bare {
  text!: string;
}

class Fine {
  @IsString() text!: string;
}

@Channel({ id: 'bare', content: Bare })
class BareNews extends BroadcastChannel<Bare, 'bare'> {}

@Channel({ id: 'fine', content: Fine })
class FineNews extends BroadcastChannel<Fine, 'fine'> {}

@System({ id: 'child', channels: channelAccess({ read: [Jobs] }) })
class Child {
  @Expose({ input: Fine, output: Bare })
  answer(): Bare {
    return new Bare();
  }
}

@System({ id: 'root', channels: channelAccess({ own: [BareNews, FineNews] }) })
class Root {
  @Subsystem(Child, { replicas: 2 }) readonly children!: readonly Child[];
}

describe('a content class without decorators', () => {
  it('is one problem of its place among all others', () => {
    const problems = problemsOf(Root);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['HOLON_INVALID_DECORATOR', 'root → BareNews'],
      ['HOLON_INVALID_DECORATOR', 'root → child-1 → answer()'],
      ['HOLON_GRANT_MISSING', 'root → child-1'],
    ]);
    expect(problems[0]?.message).toContain('Bare');
  });

  it('does not keep the app from being described', () => {
    const { topology } = checkApp(Root);
    const services = topology.systems.flatMap(({ descriptor }) => descriptor.services);
    expect(services).toHaveLength(2);
    expect(services[0]).toMatchObject({ output: {}, input: { title: 'Fine' } });
  });

  it('is refused before anything is built', async () => {
    expect((await refusal(() => createApp(Root))).code).toBe('HOLON_INVALID_TOPOLOGY');
  });
});
