import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import type { Subscription } from '../../../src/channels/channel-handle';
import { sleep } from '../../../src/util/abort';
import { createDeferred } from '../../../src/util/deferred';
import { bench, failure, isSettled, started } from './bench';

const NEVER = new Promise<void>(() => undefined);

async function setUp() {
  const parts = bench();
  const channel = await started(
    new BroadcastChannel<number>({ id: 'numbers', ...parts, subscriberTimeoutMs: 500 }),
  );
  const seen: number[] = [];
  return { ...parts, channel, seen };
}

describe('a subscription', () => {
  it('names its system and ends at unsubscribe, which may be called twice', async () => {
    const { channel, seen } = await setUp();
    const subscription = await channel.subscribe('a', ({ content }) => seen.push(content));
    expect(subscription.systemId).toBe('a');
    await channel.write('w', 1);
    await subscription.unsubscribe();
    await subscription.unsubscribe();
    await channel.write('w', 2);
    expect(seen).toEqual([1]);
  });

  it('ends when it is disposed', async () => {
    const { channel, seen } = await setUp();
    const subscription = await channel.subscribe('a', ({ content }) => seen.push(content));
    await subscription[Symbol.asyncDispose]();
    await channel.write('w', 1);
    expect(seen).toEqual([]);
  });

  it('ends when its signal aborts, and is not made with an aborted one', async () => {
    const { channel, seen } = await setUp();
    const controller = new AbortController();
    await channel.subscribe('a', ({ content }) => seen.push(content), controller);
    await channel.write('w', 1);
    controller.abort();
    await channel.write('w', 2);
    expect(seen).toEqual([1]);
    await expect(channel.subscribe('a', () => undefined, controller)).rejects.toEqual(
      failure('HOLON_ABORTED'),
    );
  });

  it('is ended with all others of its system by the channel', async () => {
    const { channel, seen } = await setUp();
    await channel.subscribe('a', ({ content }) => seen.push(content));
    await channel.subscribe('a', ({ content }) => seen.push(content));
    await channel.subscribe('b', ({ content }) => seen.push(content));
    expect(await channel.unsubscribe('a')).toBe(2);
    expect(await channel.unsubscribe('a')).toBe(0);
    await channel.write('w', 1);
    expect(seen).toEqual([1]);
  });

  it('that ends while its handler runs waits for it, lets the writer go and gets nothing more', async () => {
    const { channel, clock, seen } = await setUp();
    const subscription = await channel.subscribe('a', async ({ content }) => {
      seen.push(content);
      await sleep(clock, 100);
    });
    const first = channel.write('w', 1);
    await clock.settle();
    await channel.write('w', 2);
    const ending = subscription.unsubscribe();
    await first;
    expect(await isSettled(ending)).toBe(false);
    await clock.advance(100);
    await ending;
    expect(seen).toEqual([1]);
  });

  it('waits for a handler that hangs no longer than subscriberTimeoutMs when it ends', async () => {
    const { channel, clock } = await setUp();
    const subscription = await channel.subscribe('a', () => NEVER);
    const write = channel.write('w', 1);
    await clock.settle();
    const ending = subscription.unsubscribe();
    await write;
    await clock.advance(499);
    expect(await isSettled(ending)).toBe(false);
    await clock.advance(1);
    await ending;
    expect(clock.pendingTimers).toBeLessThanOrEqual(2); // maintenance and the watchdog
  });

  it('can be ended by its own handler', async () => {
    const { channel, clock, seen } = await setUp();
    const subscription: Subscription = await channel.subscribe('a', async ({ content }) => {
      await subscription.unsubscribe();
      seen.push(content);
    });
    await channel.write('w', 1);
    await channel.write('w', 2);
    await clock.settle();
    expect(seen).toEqual([1]);
  });

  it('can be ended by its own handler late in the call, which goes on after the timeout', async () => {
    const { channel, clock, seen } = await setUp();
    const subscription: Subscription = await channel.subscribe('a', async ({ content }) => {
      await sleep(clock, 10);
      await subscription.unsubscribe();
      seen.push(content);
    });
    const write = channel.write('w', 1);
    await clock.advance(10);
    await write;
    await clock.advance(500);
    expect(seen).toEqual([1]);
  });

  it('that has ended is still waited for by a drain while its last call runs', async () => {
    const { channel, clock } = await setUp();
    const gate = createDeferred();
    await channel.subscribe('a', () => gate.promise);
    const write = channel.write('w', 1);
    await clock.settle();
    await channel.unsubscribe('a');
    await write;
    const draining = channel.drain({ timeoutMs: 1_000 });
    expect(await isSettled(draining)).toBe(false);
    gate.resolve();
    expect(await draining).toMatchObject({ completed: true, busySubscribers: [] });
  });

  it('counts what retention took before its handler came to it, and says so once a catch-up', async () => {
    const parts = bench();
    const retention = { maxCount: 5 };
    const channel = await started(new BroadcastChannel<number>({ id: 'c', ...parts, retention }));
    const gate = createDeferred();
    const seen: number[] = [];
    const subscription = await channel.subscribe('slow', async ({ content }) => {
      seen.push(content);
      await gate.promise;
    });
    void channel.write('w', 0);
    for (let n = 1; n < 50; n += 1) await channel.write('w', n);
    await channel.stats();
    expect(subscription.missed).toBe(0);
    gate.resolve();
    await parts.clock.settle();
    expect(seen).toEqual([0, 45, 46, 47, 48, 49]);
    expect(subscription.missed).toBe(44);
    const line = { systemId: 'slow', count: 44, cause: 'retention' };
    expect(parts.logger.of('subscriber.missed')).toEqual([line]);
  });

  it('counts no message as missed that was removed on purpose', async () => {
    const { channel, clock, seen } = await setUp();
    const gate = createDeferred();
    const subscription = await channel.subscribe('slow', async ({ content }) => {
      seen.push(content);
      await gate.promise;
    });
    void channel.write('w', 0);
    const { id } = await channel.write('w', 1);
    await channel.write('w', 2);
    await channel.remove([id]);
    gate.resolve();
    await clock.settle();
    expect(seen).toEqual([0, 2]);
    expect(subscription.missed).toBe(0);
  });
});
