import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import type { ChannelStore } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { sleep } from '../../../src/util/abort';
import { bench, failure, isSettled, lateStore, numbers, started } from './bench';

const stores: [string, () => ChannelStore][] = [
  ['memory', () => new MemoryStore()],
  ['a store that answers later', lateStore],
];

describe.each(stores)('subscribers on %s', (_, makeStore) => {
  async function setUp() {
    const parts = bench();
    const store = makeStore();
    const channel = await started(
      new BroadcastChannel<number>({ id: 'numbers', ...parts, store, subscriberTimeoutMs: 500 }),
    );
    return { ...parts, store, channel };
  }

  it('get every message from the moment they subscribed, in the order they subscribed', async () => {
    const { channel } = await setUp();
    const seen: string[] = [];
    await channel.write('w', 0);
    await channel.subscribe('a', ({ content }) => seen.push(`a${content}`));
    await channel.write('w', 1);
    await channel.subscribe('b', ({ content }) => seen.push(`b${content}`));
    await channel.write('w', 2);
    expect(seen).toEqual(['a1', 'a2', 'b2']);
  });

  it('miss nothing that is written while they subscribe', async () => {
    const { channel, clock } = await setUp();
    const seen: number[] = [];
    const subscribing = channel.subscribe('a', ({ content }) => seen.push(content));
    await channel.write('w', 1);
    await subscribing;
    await clock.settle();
    expect([[], [1]]).toContainEqual(seen);
    await channel.write('w', 2);
    expect(seen.at(-1)).toBe(2);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('are waited for by the write that called them', async () => {
    const { channel, clock } = await setUp();
    const done: number[] = [];
    await channel.subscribe('a', async ({ content }) => {
      await sleep(clock, 100);
      done.push(content);
    });
    const write = channel.write('w', 1);
    await clock.advance(99);
    expect(await isSettled(write)).toBe(false);
    await clock.advance(1);
    expect(await isSettled(write)).toBe(true);
    expect(done).toEqual([1]);
  });

  it('are called one message at a time, in order, whatever the number of writers', async () => {
    const { channel, clock } = await setUp();
    const seen: number[] = [];
    let running = 0;
    let most = 0;
    await channel.subscribe('a', async ({ content }) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(clock, 10);
      running -= 1;
      seen.push(content);
    });
    const writes = numbers(20).map((n) => channel.write(`w${n}`, n));
    await clock.advance(1_000);
    await Promise.all(writes);
    expect(seen).toEqual(numbers(20));
    expect(most).toBe(1);
  });

  it('hold only the write that called them, not those that find them busy', async () => {
    const { channel, clock } = await setUp();
    await channel.subscribe('a', () => sleep(clock, 100));
    const first = channel.write('w', 1);
    await clock.settle();
    await expect(channel.write('w', 2)).resolves.toMatchObject({ duplicate: false });
    expect(await isSettled(first)).toBe(false);
    await clock.advance(200);
    await first;
  });

  it('may write to their own channel from the handler', async () => {
    const { channel, clock } = await setUp();
    const seen: number[] = [];
    await channel.subscribe('a', async ({ content }) => {
      seen.push(content);
      if (content < 5) await channel.write('a', content + 1);
      seen.push(-content);
    });
    await channel.write('w', 1);
    await clock.settle();
    expect(seen).toEqual([1, -1, 2, -2, 3, -3, 4, -4, 5, -5]);
  });

  it('may answer each other on one channel without waiting in a circle', async () => {
    const { channel, clock, logger } = await setUp();
    const seen: string[] = [];
    for (const name of ['a', 'b']) {
      await channel.subscribe(name, async ({ content, senderId }) => {
        seen.push(`${name}${content}`);
        if (senderId !== name && content < 4) await channel.write(name, content + 1);
      });
    }
    await channel.write('w', 3);
    await clock.settle();
    expect(seen.sort()).toEqual(['a3', 'a4', 'a4', 'b3', 'b4', 'b4']);
    expect(logger.of('subscriber.slow')).toEqual([]);
  });

  it('may answer each other across two channels without waiting in a circle', async () => {
    const { channel: pings, clock, logger, store } = await setUp();
    const pongs = await started(
      new BroadcastChannel<number>({ id: 'pongs', clock, logger, store }),
    );
    const seen: number[] = [];
    await pings.subscribe('a', async ({ content }) => {
      seen.push(content);
      await pongs.write('a', content + 1);
    });
    await pongs.subscribe('b', async ({ content }) => {
      seen.push(content);
      if (content < 10) await pings.write('b', content + 1);
    });
    await pings.write('w', 1);
    await clock.advance(1);
    expect(seen).toEqual(numbers(10, 1));
    expect(logger.of('subscriber.slow')).toEqual([]);
  });

  it('are isolated: one that throws or rejects is counted and logged and stops nobody', async () => {
    const { channel, logger } = await setUp();
    const seen: number[] = [];
    const throwing = await channel.subscribe('throws', () => {
      throw new Error('no');
    });
    const rejecting = await channel.subscribe('rejects', () => Promise.reject(new Error('no')));
    await channel.subscribe('works', ({ content }) => seen.push(content));
    await channel.write('w', 1);
    await channel.write('w', 2);
    expect(seen).toEqual([1, 2]);
    expect([throwing.failures, rejecting.failures]).toEqual([2, 2]);
    const failed = logger.of('subscriber.failed').map((fields) => fields.systemId);
    expect(failed.sort()).toEqual(['rejects', 'rejects', 'throws', 'throws']);
  });

  it('hold no writer longer than subscriberTimeoutMs, are reported, and catch up in order', async () => {
    const { channel, clock, logger } = await setUp();
    const slow: number[] = [];
    const fast: number[] = [];
    await channel.subscribe('slow', async ({ content }) => {
      slow.push(content);
      if (content === 0) await sleep(clock, 10_000);
    });
    await channel.subscribe('fast', ({ content }) => fast.push(content));
    const write = channel.write('w', 0);
    await clock.advance(499);
    expect(await isSettled(write)).toBe(false);
    await clock.advance(1);
    await write;
    expect(logger.of('subscriber.slow')).toEqual([{ systemId: 'slow', waitedMs: 500 }]);
    for (const n of numbers(200, 1)) await channel.write('w', n);
    expect(fast).toEqual(numbers(201));
    expect(slow).toEqual([0]);
    await clock.advance(10_000);
    expect(slow).toEqual(numbers(201));
    const last = channel.write('w', 201);
    await clock.settle();
    expect(slow.at(-1)).toBe(201);
    await last;
  });

  it('that are behind see what retention has left, in order', async () => {
    const { channel, clock } = await setUp();
    const seen: number[] = [];
    await channel.subscribe('slow', async ({ content }) => {
      seen.push(content);
      if (content === 0) await sleep(clock, 1_000);
    });
    const write = channel.write('w', 0);
    await clock.advance(500);
    await write;
    for (const n of numbers(100, 1)) await channel.write('w', n);
    await channel.evict({ maxCount: 3 });
    await clock.advance(1_000);
    expect(seen).toEqual([0, 98, 99, 100]);
  });

  it('catch up past messages that are all gone', async () => {
    const { channel, clock } = await setUp();
    const seen: number[] = [];
    await channel.subscribe('slow', async ({ content }) => {
      seen.push(content);
      await sleep(clock, 100);
    });
    const first = channel.write('w', 0);
    await clock.settle();
    await channel.write('w', 1);
    await channel.clear();
    await clock.advance(100);
    await first;
    const next = channel.write('w', 2);
    await clock.advance(100);
    await next;
    expect(seen).toEqual([0, 2]);
  });
});

describe('a handler', () => {
  it('is not called anew before its synchronous part has ended', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...bench() }));
    const trace: string[] = [];
    await channel.subscribe('a', ({ content }) => {
      trace.push(`in ${content}`);
      if (content === 1) void channel.write('a', 2);
      trace.push(`out ${content}`);
    });
    await channel.write('w', 1);
    await new Promise(setImmediate);
    expect(trace).toEqual(['in 1', 'out 1', 'in 2', 'out 2']);
  });

  it('that never waits leaves the event loop to others', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...bench() }));
    let calls = 0;
    await channel.subscribe('a', async () => {
      calls += 1;
      if (calls < 20_000) await channel.write('a', calls);
    });
    void channel.write('w', 0);
    await new Promise(setImmediate);
    const callsInOneTurn = calls;
    expect(callsInOneTurn).toBeLessThan(1_000);
    calls = 20_000;
  });

  it('must be a function', async () => {
    const channel = await started(new PassthroughChannel({ id: 'c', ...bench() }));
    await expect(channel.subscribe('a', 'no' as never)).rejects.toEqual(
      failure('HOLON_INVALID_ARGUMENT'),
    );
  });
});
