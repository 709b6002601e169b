import {
  CLOCK,
  Channel,
  ChannelClient,
  type ChannelMessage,
  type Clock,
  Consume,
  Inject,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
  silentLogger,
} from 'holon';
import { createTestApp, VirtualClock } from 'holon/testing';

import { refusal } from '../../helpers/refusal';

@Channel({ id: 'jobs', claimTimeoutMs: 30_000 })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

@Channel({ id: 'texts' })
class Texts extends WorkQueueChannel<string, 'texts'> {}

const working = channelAccess({ read: [Jobs] });
const texts = channelAccess({ read: [Texts] });

/** Claims, and forgets to settle. */
@System({ id: 'worker', channels: working })
class Worker {
  constructor(
    private readonly client: ChannelClient<typeof working>,
    @Inject(CLOCK) readonly clock: Clock,
  ) {}
  inStep: () => unknown = () => undefined;
  async step(): Promise<void> {
    await this.inStep();
    await this.client.claim(Jobs);
  }
}

describe('dispose', () => {
  it('drains, and answers the same when it is called again', async () => {
    const test = await createTestApp(Worker);
    await test.tick();
    await test.dispose();
    await test.dispose();
    expect(test.app.health().status).toBe('stopped');
    expect(test.clock.pendingTimers).toBe(0);
    expect(test.channel(Jobs).contents()).toEqual([]);
  });

  it('tells of a claim that is left open, and lets it pass where the test says so', async () => {
    const leave = async (allow?: readonly ['claims']) => {
      const test = await createTestApp(Worker, allow === undefined ? {} : { allow });
      await test.channel(Jobs).write(1, { id: 'job-1' });
      await test.tick();
      await test.dispose();
    };
    const error = await refusal(() => leave());
    const told = error.message.replace(/at \S+dispose\.test\.ts:38:\d+/, 'at PLACE');
    expect([error.code, told]).toEqual([
      'HOLON_LEFT_BEHIND',
      'The test of Worker has left something behind:\n' +
        "  - 'worker' holds message 'job-1' of channel 'jobs', which expires in 30000 ms: 1, " +
        'claimed at PLACE\n' +
        'Settle every claim with ack() or nack(), or let it expire with test.advance(…). ' +
        "Where it is meant: createTestApp(Worker, { allow: ['claims'] }).",
    ]);
    await leave(['claims']);
  });

  it('shows of what is held only the beginning, and no place where holon has claimed it', async () => {
    @System({ id: 'consumer', channels: texts })
    class Consumer {
      @Consume(Texts)
      handle(_message: ChannelMessage<string>): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const test = await createTestApp(Consumer, { allow: ['work'] });
    await test.channel(Texts).write('x'.repeat(500));
    const { message } = await refusal(() => test.dispose());
    expect(message).toMatch(/which expires in \d+ ms: 'x{50,90}…\n/);
  });

  it('tells of a call that was not awaited, and of the step in it, with their places', async () => {
    const test = await createTestApp(Worker, { allow: ['timers'], logger: silentLogger });
    test.system.inStep = () =>
      new Promise((resolve) => test.clock.setTimer(100_000, () => resolve(1)));
    const forgotten = test.tick(1, { withinMs: 500_000 }).catch(() => undefined);
    const error = await refusal(() => test.dispose());
    expect(error.message).toMatch(
      /- test\.tick\(\) at .*dispose\.test\.ts:\d+:\d+ has not ended\n {2}- a step of system 'worker' was still running\n/,
    );
    await forgotten;
  });

  it('tells of a handler that still runs', async () => {
    @System({ id: 'consumer', channels: working })
    class Consumer {
      @Consume(Jobs)
      handle(_message: ChannelMessage<number>): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const test = await createTestApp(Consumer);
    await test.channel(Jobs).write(1);
    const { message } = await refusal(() => test.dispose({ allow: ['claims'] }));
    expect(message).toContain("- 1 handler call of system 'consumer' was still running");
  });

  it('tells where a timer was set that somebody still waits for', async () => {
    const test = await createTestApp(Worker);
    test.system.inStep = () => void test.system.clock.setTimer(5_000, () => undefined);
    await test.tick();
    const { message } = await refusal(() => test.dispose());
    expect(message).toMatch(/- a timer due in 5000 ms, set at .*dispose\.test\.ts:\d+:\d+\n/);
    expect(message).toContain('Cancel every timer of the injected CLOCK');
  });

  it('does not mind timers of the background, nor those of others on a clock that it was given', async () => {
    const clock = new VirtualClock();
    clock.setTimer(10, () => undefined);
    const shared = await createTestApp(Worker, { clock });
    await shared.dispose();
    const own = await createTestApp(Worker);
    own.clock.setTimer(10, () => undefined, { background: true });
    await own.dispose();
  });

  it('comes at the end of a block, and says there what was left', async () => {
    const error = await refusal(async () => {
      await using test = await createTestApp(Worker);
      await test.channel(Jobs).write(1);
      await test.tick();
    });
    expect(error.code).toBe('HOLON_LEFT_BEHIND');
  });

  it('at the end of a block looks again once a call has succeeded after one that was to fail', async () => {
    const error = await refusal(async () => {
      await using test = await createTestApp(Worker);
      await test.channel(Jobs).write(1);
      await refusal(() => test.until(() => false, { withinMs: 10 }));
      await test.tick();
    });
    expect(error.code).toBe('HOLON_LEFT_BEHIND');
    const looked = await refusal(async () => {
      await using test = await createTestApp(Worker);
      await test.channel(Jobs).write(1);
      await test.tick();
      expect(() => test.channel(Jobs).expectCounts({ claimed: 0 })).toThrow();
      test.channel(Jobs).expectCounts({ claimed: 1 });
    });
    expect(looked.code).toBe('HOLON_LEFT_BEHIND');
  });

  it('ends a tree that waits for time while it drains', async () => {
    @System({ id: 'tidy' })
    class Tidy {
      constructor(@Inject(CLOCK) private readonly clock: Clock) {}
      onStop(): Promise<void> {
        return new Promise((resolve) => {
          this.clock.setTimer(700, resolve);
        });
      }
    }

    @System({ id: 'root' })
    class Root {
      @Subsystem(Tidy) readonly tidy!: Tidy;
    }
    const test = await createTestApp(Root);
    await test.dispose();
    expect(test.clock.monotonicMs()).toBe(700);
  });
});

describe('a start that goes wrong', () => {
  it('is told, whether setup throws or waits for what never comes', async () => {
    @System({ id: 'broken' })
    class Broken {
      setup(): void {
        throw new Error('no licence');
      }
    }

    @System({ id: 'slow' })
    class Slow {
      constructor(@Inject(CLOCK) private readonly clock: Clock) {}
      setup(): Promise<void> {
        return new Promise((resolve) => {
          this.clock.setTimer(90_000, resolve);
        });
      }
    }
    expect(await refusal(() => createTestApp(Broken))).toMatchObject({
      code: 'HOLON_SETUP_FAILED',
    });
    expect((await refusal(() => createTestApp(Slow))).message).toContain(
      'The start of Slow has not ended within 60000 ms of virtual time',
    );
  });
});
