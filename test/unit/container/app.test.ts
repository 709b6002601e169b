import { ChannelClient } from '../../../src/channels/channel-client';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { createApp } from '../../../src/container/create-app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { build, drainAll, launch } from '../../helpers/launch';
import { refusal } from '../../helpers/refusal';
import { News } from './channels';

afterEach(drainAll);

const access = channelAccess({ own: [News] });

@System({ id: 'root', channels: access })
class Root {
  readonly calls: string[] = [];
  constructor(readonly client: ChannelClient<typeof access>) {}
  setup(): void {
    this.calls.push('setup');
  }
  async onStop(): Promise<void> {
    await this.client.write(News, 'goodbye');
    this.calls.push('onStop');
  }
}

describe('createApp', () => {
  it('starts nothing', async () => {
    const { app, clock } = await build(Root);
    expect(app.get(Root).calls).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
    expect(app.health().status).toBe('starting');
    expect(app.health().systems).toMatchObject([{ id: 'root', state: 'init' }]);
    const write = app.get(Root).client.write(News, 'too early');
    expect((await refusal(() => write)).code).toBe('HOLON_CHANNEL_NOT_STARTED');
  });

  it('refuses a store address that nobody knows', async () => {
    const error = await refusal(() => createApp(Root, { store: 'mysql://localhost' }));
    expect(error.code).toBe('HOLON_UNKNOWN_STORE');
  });
});

describe('app.launch', () => {
  it('may be called again and sets up once', async () => {
    const { app, clock } = await build(Root);
    await Promise.all([app.launch(), app.launch()]);
    await app.launch();
    expect(app.get(Root).calls).toEqual(['setup']);
    expect(app.health()).toMatchObject({ status: 'ok', systems: [{ state: 'running' }] });
    await app.drain();
    expect(clock.pendingTimers).toBe(0);
  });

  it('is refused after a drain', async () => {
    const { app } = await launch(Root);
    await app.drain();
    expect((await refusal(() => app.launch())).code).toBe('HOLON_WRONG_STATE');
  });

  it('drains the app when a setup throws, and says the way to it', async () => {
    @System({ id: 'broken' })
    class Broken {
      setup(): void {
        throw new Error('no paper');
      }
    }
    @System({ id: 'top' })
    class Top {
      @Subsystem(Root, { id: 'fine' }) readonly fine!: Root;
      @Subsystem(Broken) readonly broken!: Broken;
    }
    const store = new MemoryStore();
    const flush = jest.spyOn(store, 'flush');
    const { app, log } = await build(Top, { store });
    const error = await refusal(() => app.launch());
    expect(error).toMatchObject({
      code: 'HOLON_SETUP_FAILED',
      message: "System 'broken' could not start: no paper",
      path: ['top', 'broken'],
    });
    await app.stopped;
    expect(app.get(Root).calls).toEqual(['setup', 'onStop']);
    expect(app.health()).toMatchObject({ status: 'stopped' });
    expect(flush).toHaveBeenCalled();
    expect(log.of('app.started')).toEqual([]);
  });

  it('fails with the path when the hook of a channel throws', async () => {
    @Channel({ id: 'shut' })
    class Shut extends BroadcastChannel<string, 'shut'> {
      protected override onStart(): void {
        throw new Error('no signal');
      }
    }
    @System({ id: 'owner', channels: channelAccess({ own: [Shut] }) })
    class Owner {}
    @System({ id: 'top' })
    class Top {
      @Subsystem(Owner) readonly owner!: Owner;
    }
    const { app } = await build(Top);
    expect(await refusal(() => app.launch())).toMatchObject({
      code: 'HOLON_SETUP_FAILED',
      message: "System 'owner' could not start: no signal",
      path: ['top', 'owner'],
    });
  });
});

describe('app.drain', () => {
  it('ends an app that was never launched', async () => {
    const { app } = await build(Root);
    const report = await app.drain();
    const nothing = { abandoned: [], givenBack: [], channels: [] };
    expect(report).toEqual({ completed: true, elapsedMs: 0, ...nothing });
    expect(app.get(Root).calls).toEqual([]);
    await app.stopped;
  });

  it('ends an app once, however often it is called', async () => {
    const { app, clock } = await launch(Root);
    const [first, second] = await Promise.all([app.drain(), app.drain({ timeoutMs: 5 })]);
    expect(second).toBe(first);
    expect(await app.drain()).toBe(first);
    expect(app.get(Root).calls).toEqual(['setup', 'onStop']);
    expect(app.health()).toMatchObject({ status: 'stopped', systems: [{ state: 'stopped' }] });
    expect(clock.pendingTimers).toBe(0);
  });

  it('comes with `await using`', async () => {
    const { app } = await launch(Root);
    await app[Symbol.asyncDispose]();
    expect(app.health().status).toBe('stopped');
  });

  it('comes when the signal of the app aborts', async () => {
    const stop = new AbortController();
    const { app } = await launch(Root, { signal: stop.signal });
    stop.abort();
    await app.stopped;
    expect(app.get(Root).calls).toEqual(['setup', 'onStop']);
  });

  it('is logged when it comes from the signal and fails', async () => {
    const stop = new AbortController();
    const store = new MemoryStore();
    const { app, clock, log } = await launch(Root, { signal: stop.signal, store });
    const error = new Error('disk full');
    jest.spyOn(store, 'flush').mockImplementation(() => {
      throw error;
    });
    stop.abort();
    await app.stopped;
    await clock.settle();
    expect(log.of('app.drain-failed')).toMatchObject([{ level: 'error', fields: { error } }]);
  });

  it('comes at once when the signal has aborted before', async () => {
    const { app } = await build(Root, { signal: AbortSignal.abort() });
    await app.stopped;
    expect((await refusal(() => app.launch())).code).toBe('HOLON_WRONG_STATE');
  });

  it.each([[-1], [Number.NaN], ['1s']])(
    'refuses %p for a time, and can be called again',
    async (timeoutMs) => {
      const { app } = await launch(Root);
      const error = await refusal(() => app.drain({ timeoutMs: timeoutMs as number }));
      expect(error.code).toBe('HOLON_INVALID_ARGUMENT');
      expect(error.message).toMatch(/^drain: timeoutMs must be/);
      expect(app.health().status).toBe('ok');
      expect((await app.drain()).completed).toBe(true);
    },
  );

  it('leaves open a store that the app was given', async () => {
    const given = new MemoryStore();
    const { app } = await launch(Root, { store: given });
    await app.drain();
    expect(given.open('news').count).toBe(1);
  });

  it('tells everybody who waits for `stopped`, also when the store cannot be closed', async () => {
    const store = new MemoryStore();
    const { app } = await launch(Root, { store });
    jest.spyOn(store, 'flush').mockImplementation(() => {
      throw new Error('disk full');
    });
    await expect(app.drain()).rejects.toThrow('disk full');
    await app.stopped;
    expect(app.health().status).toBe('stopped');
  });
});

describe('app.client', () => {
  const outside = channelAccess({ read: [News], write: [News] });

  it('reads and writes under the id it was made for', async () => {
    const { app } = await launch(Root);
    const client = app.client(outside, 'visitor');
    await client.write(News, 'hello');
    const [message] = await client.read(News);
    expect(message).toMatchObject({ senderId: 'visitor', content: 'hello' });
    expect((await refusal(() => client.host(News as never))).code).toBe(
      'HOLON_CHANNEL_NOT_CONNECTED',
    );
  });

  it('is refused for a channel that the app does not have', async () => {
    @Channel({ id: 'other' })
    class Other extends BroadcastChannel<string, 'other'> {}
    const { app } = await build(Root);
    const error = await refusal(() => app.client(channelAccess({ read: [Other] }), 'visitor'));
    expect(error).toMatchObject({
      code: 'HOLON_CHANNEL_NOT_CONNECTED',
      message: 'The app has no channel Other',
    });
  });

  it('may do what it was made for and nothing else', async () => {
    const { app } = await launch(Root);
    const reader = app.client(channelAccess({ read: [News] }), 'reader');
    const writer = app.client(channelAccess({ write: [News] }), 'writer');
    await writer.write(News, 'hello');
    expect(await reader.read(News)).toMatchObject([{ content: 'hello' }]);
    const codes = [
      (await refusal(() => reader.write(News as never, 'forged' as never))).code,
      (await refusal(() => writer.read(News as never))).code,
    ];
    expect(codes).toEqual(['HOLON_CHANNEL_NOT_CONNECTED', 'HOLON_CHANNEL_NOT_CONNECTED']);
  });

  it('is made before the app is launched, and works from then on', async () => {
    const { app } = await build(Root);
    const client = app.client(outside, 'visitor');
    const early = await refusal(() => client.write(News, 'too early'));
    expect(early.code).toBe('HOLON_CHANNEL_NOT_STARTED');
    await app.launch();
    await client.write(News, 'hello');
    expect(await client.read(News)).toMatchObject([{ content: 'hello' }]);
  });

  it('writes no more while the app drains, when the systems still may', async () => {
    const store = new MemoryStore();
    const { app } = await launch(Root, { store });
    const client = app.client(outside, 'visitor');
    const drained = app.drain();
    const write = client.write(News, 'too late');
    expect(await refusal(() => write)).toMatchObject({
      code: 'HOLON_DRAINING',
      message: 'The app is draining',
    });
    await drained;
    expect(store.open('news').count).toBe(1);
    expect((await refusal(() => client.read(News))).code).toBe('HOLON_DRAINING');
  });

  it('does not outlive its system: a client of a stopped system is refused', async () => {
    const { app } = await launch(Root);
    const { client } = app.get(Root);
    await app.drain();
    expect(await refusal(() => client.write(News, 'late'))).toMatchObject({
      code: 'HOLON_DRAINING',
      message: "System 'root' has been stopped",
    });
  });
});

describe('app.health', () => {
  it('is degraded when one system of many is in error', async () => {
    @System({ id: 'broken', supervision: { restart: 'never' } })
    class Broken {
      async run(): Promise<void> {
        throw new Error('crash');
      }
    }
    @System({ id: 'top' })
    class Top {
      @Subsystem(Root) readonly fine!: Root;
      @Subsystem(Broken) readonly broken!: Broken;
    }
    const { app, clock } = await launch(Top);
    await clock.advance(1_000);
    expect(app.health().status).toBe('degraded');
    expect(app.health().systems.map(({ state }) => state)).toEqual(['running', 'running', 'error']);
  });
});

describe('the log of an app', () => {
  it('has a line for each step of its life', async () => {
    const { app, log } = await launch(Root);
    await app.drain();
    expect(log.entries.map(({ event }) => event)).toEqual([
      'system.started',
      'app.started',
      'system.stopped',
      'app.drained',
    ]);
  });
});
