import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { BaseSystem } from '../../../src/systems/base-system';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { RecordingLogger } from '../../helpers/recording-logger';
import { refusal } from '../../helpers/refusal';
import { Custom } from './custom-system';

const news = (): BroadcastChannel => new BroadcastChannel({ id: 'news' });

describe('a system built by hand', () => {
  it('runs alone, as its document shows: channels in setup, then ticks that write', async () => {
    class TemperatureSensor extends BaseSystem {
      async setup(): Promise<void> {
        await this.addChannel(new BroadcastChannel({ id: 'temperature-readings' }));
      }
      async step(): Promise<void> {
        await this.writeChannel('temperature-readings', { celsius: 22.4 });
      }
      async readings(): Promise<unknown[]> {
        const messages = await this.readChannel('temperature-readings');
        return messages.map(({ senderId, content }) => [senderId, content]);
      }
    }
    const clock = new VirtualClock();
    const sensor = new TemperatureSensor({ id: 'sensor', ticksPerSecond: 2, clock });
    expect(sensor.state).toBe('init');
    await sensor.launch();
    expect(sensor.state).toBe('running');
    await clock.advance(1_000);
    expect(await sensor.readings()).toEqual([
      ['sensor', { celsius: 22.4 }],
      ['sensor', { celsius: 22.4 }],
      ['sensor', { celsius: 22.4 }],
    ]);
    expect((await sensor.drain()).completed).toBe(true);
    expect(sensor.state).toBe('stopped');
  });

  it('claims, acknowledges, nacks and subscribes by id', async () => {
    const heard: unknown[] = [];
    const system = new Custom({ id: 'one' }, async (self) => {
      await self.addChannel(new WorkQueueChannel({ id: 'tasks' }));
      await self.addChannel(news());
    });
    await system.launch();
    await system.subscribe('news', ({ content }) => heard.push(content));
    await system.write('news', 'hello');
    expect(heard).toEqual(['hello']);

    await system.write('tasks', 'a');
    await system.write('tasks', 'b');
    const [first, second] = await system.claim('tasks');
    expect(await system.acknowledge('tasks', [first!.id])).toEqual({
      settled: [first!.id],
      refused: [],
    });
    await system.nack('tasks', [second!.id]);
    expect((await system.claim('tasks')).map(({ content }) => content)).toEqual(['b']);
    await system.stop();
  });

  it('sets up once, however often it is launched', async () => {
    const system = new Custom({ id: 'one' });
    await Promise.all([system.launch(), system.launch()]);
    await system.launch();
    expect(system.setups).toBe(1);
    await system.stop();
    expect((await refusal(() => system.launch())).code).toBe('HOLON_WRONG_STATE');
  });

  it('starts a channel that was added without waiting, before its children are set up', async () => {
    const child = new Custom({ id: 'child' }, async (self) => {
      await self.write('news', 'from setup');
    });
    const parent = new Custom({ id: 'parent' }, (self) => {
      void self.addChannel(news());
      self.addSubsystem(child, { channels: ['news'] });
    });
    await parent.launch();
    expect(await parent.contents('news')).toEqual(['from setup']);
    await parent.stop();
  });

  it('adds channels while it runs, too', async () => {
    const system = new Custom({ id: 'one' });
    await system.launch();
    const late = news();
    await system.addChannel(late);
    await system.write('news', 'late');
    expect(await system.contents('news')).toEqual(['late']);
    await system.drain();
    expect(late.state).toBe('stopped');
  });

  it('logs a channel that was added without waiting and cannot start', async () => {
    class Broken extends BroadcastChannel {
      protected override onStart(): void {
        throw new Error('no signal');
      }
    }
    const logger = new RecordingLogger();
    const system = new Custom({ id: 'one', logger });
    await system.launch();
    void system.addChannel(new Broken({ id: 'broken' })).catch(() => undefined);
    await system.stop();
    expect(logger.of('channel.start-failed')).toMatchObject([
      { fields: { systemId: 'one', channelId: 'broken' } },
    ]);
  });

  it('fails to launch when a channel added without waiting cannot start', async () => {
    class Broken extends BroadcastChannel {
      protected override onStart(): void {
        throw new Error('no signal');
      }
    }
    const system = new Custom({ id: 'one' }, (self) => {
      void self.addChannel(new Broken({ id: 'broken' }));
    });
    const error = await refusal(() => system.launch());
    expect(error).toMatchObject({ code: 'HOLON_SETUP_FAILED', path: ['one'] });
    expect(system.state).toBe('stopped');
  });

  it('needs an id', async () => {
    const error = await refusal(() => new BaseSystem().launch());
    expect(error.code).toBe('HOLON_INVALID_ARGUMENT');
    expect(error.message).toBe('BaseSystem has no id');
  });

  it('cannot be drained before it was launched, but stopping it does no harm', async () => {
    const system = new BaseSystem({ id: 'one' });
    expect((await refusal(() => system.drain())).code).toBe('HOLON_WRONG_STATE');
    await system.stop();
    await system[Symbol.asyncDispose]();
  });
});

describe('a subsystem added by hand', () => {
  it('sees the channels it was handed and no others', async () => {
    const child = new Custom({ id: 'child' });
    const parent = new Custom({ id: 'parent' }, async (self) => {
      await self.addChannel(news());
      await self.addChannel(new BroadcastChannel({ id: 'secret' }));
      self.addSubsystem(child, { channels: ['news'] });
    });
    await parent.launch();
    await child.write('news', 'hello');
    expect(await parent.contents('news')).toEqual(['hello']);
    expect(await refusal(() => child.contents('secret'))).toMatchObject({
      code: 'HOLON_CHANNEL_NOT_CONNECTED',
      message: "System 'child' has no access to channel 'secret'",
    });
    await parent.stop();
  });

  it('shares store, clock and log with its parent, also when its id was asked for before', async () => {
    const clock = new VirtualClock();
    const logger = new RecordingLogger();
    const atMs: number[] = [];
    class Ticking extends BaseSystem {
      step(): void {
        atMs.push(clock.monotonicMs());
      }
    }
    const child = new Ticking({ id: 'child' });
    expect(child.id).toBe('child');
    const parent = new Custom({ id: 'parent', clock, logger }, (self) => {
      self.addSubsystem(child);
    });
    await parent.launch();
    await clock.advance(2_000);
    expect(atMs).toEqual([0, 1_000, 2_000]);
    expect(logger.of('system.started').map(({ fields }) => fields.systemId)).toEqual([
      'parent',
      'child',
    ]);
    await parent.stop();
    expect(child.state).toBe('stopped');
  });

  it('may hand on further what it was handed', async () => {
    const grandchild = new Custom({ id: 'grandchild' });
    const child = new Custom({ id: 'child' }, (self) => {
      self.addSubsystem(grandchild, { channels: ['news'] });
    });
    const parent = new Custom({ id: 'parent' }, async (self) => {
      await self.addChannel(news());
      self.addSubsystem(child, { channels: ['news'] });
    });
    await parent.launch();
    await grandchild.write('news', 'from below');
    expect(await parent.contents('news')).toEqual(['from below']);
    await parent.stop();
    expect(grandchild.state).toBe('stopped');
  });

  it.each<[string, (self: Custom) => unknown, string, string]>([
    [
      'is handed what its parent does not have',
      (self) => self.addSubsystem(new Custom({ id: 'child' }), { channels: ['news'] }),
      'HOLON_GRANT_MISSING',
      "System 'parent' hands channel 'news' to 'child' but does not have it",
    ],
    [
      'is added twice',
      (self) => {
        const child = new Custom({ id: 'child' });
        self.addSubsystem(child);
        self.addSubsystem(child);
      },
      'HOLON_WRONG_STATE',
      "Custom 'child' is in use already and cannot be put below 'parent'",
    ],
    [
      'is its own parent',
      (self) => self.addSubsystem(self),
      'HOLON_WRONG_STATE',
      "Custom 'parent' is in use already and cannot be put below 'parent'",
    ],
    [
      'has the id of another',
      (self) => self.addSubsystem(new Custom({ id: 'parent' })),
      'HOLON_DUPLICATE_ID',
      "There is a system 'parent' already",
    ],
  ])('is refused when it %s', async (_what, attempt, code, message) => {
    const parent = new Custom({ id: 'parent' }, attempt);
    const error = await refusal(() => parent.launch());
    expect(error.cause).toMatchObject({ code, message });
    expect(error.path).toEqual(['parent']);
  });

  it('is refused when its parent runs already: nobody would start it', async () => {
    const parent = new Custom({ id: 'parent' });
    await parent.launch();
    const add = (): void => parent.addSubsystem(new Custom({ id: 'child' }));
    expect((await refusal(add)).message).toBe(
      "Custom 'parent' is running and cannot be given subsystems",
    );
    await parent.stop();
  });

  it('is launched and stopped by its parent only', async () => {
    const child = new Custom({ id: 'child' });
    const parent = new Custom({ id: 'parent' }, (self) => {
      self.addSubsystem(child);
    });
    await parent.launch();
    expect((await refusal(() => child.launch())).code).toBe('HOLON_WRONG_STATE');
    expect((await refusal(() => child.stop())).code).toBe('HOLON_WRONG_STATE');
    expect((await refusal(() => child.drain())).code).toBe('HOLON_WRONG_STATE');
    expect(child.setups).toBe(1);
    await parent.stop();
  });
});

describe('a channel added by hand', () => {
  it('is refused when there is one of its id in the tree', async () => {
    const child = new Custom({ id: 'child' }, (self) => self.addChannel(news()));
    const parent = new Custom({ id: 'parent' }, async (self) => {
      await self.addChannel(news());
      self.addSubsystem(child);
    });
    expect(await refusal(() => parent.launch())).toMatchObject({
      code: 'HOLON_SETUP_FAILED',
      message: "System 'child' could not start: There is a channel 'news' already",
      path: ['parent', 'child'],
    });
  });

  it('cannot be used once its system has stopped', async () => {
    const system = new Custom({ id: 'one' }, (self) => self.addChannel(news()));
    await system.launch();
    await system.stop();
    expect((await refusal(() => system.write('news', 'late'))).code).toBe('HOLON_DRAINING');
  });
});
