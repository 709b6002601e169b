import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import type { ChannelMessage } from '../../../src/model/channel-message';
import type { ChannelStore } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { createDeferred } from '../../../src/util/deferred';
import { bench, contents, failure, isSettled, lateStore, numbers, started } from './bench';

const stores: [string, () => ChannelStore][] = [
  ['memory', () => new MemoryStore()],
  ['a store that answers later', lateStore],
];

describe.each(stores)('a stream on %s', (_, makeStore) => {
  async function setUp() {
    const parts = { ...bench(), store: makeStore() };
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...parts }));
    const write = async (...list: number[]): Promise<void> => {
      for (const n of list) await channel.write('w', n);
    };
    return { ...parts, channel, write };
  }

  it('gives what is there and then what comes', async () => {
    const { channel, clock, write } = await setUp();
    await write(1, 2);
    const seen: number[] = [];
    const loop = (async () => {
      for await (const { content } of channel.stream('r')) {
        seen.push(content);
        if (content === 4) break;
      }
    })();
    await clock.settle();
    expect(seen).toEqual([1, 2]);
    await write(3, 4, 5);
    await loop;
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('moves the cursor behind what the loop is done with: what it broke at comes again', async () => {
    const { channel, write } = await setUp();
    await write(1, 2, 3);
    for await (const { content } of channel.stream('r')) if (content === 2) break;
    expect(contents(await channel.read('r'))).toEqual([2, 3]);
  });

  it('loses nothing to a loop that throws', async () => {
    const { channel, write } = await setUp();
    await write(1, 2, 3);
    const loop = async (): Promise<void> => {
      for await (const { content } of channel.stream('r')) if (content === 2) throw new Error('no');
    };
    await expect(loop()).rejects.toThrow('no');
    expect(contents(await channel.read('r'))).toEqual([2, 3]);
  });

  it("begins with 'start' at the oldest and with 'now' at the call, and leaves the cursor alone", async () => {
    const { channel, write } = await setUp();
    await write(1, 2);
    await channel.read('r');
    const now = channel.stream('r', { from: 'now' });
    await write(3);
    const start = await take(channel.stream('r', { from: 'start' }), 3);
    expect(start).toEqual([1, 2, 3]);
    expect(await take(now, 1)).toEqual([3]);
    expect(contents(await channel.read('r'))).toEqual([3]);
  });

  it('fetches page by page', async () => {
    const { channel, write } = await setUp();
    await write(...numbers(10));
    expect(await take(channel.stream('r', { capacity: 3 }), 10)).toEqual(numbers(10));
    expect(await take(channel.stream('s', { capacity: 3, from: 'start' }), 10)).toEqual(
      numbers(10),
    );
  });

  it('gives a message again that was claimed while it passed', async () => {
    const { channel, clock, write } = await setUp();
    await write(1, 2);
    const [claim] = await channel.claim('worker', { limit: 1 });
    const seen: number[] = [];
    const controller = new AbortController();
    void (async () => {
      for await (const { content } of channel.stream('r', controller)) seen.push(content);
    })();
    await clock.settle();
    expect(seen).toEqual([2]);
    await claim?.nack();
    await clock.settle();
    expect(seen).toEqual([2, 1]);
    controller.abort();
  });

  it('ends when its signal aborts, also while it waits', async () => {
    const { channel, clock, write } = await setUp();
    await write(1);
    const controller = new AbortController();
    const seen: number[] = [];
    const loop = (async () => {
      for await (const { content } of channel.stream('r', controller)) seen.push(content);
    })();
    await clock.settle();
    controller.abort();
    await loop;
    expect(seen).toEqual([1]);
    expect(await take(channel.stream('r', controller), 1)).toEqual([]);
    expect(clock.pendingTimers).toBe(1); // maintenance
  });

  it('ends when the channel begins to drain, and what it has not given is kept', async () => {
    const { channel, clock, write } = await setUp();
    await write(1, 2, 3);
    const seen: number[] = [];
    const loop = (async () => {
      for await (const { content } of channel.stream('r')) {
        seen.push(content);
        if (content === 2) void channel.drain({ timeoutMs: 1_000 });
      }
    })();
    await loop;
    expect(seen).toEqual([1, 2]);
    await clock.settle();
    expect(clock.pendingTimers).toBe(0);
  });

  it('of two of one reader loses nothing, and each rises strictly', async () => {
    const { channel, clock, write } = await setUp();
    const seen: number[][] = [[], []];
    const controller = new AbortController();
    for (const list of seen) {
      void (async () => {
        for await (const { content } of channel.stream('r', controller)) list.push(content);
      })();
    }
    for (const n of numbers(20)) {
      await write(n);
      if (n % 3 === 0) await clock.settle();
    }
    await clock.settle();
    controller.abort();
    for (const list of seen) {
      expect(list).toEqual([...new Set(list)].sort((left, right) => left - right));
    }
    expect([...new Set(seen.flat())].sort((left, right) => left - right)).toEqual(numbers(20));
    expect(await channel.read('r')).toEqual([]);
  });

  it('refuses a wrong capacity or reader at once', async () => {
    const { channel } = await setUp();
    const invalid = failure('HOLON_INVALID_ARGUMENT') as Error;
    expect(() => channel.stream('r', { capacity: 0 })).toThrow(invalid);
    expect(() => channel.stream('')).toThrow(invalid);
  });

  it('is waited for by a drain: its loop finishes with the message it is at', async () => {
    const { channel, clock, write } = await setUp();
    await write(1, 2);
    const gate = createDeferred();
    const seen: number[] = [];
    const loop = (async () => {
      for await (const { content } of channel.stream('r')) {
        await gate.promise;
        seen.push(content);
      }
    })();
    await clock.settle();
    const draining = channel.drain({ timeoutMs: 1_000 });
    expect(await isSettled(draining)).toBe(false);
    gate.resolve();
    expect(await draining).toMatchObject({ completed: true });
    await loop;
    expect(seen).toEqual([1]);
  });

  it('ends in order when its loop outlives the drain, and what it was at comes again', async () => {
    const { channel, clock, store, write } = await setUp();
    await write(1, 2);
    const gate = createDeferred();
    const seen: number[] = [];
    const loop = (async () => {
      for await (const { content } of channel.stream('r')) {
        seen.push(content);
        await gate.promise;
      }
    })();
    await clock.settle();
    const draining = channel.drain({ timeoutMs: 1_000 });
    await clock.advance(1_000);
    expect(await draining).toMatchObject({ completed: false, busySubscribers: ['r'] });
    await store.close();
    gate.resolve();
    await loop;
    expect(seen).toEqual([1]);
  });
});

async function take(
  stream: AsyncIterableIterator<ChannelMessage<number>>,
  count: number,
): Promise<number[]> {
  const taken: number[] = [];
  for await (const { content } of stream) {
    taken.push(content);
    if (taken.length === count) break;
  }
  return taken;
}
