import type { ChannelHook } from '../../../src/channels/base-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { PeriodicChannel } from '../../../src/channels/periodic-channel';
import { sleep } from '../../../src/util/abort';
import { createDeferred } from '../../../src/util/deferred';
import { bench, contents, isSettled, numbers, started } from './bench';

const NEVER = new Promise<void>(() => undefined);

/** Pulls what it is told to. */
class Feed extends PeriodicChannel<number> {
  readonly pulledAtMs: number[] = [];
  readonly errors: string[] = [];
  next: (context: { readonly signal: AbortSignal }) => unknown = () => undefined;

  protected override pull(context: { readonly signal: AbortSignal }): unknown {
    this.pulledAtMs.push(this.clock.monotonicMs());
    return this.next(context);
  }

  protected override onError(error: unknown, hook: ChannelHook): void {
    this.errors.push(`${hook}: ${(error as Error).message}`);
  }
}

function setUp(options: { readonly concurrency?: number } = {}) {
  const parts = bench();
  const feed = new Feed({ id: 'feed', periodMs: 1_000, ...parts, ...options });
  return { ...parts, feed };
}

describe('a periodic channel', () => {
  it('pulls at its start and then every periodMs, and writes in its own name', async () => {
    const { clock, feed } = setUp();
    let count = 0;
    feed.next = () => (count += 1);
    await feed.start();
    await clock.advance(2_500);
    const messages = await feed.read('r');
    expect(contents(messages)).toEqual([1, 2, 3]);
    expect(new Set(messages.map(({ senderId }) => senderId))).toEqual(new Set(['feed']));
    expect(feed.info).toMatchObject({ kind: 'periodic', periodMs: 1_000 });
    await feed.drain();
    await clock.advance(5_000);
    expect(count).toBe(3);
  });

  it('does not drift, however long a pull takes: late it pulls once, and then on time again', async () => {
    const { clock, feed } = setUp();
    const takesMs = [300, 999, 0, 2_500, 0, 0];
    feed.next = () => sleep(clock, takesMs[feed.pulledAtMs.length - 1] ?? 0);
    await feed.start();
    await clock.advance(8_000);
    expect(feed.pulledAtMs).toEqual([0, 1_000, 2_000, 3_000, 5_500, 6_000, 7_000, 8_000]);
    await feed.drain();
  });

  it('writes each item of an array for itself, and nothing for undefined', async () => {
    const { clock, feed } = setUp();
    const pulls: unknown[] = [[1, 2, 3], undefined, [], 4];
    feed.next = () => pulls.shift();
    await feed.start();
    await clock.advance(3_000);
    expect(contents(await feed.read('r'))).toEqual([1, 2, 3, 4]);
    await feed.drain();
  });

  it('goes on after a pull that throws: the error goes to onError, the next one comes on time', async () => {
    const { clock, feed } = setUp();
    feed.next = () => {
      const count = feed.pulledAtMs.length;
      if (count === 1) throw new Error('sync');
      if (count === 2) return Promise.reject(new Error('async'));
      return count;
    };
    await feed.start();
    await clock.advance(2_000);
    expect(feed.errors).toEqual(['pull: sync', 'pull: async']);
    expect(contents(await feed.read('r'))).toEqual([3]);
    await feed.drain();
  });

  it('is not held up by a pull that hangs: others write and read, a drain reports it', async () => {
    const { clock, feed } = setUp();
    feed.next = () => NEVER;
    await feed.start();
    await clock.advance(5_000);
    expect(feed.pulledAtMs).toEqual([0]);
    await feed.write('w', 7);
    expect(contents(await feed.read('r'))).toEqual([7]);
    const draining = feed.drain({ timeoutMs: 100 });
    await clock.advance(100);
    expect(await draining).toMatchObject({ completed: false, busyHooks: ['pull'] });
    expect(clock.pendingTimers).toBe(0);
  });

  it('between two pulls ends at once, also without a timeout', async () => {
    const { feed } = setUp();
    await feed.start();
    expect(await feed.drain({ timeoutMs: 0 })).toMatchObject({ completed: true });
  });

  it('aborts the signal of a pull when it drains, and still stores what the pull brings', async () => {
    const { clock, feed } = setUp();
    const brought = createDeferred<number>();
    let signal: AbortSignal | undefined;
    feed.next = (context) => {
      signal = context.signal;
      return brought.promise;
    };
    const seen: number[] = [];
    await feed.start();
    await feed.subscribe('s', ({ content }) => seen.push(content));
    await clock.settle();
    const draining = feed.drain({ timeoutMs: 1_000 });
    expect(signal?.aborted).toBe(true);
    expect(await isSettled(draining)).toBe(false);
    brought.resolve(5);
    expect(await draining).toMatchObject({ completed: true });
    expect(seen).toEqual([5]);
    expect(feed.errors).toEqual([]);
  });
});

describe('what is pulled', () => {
  class Celsius extends Feed {
    protected override async convert(senderId: string, raw: unknown): Promise<number | undefined> {
      if (raw === 'broken') throw new Error(`from ${senderId}`);
      return typeof raw === 'number' ? (raw - 32) / 1.8 : undefined;
    }
  }

  it('is converted, like what others write; undefined leaves it out', async () => {
    const { clock, logger } = bench();
    const channel = new Celsius({ id: 'c', periodMs: 1_000, clock, logger });
    channel.next = () => [50, 'noise', 212];
    await started(channel);
    await clock.settle();
    expect(await channel.write('w', 'noise')).toEqual({ id: '', duplicate: false });
    await channel.write('w', 32);
    expect(contents(await channel.read('r'))).toEqual([10, 100, 0]);
    await channel.drain();
  });

  it('loses one item to a convert that throws, not its neighbours', async () => {
    const { clock, logger } = bench();
    const channel = new Celsius({ id: 'c', periodMs: 1_000, clock, logger });
    channel.next = () => [50, 'broken', 212];
    await started(channel);
    await clock.settle();
    expect(contents(await channel.read('r'))).toEqual([10, 100]);
    expect(channel.errors).toEqual(['process: from c']);
    await expect(channel.write('w', 'broken')).rejects.toThrow('from w');
    await channel.drain();
  });

  it('is processed `concurrency` items at a time', async () => {
    let running = 0;
    let most = 0;
    class Slow extends Feed {
      protected override async convert(_: string, raw: unknown): Promise<number> {
        running += 1;
        most = Math.max(most, running);
        await sleep(this.clock, 10);
        running -= 1;
        return raw as number;
      }
    }
    const { clock, logger } = bench();
    const channel = new Slow({ id: 'c', periodMs: 1_000, concurrency: 3, clock, logger });
    channel.next = () => numbers(7);
    await started(channel);
    await clock.advance(100);
    expect(most).toBe(3);
    expect([...contents(await channel.read('r'))].sort()).toEqual(numbers(7));
    await channel.drain();
  });

  it('converts what comes by a transaction or as a whole message too', async () => {
    class Celsius extends PeriodicChannel<number> {
      protected override pull(): undefined {
        return undefined;
      }
      protected override convert(_senderId: string, raw: unknown): number | undefined {
        return raw === 'none' ? undefined : Number(raw);
      }
    }
    const parts = bench();
    const celsius = await started(new Celsius({ id: 'celsius', ...parts }));
    const client = new ChannelClient<{ own: readonly [typeof Celsius] }>('s', parts);
    client.connect(Celsius, celsius);
    const raw = (text: string): number => text as unknown as number;
    const message = { timestampMs: 1, senderId: 's', metadata: {} };
    const leftOut = { id: '', duplicate: false };
    await client.transaction(async (tx) => {
      await tx.write(Celsius, raw('1'));
      expect(await tx.write(Celsius, raw('none'))).toEqual(leftOut);
    });
    await client.writeMessage(Celsius, { ...message, id: 'a', content: raw('2') });
    expect(
      await client.writeMessage(Celsius, { ...message, id: 'b', content: raw('none') }),
    ).toEqual(leftOut);
    expect(contents(await celsius.read('r'))).toEqual([1, 2]);
    await celsius.stop();
  });
});
