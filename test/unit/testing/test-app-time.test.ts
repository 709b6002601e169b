import {
  BaseSystem,
  BroadcastChannel,
  CLOCK,
  Channel,
  ChannelClient,
  type ChannelMessage,
  type Clock,
  Consume,
  Inject,
  Subsystem,
  System,
  type Tick,
  WorkQueueChannel,
  channelAccess,
  silentLogger,
} from 'holon';
import { createTestApp } from 'holon/testing';

import { sleep } from '../../../src/util/abort';
import { refusal } from '../../helpers/refusal';

@Channel({ id: 'jobs' })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

@Channel({ id: 'results' })
class Results extends BroadcastChannel<number, 'results'> {}

const working = channelAccess({ read: [Jobs], write: [Results] });

/** Doubles what it claims; a step takes as long as it is told. */
@System({ id: 'worker', channels: working, ticksPerSecond: 2 })
class Worker {
  stepMs = 0;
  readonly ticks: Tick[] = [];
  inStep: () => unknown = () => undefined;

  constructor(
    private readonly client: ChannelClient<typeof working>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async step(tick: Tick): Promise<void> {
    this.ticks.push(tick);
    if (this.stepMs > 0) await sleep(this.clock, this.stepMs);
    await this.inStep();
    for (const job of await this.client.claim(Jobs)) {
      await this.client.write(Results, job.content * 2);
      await job.ack();
    }
  }
}

@System({ id: 'pair', channels: channelAccess({ own: [Jobs, Results] }) })
class Pair {
  @Subsystem(Worker, { channels: [Jobs, Results] }) readonly worker!: Worker;
}

describe('ticks by hand', () => {
  it('make one step each, while time stands still', async () => {
    await using test = await createTestApp(Worker);
    expect(test.system.ticks).toEqual([]);
    await test.tick();
    await test.tick(2);
    const startMs = test.clock.nowMs();
    expect(test.system.ticks.map(({ count, dueMs }) => [count, dueMs - startMs])).toEqual([
      [0, 0],
      [1, 500],
      [2, 1_000],
    ]);
    expect(test.clock.monotonicMs()).toBe(0);
  });

  it('are the only steps: time that passes makes none', async () => {
    await using test = await createTestApp(Worker);
    await test.advance(10_000);
    expect(test.system.ticks).toHaveLength(0);
  });

  it('move time as far as the step itself waits for it', async () => {
    await using test = await createTestApp(Worker);
    test.system.stepMs = 700;
    await test.channel(Jobs).write(4);
    await test.tick();
    expect(test.clock.monotonicMs()).toBe(700);
    test.channel(Results).expectContents([8]);
  });

  it('wait for files and sockets, which need real time', async () => {
    await using test = await createTestApp(Worker);
    const { readFile } = await import('node:fs/promises');
    test.system.inStep = () => readFile(__filename);
    await test.channel(Jobs).write(1);
    await test.tick();
    test.channel(Results).expectContents([2]);
  });

  it('tell of a step that takes longer than it may', async () => {
    const test = await createTestApp(Worker, { allow: ['work', 'timers'] });
    test.system.stepMs = 70_000;
    const error = await refusal(() => test.tick());
    expect(error).toMatchObject({ code: 'HOLON_NOT_DONE' });
    expect(error.message).toContain(
      "A step of 'worker' has not ended within 60000 ms of virtual time",
    );
    await test.dispose();
  });

  it('tell of a step that waits for what never comes', async () => {
    const test = await createTestApp(Worker, { allow: ['work'] });
    test.system.inStep = () => new Promise(() => undefined);
    const error = await refusal(() => test.tick());
    expect(error.message).toContain('See what it awaits: a promise that nobody resolves');
    await test.dispose();
  });

  it('are refused where there is no step, with what to call instead', async () => {
    @System({ id: 'consumer', channels: working })
    class Consumer {
      @Consume(Jobs, { to: Results })
      double({ content }: ChannelMessage<number>): number {
        return content * 2;
      }
    }
    await using test = await createTestApp(Consumer);
    await test.channel(Jobs).write(3);
    test.channel(Results).expectContents([6]);
    const { code, message } = await refusal(() => test.tick());
    expect([code, message]).toEqual([
      'HOLON_WRONG_STATE',
      'test.tick() was called, but neither Consumer nor a system below it has a step()\n' +
        'Write async step() in Consumer; what @Consume, run() and timers do happens by test.advance(ms), test.settle() or test.until(…).',
    ]);
  });
});

describe('ticks by the clock', () => {
  it('come as time passes, the first at once', async () => {
    await using test = await createTestApp(Pair);
    expect(test.get(Worker).ticks).toHaveLength(1);
    await test.advance(1_000);
    expect(test.get(Worker).ticks.map(({ count }) => count)).toEqual([0, 1, 2]);
  });

  it('move time to the next step of every system', async () => {
    await using test = await createTestApp(Pair);
    await test.channel(Jobs).write(5);
    await test.tick();
    expect(test.clock.monotonicMs()).toBe(500);
    test.channel(Results).expectContents([10]);
    await test.tick(3);
    expect(test.clock.monotonicMs()).toBe(2_000);
  });

  it('can be had for one system, and those by hand for a tree', async () => {
    await using single = await createTestApp(Worker, { ticks: 'by-clock' });
    await single.advance(499);
    expect(single.system.ticks).toHaveLength(1);
    await using tree = await createTestApp(Pair, { ticks: 'by-hand' });
    await tree.advance(5_000);
    expect(tree.get(Worker).ticks).toHaveLength(0);
    await tree.tick(2);
    expect(tree.get(Worker).ticks).toHaveLength(2);
  });

  it('tell of a step that does not come', async () => {
    const test = await createTestApp(Pair, { allow: ['work', 'timers'] });
    test.get(Worker).stepMs = 100_000;
    await test.advance(500);
    const error = await refusal(() => test.tick());
    expect(error.message).toContain("No step of 'worker' has ended within 60000 ms");
    await test.dispose();
  });
});

describe('until', () => {
  it('goes on until the predicate holds, and answers what it answered', async () => {
    await using test = await createTestApp(Pair);
    await test.channel(Jobs).write(5, { delayMs: 3_000 });
    const found = await test.until(() => test.channel(Results).contents()[0]);
    expect([found, test.clock.monotonicMs()]).toEqual([10, 3_000]);
  });

  it('makes the steps by hand as the clock would', async () => {
    await using test = await createTestApp(Worker);
    await test.channel(Jobs).write(5, { delayMs: 3_100 });
    expect(await test.until(async () => test.channel(Results).contents().length === 1)).toBe(true);
    expect(test.clock.monotonicMs()).toBe(3_500);
    expect(test.system.ticks).toHaveLength(8);
  });

  it('answers at once where there is nothing to wait for', async () => {
    await using test = await createTestApp(Worker);
    await test.until(() => true);
    expect([test.clock.monotonicMs(), test.system.ticks.length]).toEqual([0, 0]);
  });

  it('gives up with the predicate and with what has failed until then', async () => {
    await using test = await createTestApp(Worker, { logger: silentLogger });
    test.system.inStep = () => {
      throw new Error('out of paper');
    };
    const error = await refusal(() =>
      test.until(() => test.channel(Results).contents().length > 0, { withinMs: 1_000 }),
    );
    expect(error.code).toBe('HOLON_NOT_DONE');
    expect(error.message).toContain('test.channel(Results).contents().length > 0');
    expect(error.message).toContain("system.step-failed of 'worker' at +0 ms: out of paper");
    expect(test.clock.monotonicMs()).toBe(1_000);
  });
});

describe('finish', () => {
  it('moves time as far as what it waits for needs', async () => {
    await using test = await createTestApp(Worker);
    await test.finish(sleep(test.clock, 1_234));
    expect(test.clock.monotonicMs()).toBe(1_234);
    const failing = sleep(test.clock, 10).then(() => Promise.reject(new TypeError('late')));
    await expect(test.finish(failing)).rejects.toThrow('late');
  });
});

describe('a call that nobody awaits', () => {
  it('is told by the next that moves time, with its place', async () => {
    await using test = await createTestApp(Worker);
    const forgotten = test.tick();
    const error = await refusal(() => test.advance(1));
    expect(error.code).toBe('HOLON_NOT_AWAITED');
    expect(error.message).toMatch(
      /^test\.advance\(\) was called while test\.tick\(\) is under way, begun at .*test-app-time\.test\.ts:\d+:\d+\nWrite `await test\.tick\(\)` there\.$/,
    );
    await forgotten;
  });

  it('is told by a look at what has happened', async () => {
    await using test = await createTestApp(Worker);
    const forgotten = [test.channel(Jobs).write(1), test.channel(Jobs).write(2)];
    for (const look of [
      () => test.channel(Results).contents(),
      () => test.recorded(),
      () => test.failures(),
    ]) {
      expect((await refusal(look)).message).toContain('test.channel(Jobs).write() is under way');
    }
    await Promise.all(forgotten);
    expect(test.channel(Jobs).pending()).toHaveLength(2);
  });

  it('of a client is told by a look, until all has happened that can happen at once', async () => {
    await using test = await createTestApp(Worker);
    const client = test.client(channelAccess({ own: [Jobs] }));
    const waiting = client.claim(Jobs, { waitMs: 7_000 });
    const error = await refusal(() => test.channel(Jobs).contents());
    expect(error.code).toBe('HOLON_NOT_AWAITED');
    expect(error.message).toContain('test.client().claim() is under way, begun at');
    await test.settle();
    expect(test.channel(Jobs).contents()).toEqual([]);
    await test.advance(7_000);
    expect(await waiting).toEqual([]);
  });

  it('of a client is not one that waits while time moves, nor one that answers at once', async () => {
    await using test = await createTestApp(Worker);
    const client = test.client(channelAccess({ own: [Jobs] }));
    expect(await test.finish(client.claim(Jobs, { waitMs: 500 }))).toEqual([]);
    const waiting = client.claim(Jobs, { waitMs: 500 });
    await test.advance(500);
    expect(await waiting).toEqual([]);
    const host = client.host(Jobs);
    expect(test.channel(Jobs).contents()).toEqual([]);
    expect(await host.stats()).toMatchObject({ count: 0 });
  });

  it('of a client may be looked into from within: by a transaction, and by a handler of a subscription', async () => {
    await using test = await createTestApp(Worker);
    const client = test.client(channelAccess({ own: [Jobs] }));
    const seen: unknown[] = [];
    await client.subscribe(Jobs, async () => {
      await Promise.resolve();
      seen.push(test.channel(Jobs).contents());
    });
    await client.transaction(async (tx) => {
      await tx.write(Jobs, 1);
      expect(test.channel(Jobs).contents()).toEqual([]);
    });
    expect(seen).toEqual([[1]]);
  });

  it('of a client can be spied upon', async () => {
    await using test = await createTestApp(Worker);
    const client = test.client(channelAccess({ own: [Jobs] }));
    const spy = jest.spyOn(client, 'write').mockResolvedValueOnce({ id: 'x', duplicate: true });
    expect(await client.write(Jobs, 1)).toEqual({ id: 'x', duplicate: true });
    expect(spy).toHaveBeenCalledWith(Jobs, 1);
    spy.mockRestore();
    await client.write(Jobs, 2);
    expect(test.channel(Jobs).contents()).toEqual([2]);
  });

  it('is not a write that waits for a slow subscriber', async () => {
    await using test = await createTestApp(Worker);
    const client = test.client(channelAccess({ read: [Results] }), 'slow');
    await client.subscribe(Results, () => sleep(test.clock, 2_000));
    const writing = test.channel(Results).write(1);
    await test.clock.settle();
    expect(test.channel(Results).contents()).toEqual([1]);
    await test.advance(2_000);
    expect(await writing).toMatchObject({ duplicate: false });
    expect(test.recorded({ systemId: 'slow' })).toMatchObject([{ kind: 'pushed', atMs: 1.7e12 }]);
  });

  it('is not one that the app itself makes: a fake may look, but not move time', async () => {
    await using test = await createTestApp(Worker);
    const seen: unknown[] = [];
    test.system.inStep = async () => {
      seen.push(test.channel(Jobs).pending().length);
      seen.push((await refusal(() => test.advance(1))).message);
    };
    await test.channel(Jobs).write(1);
    await test.tick();
    expect(seen).toEqual([
      1,
      'test.advance() was called from within test.tick()\n' +
        'Time is moved from the test alone: call it there, after what runs has ended.',
    ]);
  });
});

describe('a paused app', () => {
  it('does nothing, and says so to a test that waits for something', async () => {
    @System({ id: 'consumer', channels: working })
    class Consumer {
      @Consume(Jobs, { to: Results })
      double({ content }: ChannelMessage<number>): number {
        return content * 2;
      }
    }
    await using test = await createTestApp(Consumer);
    test.pause();
    await test.channel(Jobs).write(3);
    const error = await refusal(() => test.advance(1_000));
    expect([
      error.code,
      error.message.replace(/at \S+test-app-time\.test\.ts:\d+:\d+/, 'at PLACE'),
    ]).toEqual([
      'HOLON_WRONG_STATE',
      "test.advance() was called while system 'consumer' is paused, by test.pause() at PLACE: it makes no steps and handles no messages\n" +
        'Call test.resume() before it, or say that it is meant: advance(1000, { whilePaused: true }).',
    ]);
    expect(await refusal(() => test.until(() => true))).toMatchObject({ code: error.code });
    await test.advance(60_000, { whilePaused: true });
    await test.clock.advance(1_000); // the clock is the test's own
    expect(test.channel(Jobs).pending()).toHaveLength(1);
    test.resume();
    await test.settle();
    test.channel(Results).expectContents([6]);
  });

  it('is one of its systems, where one is named', async () => {
    await using test = await createTestApp(Pair);
    test.pause(Worker);
    expect((await refusal(() => test.tick())).message).toContain("system 'worker' is paused");
    test.resume(Worker);
    await test.tick();
    expect(test.get(Worker).ticks).toHaveLength(2);
  });

  it('may be paused by itself while time moves', async () => {
    @System({ id: 'sleeper' })
    class Sleeper extends BaseSystem {
      steps = 0;
      step(): void {
        this.steps += 1;
        if (this.steps === 2) this.pause();
      }
    }
    await using test = await createTestApp(Sleeper, { ticks: 'by-clock' });
    await test.advance(10_000);
    expect(test.system.steps).toBe(2);
    expect((await refusal(() => test.tick())).message).toBe(
      "test.tick() was called while system 'sleeper' has paused itself: it makes no steps and handles no messages\n" +
        "Call resume() of 'sleeper' before it: nobody else ends that.",
    );
    test.system.resume();
    await test.tick();
    expect(test.system.steps).toBe(3);
  });

  it('that has paused itself is told of by a wait that would make its steps', async () => {
    @System({ id: 'sleeper' })
    class Sleeper extends BaseSystem {
      step(): void {
        this.pause();
      }
    }
    await using test = await createTestApp(Sleeper);
    const { message } = await refusal(() => test.until(() => false));
    expect(message).toContain("test.until() was called while system 'sleeper' has paused itself");
  });
});
