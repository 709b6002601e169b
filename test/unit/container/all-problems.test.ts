import { createApp } from '../../../src/container/create-app';
import { ChannelClient } from '../../../src/channels/channel-client';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Inject } from '../../../src/decorators/inject';
import { Injectable } from '../../../src/decorators/injectable';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { refusal } from '../../helpers/refusal';
import { Jobs, News, Results } from './channels';

let constructed = 0;

class Counted {
  constructor() {
    constructed += 1;
  }
}

@Injectable()
class Captor extends Counted {
  constructor(readonly client: ChannelClient) {
    super();
  }
}

class Nameless extends Counted {
  constructor(readonly value: unknown) {
    super();
  }
}

@Channel({ id: 'news' })
class OtherNews extends BroadcastChannel<number, 'news'> {
  constructor() {
    super();
    constructed += 1;
  }
}

@System({ id: 'missing', channels: channelAccess({ read: [Jobs] }) })
class Missing extends Counted {}

@System({ id: 'unused' })
class Unused extends Counted {}

@System({ id: 'mode', channels: channelAccess({ write: [News] }) })
class Mode extends Counted {}

@System({ id: 'owner', channels: channelAccess({ own: [Results] }) })
class Owner extends Counted {}

@System({ id: 'asking' })
class Asking extends Counted {
  constructor(
    readonly captor: Captor,
    @Inject('nameless') readonly nameless: unknown,
    @Inject('round') readonly round: unknown,
    @Inject('unknown') readonly unknown: unknown,
  ) {
    super();
  }
}

@System({ id: 'chained', inbox: true })
class Chained extends Counted {}

@System({
  id: 'root',
  channels: channelAccess({ own: [News, OtherNews] }),
  providers: [
    Captor,
    { provide: 'nameless', useClass: Nameless },
    { provide: 'round', useFactory: () => new Counted(), inject: ['round'] },
  ],
})
class Root extends Counted {
  @Subsystem(Missing) readonly missing!: Missing;
  @Subsystem(Unused, { channels: [News] }) readonly unused!: Unused;
  @Subsystem(Mode, { channels: { read: [News] } }) readonly mode!: Mode;
  @Subsystem(Owner, { replicas: 2 }) readonly owners!: readonly Owner[];
  @Subsystem(Missing, { id: 'unused', channels: [Jobs] }) readonly twice!: Missing;
  @Subsystem(Asking) readonly asking!: Asking;
  @Subsystem(Chained, { next: [Chained] }) readonly chained!: Chained;
}

Subsystem(Root)(Unused.prototype, 'root');

describe('an app with everything wrong with it', () => {
  it('is refused in one error that lists every problem with its place and cure', async () => {
    const error = await refusal(() => createApp(Root));
    expect(error.code).toBe('HOLON_INVALID_TOPOLOGY');
    const codes = error.problems?.map((problem) => problem.code) ?? [];
    expect([...new Set(codes)].sort()).toEqual([
      'HOLON_CAPTIVE_DEPENDENCY',
      'HOLON_CYCLE',
      'HOLON_DUPLICATE_ID',
      'HOLON_GRANT_MISSING',
      'HOLON_GRANT_MODE',
      'HOLON_GRANT_UNUSED',
      'HOLON_NO_TYPE_INFO',
      'HOLON_UNKNOWN_PROVIDER',
    ]);
    // Systems, inboxes and providers each have a cycle; system, channel and owner are each there twice.
    expect(codes.filter((code) => code === 'HOLON_CYCLE')).toHaveLength(3);
    expect(codes.filter((code) => code === 'HOLON_DUPLICATE_ID')).toHaveLength(3);
    expect(error.message).toContain(`Root cannot be built: ${codes.length} problems`);
    for (const problem of error.problems ?? []) {
      expect(problem.path?.[0]).toBe('root');
      expect(error.message).toContain(problem.message);
      expect(error.message).toContain(`at ${problem.path?.join(' → ')}`);
      expect(error.message).toContain(`cure: ${problem.hint}`);
    }
  });

  it('has constructed nothing', async () => {
    constructed = 0;
    await refusal(() => createApp(Root));
    expect(constructed).toBe(0);
  });
});

describe('createApp', () => {
  it.each([
    ['a class', 'providers[0] must be a class, a pair'],
    [undefined, 'providers[0] must be a class, a pair'],
    [[undefined, 1], 'providers[0][0] must be a class, a symbol or a string that is not empty'],
    [{ provide: 'a' }, 'providers[0] must have one of useClass, useValue'],
    [{ provide: 'a', useValue: 1, useClass: Counted }, 'but has useClass and useValue'],
    [{ provide: 'a', useClass: 'Counted' }, 'providers[0].useClass must be a class'],
    [{ provide: 'a', useFactory: Promise.resolve() }, 'providers[0].useFactory must be a function'],
    [
      { provide: 'a', useExisting: undefined },
      'providers[0].useExisting must be a class, a symbol',
    ],
    [{ provide: 'a', useFactory: () => 1, inject: [null] }, 'providers[0].inject[0] must be'],
    [{ provide: 'a', useClass: Counted, scope: 'request' }, "scope must be 'app' or 'system'"],
  ])('refuses the provider %j', async (provider, problem) => {
    const error = await refusal(() => createApp(Unused, { providers: [provider as never] }));
    expect(error.code).toBe('HOLON_INVALID_ARGUMENT');
    expect(error.message).toContain('createApp: ');
    expect(error.message).toContain(problem);
  });

  it('says with a provider that is undefined why it may be', async () => {
    const error = await refusal(() => createApp(Unused, { providers: [undefined as never] }));
    expect(error.hint).toContain('its file and this one import each other');
  });

  it('refuses providers that are no list', async () => {
    const error = await refusal(() => createApp(Unused, { providers: {} as never }));
    expect(error.message).toBe('createApp: providers must be an array, but is an object');
  });
});
