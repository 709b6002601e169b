import type { ChannelHook } from '../../../src/channels/base-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import type { ChannelMessage } from '../../../src/model/channel-message';
import type { LogFields } from '../../../src/observability/logger';
import { bench, contents, failure, isSettled, started } from './bench';

const NEVER = new Promise<void>(() => undefined);

class Hooked extends PassthroughChannel<number> {
  readonly calls: string[] = [];
  protected override onStart(): void {
    this.calls.push(`start ${this.state}`);
  }
  protected override onMessage({ content }: ChannelMessage<number>): void | Promise<void> {
    this.calls.push(`message ${content}`);
  }
  protected override onMaintain(): void | Promise<void> {
    this.calls.push('maintain');
  }
  protected override onStop(): void | Promise<void> {
    this.calls.push(`stop ${this.state}`);
  }
}

describe('hooks', () => {
  it('run in their order: start, each message before its subscribers, maintenance, stop', async () => {
    const { clock, logger } = bench();
    const channel = new Hooked({ id: 'c', clock, logger, maintenanceIntervalMs: 100 });
    await channel.start();
    await channel.subscribe('s', ({ content }) => channel.calls.push(`pushed ${content}`));
    await channel.write('w', 1);
    await clock.advance(250);
    await channel.drain();
    expect(channel.calls).toEqual([
      'start running',
      'message 1',
      'pushed 1',
      'maintain',
      'maintain',
      'stop draining',
    ]);
  });

  it('may use the channel: onStart can write', async () => {
    class Greeting extends PassthroughChannel<string> {
      protected override async onStart(): Promise<void> {
        await this.write(this.id, 'hello');
      }
    }
    const channel = await started(new Greeting({ id: 'c', ...bench() }));
    expect(contents(await channel.read('r'))).toEqual(['hello']);
  });

  it('see no duplicate', async () => {
    const channel = await started(new Hooked({ id: 'c', ...bench() }));
    await channel.write('w', 1, { id: 'x' });
    await channel.write('w', 1, { id: 'x' });
    expect(channel.calls).toEqual(['start running', 'message 1']);
  });
});

describe('a hook that throws', () => {
  class Broken extends PassthroughChannel<number> {
    readonly errors: string[] = [];
    protected override onMessage(): Promise<void> {
      return Promise.reject(new Error('in onMessage'));
    }
    protected override onMaintain(): void {
      throw new Error('in onMaintain');
    }
    protected override onStop(): void {
      throw new Error('in onStop');
    }
    protected override onError(error: unknown, hook: ChannelHook): void {
      this.errors.push(`${hook}: ${(error as Error).message}`);
    }
  }

  it('goes to onError and fails neither write nor maintenance nor drain', async () => {
    const { clock, logger } = bench();
    const channel = await started(
      new Broken({ id: 'c', clock, logger, maintenanceIntervalMs: 100 }),
    );
    const pushed: number[] = [];
    await channel.subscribe('s', ({ content }) => pushed.push(content));
    await channel.write('w', 1);
    await clock.advance(200);
    expect(await channel.drain()).toMatchObject({ completed: true });
    expect(pushed).toEqual([1]);
    expect(channel.errors).toEqual([
      'message: in onMessage',
      'maintain: in onMaintain',
      'maintain: in onMaintain',
      'stop: in onStop',
    ]);
  });

  it('is logged where there is no onError, and so is an onError that throws', async () => {
    class Quiet extends PassthroughChannel<number> {
      protected override onMessage(): void {
        throw new Error('first');
      }
    }
    class Worse extends Quiet {
      protected override onError(): void {
        throw new Error('second');
      }
    }
    const { clock, logger } = bench();
    for (const Kind of [Quiet, Worse]) {
      const channel = await started(new Kind({ id: 'c', clock, logger }));
      expect(await channel.write('w', 1)).toMatchObject({ duplicate: false });
    }
    const said = (fields: LogFields) => [fields.hook, String(fields.error)];
    expect(logger.of('channel.hook-failed').map(said)).toEqual([['message', 'Error: first']]);
    expect(logger.of('channel.on-error-failed').map(said)).toEqual([['message', 'Error: second']]);
  });

  it('in onStart makes start fail, and leaves nothing running', async () => {
    class Unstartable extends Hooked {
      protected override onStart(): void {
        throw new Error('no disk');
      }
    }
    const { clock, logger } = bench();
    const channel = new Unstartable({ id: 'c', clock, logger });
    await expect(channel.start()).rejects.toThrow('no disk');
    expect(channel.state).toBe('stopped');
    expect(channel.calls).toEqual(['stop draining']);
    await expect(channel.write('w', 1)).rejects.toEqual(failure('HOLON_CHANNEL_CLOSED'));
    await expect(channel.start()).rejects.toThrow('no disk');
    expect(await channel.drain()).toMatchObject({ completed: true });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a hook that hangs', () => {
  it('in onMaintain holds up neither retention nor the release of claims', async () => {
    class Hanging extends Hooked {
      protected override onMaintain(): Promise<void> {
        this.calls.push('maintain');
        return NEVER;
      }
    }
    const { clock, logger } = bench();
    const channel = await started(
      new Hanging({
        id: 'c',
        clock,
        logger,
        maintenanceIntervalMs: 100,
        retention: { maxAgeMs: 150 },
      }),
    );
    await clock.advance(100);
    await channel.write('w', 1);
    await clock.advance(400);
    expect((await channel.stats()).count).toBe(0);
    expect(channel.calls.filter((call) => call === 'maintain')).toHaveLength(1);
  });

  it('in onMessage holds that write and no other, and subscribers keep the order', async () => {
    class Hanging extends PassthroughChannel<number> {
      protected override onMessage({ content }: ChannelMessage<number>): Promise<void> | void {
        if (content === 1) return NEVER;
      }
    }
    const channel = await started(new Hanging({ id: 'c', ...bench() }));
    const seen: number[] = [];
    await channel.subscribe('s', ({ content }) => seen.push(content));
    void channel.write('w', 1);
    await channel.write('w', 2);
    await channel.write('w', 3);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('in onStop is left behind and reported', async () => {
    class Hanging extends PassthroughChannel {
      protected override onStop(): Promise<void> {
        return NEVER;
      }
    }
    const { clock, logger } = bench();
    const channel = await started(new Hanging({ id: 'c', clock, logger }));
    const draining = channel.drain({ timeoutMs: 10 });
    await clock.advance(10);
    expect(await draining).toMatchObject({ completed: false, busyHooks: ['stop'] });
    expect(logger.of('channel.on-stop-slow')).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that hang on a message hold neither its writer nor the subscribers, and a drain says so', async () => {
    class Hanging extends PassthroughChannel<number> {
      protected override onMessage(): Promise<void> {
        return NEVER;
      }
    }
    const parts = bench();
    const channel = await started(new Hanging({ id: 'c', ...parts, subscriberTimeoutMs: 500 }));
    const seen: number[] = [];
    await channel.subscribe('s', ({ content }) => seen.push(content));
    const writing = channel.write('w', 1);
    await parts.clock.advance(499);
    expect(await isSettled(writing)).toBe(false);
    await parts.clock.advance(1);
    const { id } = await writing;
    expect(seen).toEqual([1]);
    const line = { messageId: id, waitedMs: 500 };
    expect(parts.logger.of('channel.on-message-slow')).toEqual([line]);
    const draining = channel.drain({ timeoutMs: 100 });
    await parts.clock.advance(100);
    expect(await draining).toMatchObject({ completed: false, busyHooks: ['message'] });
    expect(parts.clock.pendingTimers).toBe(0);
  });
});
