import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { createDeferred } from '../../../src/util/deferred';
import { bench, contents, failure, isSettled, lateStore, started } from './bench';

const NEVER = new Promise<void>(() => undefined);
const CLEAN = { completed: true, released: [], unreleased: [], busySubscribers: [], busyHooks: [] };

describe('a channel', () => {
  it('refuses everything before it is started and after it is closed', async () => {
    const channel = new PassthroughChannel<number>({ id: 'c', ...bench() });
    const calls = [
      () => channel.write('s', 1),
      () => channel.writeMessage('s', {} as never),
      () => channel.read('s'),
      () => channel.claim('s'),
      () => channel.acknowledge('s', []),
      () => channel.nack('s', []),
      () => channel.subscribe('s', () => undefined),
      () => channel.unsubscribe('s'),
      () => channel.stats(),
      () => channel.clear(),
      () => channel.evict({ maxCount: 1 }),
      () => channel.remove([]),
      () => channel.dead(),
      () => channel.redrive([]),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toEqual(failure('HOLON_CHANNEL_NOT_STARTED'));
    }
    await channel.start();
    await channel.drain();
    for (const call of calls) await expect(call()).rejects.toEqual(failure('HOLON_CHANNEL_CLOSED'));
  });

  it('starts once, however often it is told to', async () => {
    let starts = 0;
    class Counted extends PassthroughChannel {
      protected override onStart(): void {
        starts += 1;
      }
    }
    const channel = new Counted({ id: 'c', ...bench() });
    expect(channel.state).toBe('init');
    await Promise.all([channel.start(), channel.start()]);
    await channel.start();
    expect(channel.state).toBe('running');
    expect(starts).toBe(1);
    await channel.drain();
    expect(channel.state).toBe('stopped');
  });

  it('that was drained without having been started cannot be started', async () => {
    const channel = new PassthroughChannel({ id: 'c', ...bench() });
    const draining = channel.drain();
    await expect(channel.start()).rejects.toEqual(failure('HOLON_WRONG_STATE'));
    expect(await draining).toEqual(CLEAN);
    expect(channel.state).toBe('stopped');
  });

  it('that is drained while it starts ends stopped, with nothing left running', async () => {
    const { clock, logger } = bench();
    const channel = new PassthroughChannel({ id: 'c', store: lateStore(), clock, logger });
    const starting = channel.start();
    expect(await channel.drain()).toEqual(CLEAN);
    await starting;
    expect(channel.state).toBe('stopped');
    expect(clock.pendingTimers).toBe(0);
  });

  it('keeps its messages in the store it was given', async () => {
    const store = new MemoryStore();
    const first = await started(new PassthroughChannel<number>({ id: 'c', store, ...bench() }));
    await first.write('w', 1);
    await first.drain();
    const second = await started(new PassthroughChannel<number>({ id: 'c', store, ...bench() }));
    expect(contents(await second.read('r'))).toEqual([1]);
  });

  it('cannot be bound to another environment once it runs', async () => {
    const { clock, logger } = bench();
    const channel = await started(new PassthroughChannel({ id: 'c', clock, logger }));
    const ids = { next: () => 'id' };
    const bind = (): void => channel.bind({ clock, logger, ids, store: new MemoryStore() });
    expect(bind).toThrow(failure('HOLON_WRONG_STATE') as Error);
  });
});

describe('a drain', () => {
  it('refuses new writes at once, and reads go on until it is over', async () => {
    const channel = await started(new BroadcastChannel<number>({ id: 'c', ...bench() }));
    const gate = createDeferred();
    await channel.subscribe('s', () => gate.promise);
    const writing = channel.write('w', 1);
    const draining = channel.drain({ timeoutMs: 1_000 });
    expect(channel.state).toBe('draining');
    await expect(channel.write('w', 2)).rejects.toMatchObject({
      code: 'HOLON_DRAINING',
      retryable: true,
    });
    expect(contents(await channel.read('r'))).toEqual([1]);
    gate.resolve();
    await writing;
    expect(await draining).toEqual(CLEAN);
    await expect(channel.write('w', 2)).rejects.toEqual(failure('HOLON_CHANNEL_CLOSED'));
  });

  it('happens once: every call gets the same promise', async () => {
    const channel = await started(new PassthroughChannel({ id: 'c', ...bench() }));
    const first = channel.drain();
    expect(channel.drain({ timeoutMs: 1 })).toBe(first);
    await first;
    await channel.stop();
    await channel[Symbol.asyncDispose]();
    expect(channel.drain()).toBe(first);
  });

  it('refuses a wrong timeout and does not begin', async () => {
    const channel = await started(new PassthroughChannel({ id: 'c', ...bench() }));
    for (const timeoutMs of [-1, Number.NaN]) {
      await expect(channel.drain({ timeoutMs })).rejects.toEqual(failure('HOLON_INVALID_ARGUMENT'));
    }
    expect(channel.state).toBe('running');
  });

  it('lets subscribers catch up, and names those that are busy at the deadline once', async () => {
    const { clock, logger } = bench();
    const channel = await started(new BroadcastChannel<number>({ id: 'c', clock, logger }));
    await channel.subscribe('hangs', () => NEVER);
    await channel.subscribe('hangs', () => NEVER);
    await channel.subscribe('works', () => undefined);
    const writing = channel.write('w', 1);
    await clock.settle();
    const draining = channel.drain({ timeoutMs: 200 });
    await clock.advance(199);
    expect(await isSettled(draining)).toBe(false);
    await clock.advance(1);
    expect(await draining).toEqual({
      completed: false,
      released: [],
      unreleased: [],
      busySubscribers: ['hangs'],
      busyHooks: [],
    });
    await writing;
    expect(clock.pendingTimers).toBe(0);
  });

  it('waits for claims to be settled', async () => {
    const { clock, logger } = bench();
    const queue = await started(new WorkQueueChannel<number>({ id: 'q', clock, logger }));
    await queue.write('w', 1);
    await queue.write('w', 2);
    const [one, two] = await queue.claim('a');
    const draining = queue.drain({ timeoutMs: 1_000 });
    await one?.ack();
    expect(await isSettled(draining)).toBe(false);
    await queue.nack('a', [two!.id]);
    expect(await draining).toEqual(CLEAN);
  });

  it('gives back at the deadline what is still claimed', async () => {
    const store = new MemoryStore();
    const { clock, logger } = bench();
    const queue = await started(new WorkQueueChannel<number>({ id: 'q', store, clock, logger }));
    await queue.write('w', 1);
    const [claim] = await queue.claim('a');
    const draining = queue.drain({ timeoutMs: 100 });
    await clock.advance(100);
    expect(await draining).toEqual({
      completed: false,
      released: [claim?.id],
      unreleased: [],
      busySubscribers: [],
      busyHooks: [],
    });
    expect(store.open('q').stats(clock.nowMs())).toMatchObject({ claimed: 0, pending: 1 });
  });

  it('waits for no claim that has expired', async () => {
    const { clock, logger } = bench();
    const queue = await started(
      new WorkQueueChannel<number>({ id: 'q', claimTimeoutMs: 50, clock, logger }),
    );
    await queue.write('w', 1);
    await queue.claim('a');
    await clock.advance(50);
    expect(await queue.drain({ timeoutMs: 1_000 })).toEqual(CLEAN);
  });

  it('with timeout 0 waits for nobody and still reports', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...bench() }));
    await channel.subscribe('s', () => NEVER);
    void channel.write('w', 1);
    const [claim] = await channel.claim('a');
    expect(await channel.drain({ timeoutMs: 0 })).toEqual({
      completed: false,
      released: [claim?.id],
      unreleased: [],
      busySubscribers: ['s'],
      busyHooks: [],
    });
  });

  it('can be asked for by a handler', async () => {
    const { clock, logger } = bench();
    const channel = await started(new PassthroughChannel<number>({ id: 'c', clock, logger }));
    let report: unknown;
    await channel.subscribe('s', async () => {
      report = await channel.drain({ timeoutMs: 100 });
    });
    const writing = channel.write('w', 1);
    await clock.advance(100);
    await writing;
    expect(report).toMatchObject({ completed: false, busySubscribers: ['s'] });
  });

  it('closes the store it made and only flushes one that it was given', async () => {
    const store = new MemoryStore();
    const flush = jest.spyOn(store, 'flush');
    const close = jest.spyOn(store, 'close');
    const channel = await started(new PassthroughChannel({ id: 'c', store, ...bench() }));
    await channel.drain();
    expect(flush).toHaveBeenCalledTimes(1);
    expect(close).not.toHaveBeenCalled();
    const own = jest.spyOn(MemoryStore.prototype, 'close');
    await (await started(new PassthroughChannel({ id: 'c', ...bench() }))).drain();
    expect(own).toHaveBeenCalledTimes(1);
    own.mockRestore();
  });

  it('waits for a claim no longer than until it expires', async () => {
    const { clock, logger } = bench();
    const queue = await started(new WorkQueueChannel<number>({ id: 'q', clock, logger }));
    await queue.write('w', 1);
    await queue.write('w', 2);
    const [first] = await queue.claim('s', { limit: 1, timeoutMs: 100 });
    await queue.claim('s', { limit: 1, timeoutMs: 200 });
    await first!.extend(150);
    const draining = queue.drain({ timeoutMs: 10_000 });
    await clock.advance(199);
    expect(await isSettled(draining)).toBe(false);
    await clock.advance(1);
    expect(await draining).toEqual(CLEAN);
    expect(clock.pendingTimers).toBe(0);
  });

  it('counts no attempt of what it gives back: at the last attempt too the message lives on', async () => {
    const parts = { ...bench(), store: new MemoryStore() };
    const options = { id: 'q', maxAttempts: 1, ...parts };
    const queue = await started(new WorkQueueChannel<number>(options));
    await queue.write('w', 1);
    const [claim] = await queue.claim('s');
    const { signal } = claim!;
    expect(await queue.drain({ timeoutMs: 0 })).toMatchObject({ released: [claim!.id] });
    expect(signal.aborted).toBe(true);
    const next = await started(new WorkQueueChannel<number>(options));
    expect(await next.claim('s')).toEqual([expect.objectContaining({ content: 1, attempt: 1 })]);
  });
});
