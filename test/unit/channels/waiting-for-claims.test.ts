import { MailboxChannel } from '../../../src/channels/mailbox-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Transaction } from '../../../src/channels/transaction';
import { createHandle } from '../../../src/channels/create-handle';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { bench, contents, failure, isSettled, lateStore, numbers, started } from './bench';

describe.each([
  ['memory', () => new MemoryStore()],
  ['a store that answers later', lateStore],
])('a claim that waits, on %s', (_, makeStore) => {
  async function setUp() {
    const parts = bench();
    const queue = await started(
      new WorkQueueChannel<number>({
        id: 'jobs',
        ...parts,
        store: makeStore(),
        maintenanceIntervalMs: 10_000_000, // nothing here may depend on it
      }),
    );
    return { ...parts, queue };
  }

  it('answers as soon as there is work, and nothing when its time is over', async () => {
    const { queue, clock } = await setUp();
    const early = queue.claim('a', { waitMs: 100 });
    await clock.advance(50);
    await queue.write('w', 1);
    expect(contents(await early)).toEqual([1]);
    const late = queue.claim('a', { waitMs: 100 });
    await clock.advance(99);
    expect(await isSettled(late)).toBe(false);
    await clock.advance(1);
    expect(await late).toEqual([]);
  });

  it('ends when its signal aborts', async () => {
    const { queue, clock } = await setUp();
    const controller = new AbortController();
    const waiting = queue.claim('a', { waitMs: 100, signal: controller.signal });
    const refused = expect(waiting).rejects.toEqual(failure('HOLON_ABORTED'));
    await clock.settle();
    controller.abort();
    await refused;
    await expect(queue.claim('a', { signal: controller.signal })).rejects.toEqual(
      failure('HOLON_ABORTED'),
    );
  });

  it('loses no wake-up to a neighbour that goes away in the same moment', async () => {
    const { queue, clock } = await setUp();
    const controller = new AbortController();
    const leaving = queue.claim('a', { waitMs: 1_000, signal: controller.signal });
    const staying = queue.claim('b', { waitMs: 1_000 });
    const left = leaving.catch(() => []);
    await clock.settle();
    const writing = queue.write('w', 1);
    controller.abort();
    await writing;
    await clock.settle();
    const received = [...(await left), ...((await isSettled(staying)) ? await staying : [])];
    expect(contents(received)).toEqual([1]);
    await clock.advance(1_000);
  });

  it('wakes for each message: fifty waiters, fifty messages', async () => {
    const { queue, clock } = await setUp();
    const waiting = numbers(50).map((n) => queue.claim(`s${n}`, { limit: 1, waitMs: 1_000 }));
    await clock.settle();
    await Promise.all(numbers(50).map((n) => queue.write('w', n)));
    await clock.settle();
    const claims = (await Promise.all(waiting)).flat();
    expect(claims.map(({ content }) => content).sort((a, b) => a - b)).toEqual(numbers(50));
  });

  it('wakes for each message of a transaction, though it is stored in one step', async () => {
    const { queue, clock } = await setUp();
    const waiting = numbers(50).map((n) => queue.claim(`s${n}`, { limit: 1, waitMs: 1_000 }));
    await clock.settle();
    const transaction = new Transaction();
    const { writer } = transaction.handleFor(
      createHandle(queue, 'w', { read: false, write: true, host: false }),
    );
    for (const n of numbers(50)) await writer?.write(n);
    await transaction.commit();
    await clock.settle();
    const woken = await Promise.all(waiting.map(isSettled));
    expect(woken).toEqual(numbers(50).map(() => true));
    const claims = (await Promise.all(waiting)).flat();
    expect(claims.map(({ content }) => content).sort((a, b) => a - b)).toEqual(numbers(50));
  });

  it('wakes when the claim of another expires that was made while it waited', async () => {
    const { queue, clock } = await setUp();
    const first = queue.claim('holder', { waitMs: 1_000, timeoutMs: 200 });
    await clock.settle();
    const second = queue.claim('waiter', { waitMs: 1_000 });
    await clock.settle();
    await queue.write('w', 1);
    expect(contents(await first)).toEqual([1]);
    await clock.advance(199);
    expect(await isSettled(second)).toBe(false);
    await clock.advance(1);
    expect(await second).toEqual([expect.objectContaining({ content: 1, attempt: 2 })]);
  });

  it('wakes when a nacked message comes back, at once or after its delay', async () => {
    const { queue, clock } = await setUp();
    await queue.write('w', 1);
    const [claim] = await queue.claim('holder');
    const waiting = queue.claim('waiter', { waitMs: 10_000 });
    await clock.settle();
    await claim?.nack({ delayMs: 300 });
    await clock.advance(299);
    expect(await isSettled(waiting)).toBe(false);
    await clock.advance(1);
    const [again] = await waiting;
    const next = queue.claim('third', { waitMs: 1_000 });
    await clock.settle();
    await queue.nack('waiter', [again!.id]);
    expect(await next).toEqual([expect.objectContaining({ attempt: 3 })]);
  });

  it('wakes when a claim is made shorter', async () => {
    const { queue, clock } = await setUp();
    await queue.write('w', 1);
    const [claim] = await queue.claim('holder');
    const waiting = queue.claim('waiter', { waitMs: 10_000 });
    await clock.settle();
    await claim?.extend(100);
    await clock.advance(100);
    expect(contents(await waiting)).toEqual([1]);
  });

  it('answers nothing when the channel begins to drain, and takes nothing a drain gives back', async () => {
    const { queue, clock } = await setUp();
    await queue.write('w', 1);
    const [held] = await queue.claim('holder');
    const waiting = queue.claim('waiter', { waitMs: 100_000 });
    await clock.settle();
    const draining = queue.drain({ timeoutMs: 100 });
    expect(await waiting).toEqual([]);
    await expect(queue.claim('late')).rejects.toEqual(failure('HOLON_DRAINING'));
    await clock.advance(100);
    expect(await draining).toMatchObject({ completed: false, released: [held?.id] });
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer behind', async () => {
    const { queue, clock } = await setUp();
    const before = clock.pendingTimers;
    await queue.write('w', 1);
    await queue.claim('a', { waitMs: 1_000 });
    const waiting = queue.claim('b', { waitMs: 1_000 });
    await clock.settle();
    await queue.write('w', 2);
    await waiting;
    expect(clock.pendingTimers).toBe(before);
  });

  it('in a mailbox wakes for messages to its own system', async () => {
    const { clock, logger } = bench();
    const mail = await started(
      new MailboxChannel<string>({ id: 'mail', clock, logger, store: makeStore() }),
    );
    const waiting = ['a', 'b', 'c'].map((name) => mail.claim(name, { waitMs: 1_000 }));
    await clock.settle();
    await mail.write('w', 'for c', { recipientId: 'c' });
    await mail.write('w', 'for all');
    expect(contents(await waiting[2]!)).toEqual(['for c']);
    await clock.advance(1_000);
    expect(await Promise.all(waiting.slice(0, 2))).toEqual([[], []]);
  });

  it('wakes the next when the store fails the one that was woken', async () => {
    const { clock, logger } = bench();
    const store = new MemoryStore();
    const queue = await started(new WorkQueueChannel<number>({ id: 'q', clock, logger, store }));
    const first = queue.claim('first', { waitMs: 10_000 });
    const second = queue.claim('second', { waitMs: 10_000 });
    await clock.settle();
    const log = store.open('q');
    const claim = log.claim.bind(log);
    log.claim = (holder, request) => {
      if (holder === 'first') throw new Error('disk full');
      return claim(holder, request);
    };
    const failing = expect(first).rejects.toThrow('disk full');
    await queue.write('w', 1);
    await failing;
    await clock.settle();
    expect(await isSettled(second)).toBe(true);
    expect(contents(await second)).toEqual([1]);
  });
});
