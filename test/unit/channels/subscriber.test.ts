import { Subscriber, type SubscriberHandler } from '../../../src/channels/subscriber';
import { createMessage } from '../../../src/model/channel-message';
import type { LogEntry } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { createDeferred } from '../../../src/util/deferred';
import { bench } from './bench';

interface Terms {
  readonly recipientId?: string;
  readonly visibleAtMs?: number;
}

/** One subscriber on a log of its own, without the channel around it. */
function subscriberOf(handler: SubscriberHandler, addressed = false) {
  const { clock, logger } = bench();
  const log = new MemoryStore().open('news', { addressed });
  const retention = { evicted: 0 };
  const held: number[] = [];
  const options = { log, clock, logger, timeoutMs: 1_000, addressed, retention };
  const subscriber = new Subscriber('reader', handler, 0, options, ({ seq }) => held.push(seq));
  /** Stored, but not offered. */
  const store = (content: string, { recipientId, visibleAtMs }: Terms = {}): LogEntry => {
    const parts = { id: content, timestampMs: clock.nowMs(), senderId: 'w', content };
    const message = createMessage(recipientId === undefined ? parts : { ...parts, recipientId });
    const late = visibleAtMs === undefined ? {} : { visibleAtMs };
    const { seq } = log.append(message, late) as { seq: number };
    return { seq, message, ...late };
  };
  const offer = (entry: LogEntry) => subscriber.offer(entry, clock.nowMs(), undefined);
  return { clock, log, logger, retention, held, subscriber, store, offer };
}

/** A handler that keeps what it is called with, and one whose calls end when they are told. */
function keeping() {
  const seen: unknown[] = [];
  return { seen, handler: (message: { content: unknown }) => void seen.push(message.content) };
}

function waitingFor() {
  const seen: unknown[] = [];
  const gates = [createDeferred(), createDeferred(), createDeferred()];
  const handler = ({ content }: { content: unknown }) => gates[seen.push(content) - 1]?.promise;
  return { seen, gates, handler };
}

describe('a subscriber', () => {
  it('takes what is offered in order at once, and nobody waits for a handler that does not', () => {
    const { seen, handler } = keeping();
    const { store, offer, subscriber } = subscriberOf(handler);
    expect([offer(store('a')), offer(store('b'))]).toEqual([undefined, undefined]);
    expect([seen, subscriber.busy]).toEqual([['a', 'b'], false]);
  });

  it('is not given twice what it has, or what it began behind', () => {
    const { seen, handler } = keeping();
    const { store, offer } = subscriberOf(handler);
    const first = store('a');
    offer(first);
    offer(first);
    offer({ ...first, seq: 0 });
    expect(seen).toEqual(['a']);
  });

  it('reads from the log what it was not offered, before what it was', async () => {
    const { seen, handler } = keeping();
    const { store, offer, subscriber } = subscriberOf(handler);
    store('a');
    store('b');
    const delivery = offer(store('c'));
    await delivery?.done();
    await subscriber.whenIdle();
    expect([seen, subscriber.busy]).toEqual([['a', 'b', 'c'], false]);
  });

  it('reads on when it is told that the log has more, and only then', async () => {
    const { seen, handler } = keeping();
    const { log, store, offer, subscriber } = subscriberOf(handler);
    const scan = jest.spyOn(log, 'scan');
    offer(store('a'));
    subscriber.catchUp(1);
    expect([scan.mock.calls.length, subscriber.busy]).toEqual([0, false]);
    store('b');
    subscriber.catchUp(1);
    expect(scan).not.toHaveBeenCalled();
    subscriber.catchUp(2);
    expect(subscriber.busy).toBe(true);
    await subscriber.whenIdle();
    expect(seen).toEqual(['a', 'b']);
  });

  it('reads on once, also when it is told of more while it does', async () => {
    const { seen, gates, handler } = waitingFor();
    const { store, offer, subscriber } = subscriberOf(handler);
    offer(store('a'));
    store('b');
    subscriber.catchUp(2);
    subscriber.catchUp(1);
    store('c');
    subscriber.catchUp(3);
    expect(seen).toEqual(['a']);
    for (const gate of gates) gate.resolve();
    await subscriber.whenIdle();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('lets the write go whose message it has handled, before it reads on', async () => {
    const { seen, gates, handler } = waitingFor();
    const { store, offer, subscriber } = subscriberOf(handler);
    store('a');
    const first = offer(store('b'));
    const released = jest.fn();
    void first?.done()?.then(released);
    store('c');
    subscriber.catchUp(3);
    gates[0]?.resolve();
    while (seen.length < 2) await Promise.resolve();
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
    expect(released).not.toHaveBeenCalled();
    gates[1]?.resolve();
    while (seen.length < 3) await Promise.resolve();
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
    expect(released).toHaveBeenCalled();
    gates[2]?.resolve();
    await subscriber.whenIdle();
  });

  it('says how long a write may wait for it still, and lets it go after that', async () => {
    const { gates, handler } = waitingFor();
    const { clock, logger, store, offer, subscriber } = subscriberOf(handler);
    expect(subscriber.releaseSlowWrite()).toBe(Infinity);
    await clock.advance(5_000);
    const delivery = offer(store('a'));
    await clock.advance(400);
    expect([subscriber.releaseSlowWrite(), logger.lines]).toEqual([600, []]);
    await clock.advance(600);
    expect(subscriber.releaseSlowWrite()).toBe(Infinity);
    expect(logger.of('subscriber.slow')).toEqual([{ systemId: 'reader', waitedMs: 1_000 }]);
    expect(delivery?.done()).toBeUndefined();
    gates[0]?.resolve();
    await subscriber.whenIdle();
  });

  it('takes a message that is due, and leaves one that is not for later', async () => {
    const { seen, handler } = keeping();
    const { clock, held, store, offer, subscriber } = subscriberOf(handler);
    const nowMs = clock.nowMs();
    offer(store('now', { visibleAtMs: nowMs }));
    const late = store('late', { visibleAtMs: nowMs + 1 });
    offer(late);
    offer(store('next'));
    expect([seen, held]).toEqual([['now', 'next'], [2]]);
    subscriber.deliverLate(3, late.message);
    subscriber.deliverLate(2, late.message);
    subscriber.deliverLate(2, late.message);
    await subscriber.whenIdle();
    expect(seen).toEqual(['now', 'next', 'late']);
  });

  it('is handed nothing late that has gone, or when it has ended', async () => {
    const { seen, handler } = keeping();
    const { clock, store, offer, subscriber } = subscriberOf(handler);
    const visibleAtMs = clock.nowMs() + 1;
    const [gone, kept] = [store('gone', { visibleAtMs }), store('kept', { visibleAtMs })];
    offer(gone);
    offer(kept);
    subscriber.deliverLate(gone.seq, undefined);
    expect(subscriber.busy).toBe(false);
    subscriber.end();
    subscriber.deliverLate(kept.seq, kept.message);
    await subscriber.whenIdle();
    expect([seen, subscriber.busy]).toEqual([[], false]);
  });

  it.each([
    [true, ['everyone', 'mine']],
    [false, ['everyone', 'mine', 'other']],
  ])('with addressed %s is given %j', (addressed, expected) => {
    const { seen, handler } = keeping();
    const { store, offer } = subscriberOf(handler, addressed);
    offer(store('everyone'));
    offer(store('mine', { recipientId: 'reader' }));
    offer(store('other', { recipientId: 'somebody' }));
    expect(seen).toEqual(expected);
  });

  it('knows that it is its own handler that asks only while that runs', () => {
    const asked: boolean[] = [];
    const { store, offer, subscriber } = subscriberOf((): void => {
      asked.push(subscriber.calling);
    });
    asked.push(subscriber.calling);
    offer(store('a'));
    asked.push(subscriber.calling);
    expect(asked).toEqual([false, true, false]);
  });

  it('reports each failure of its handler once, with the message', async () => {
    const error = new Error('no');
    const { logger, store, offer, subscriber } = subscriberOf(({ content }) => {
      if (content === 'a') throw error;
      return Promise.reject(error);
    });
    offer(store('a'));
    offer(store('b'));
    await subscriber.whenIdle();
    store('c');
    subscriber.catchUp(3);
    await subscriber.whenIdle();
    const report = (messageId: string) => ({ systemId: 'reader', messageId, error });
    expect(logger.of('subscriber.failed')).toEqual(['a', 'b', 'c'].map(report));
    expect(subscriber.failures).toBe(3);
  });

  it('says that the store failed, lets the write go, and tries again when told', async () => {
    const { seen, handler } = keeping();
    const { log, logger, store, offer, subscriber } = subscriberOf(handler);
    const error = new Error('disk');
    jest.spyOn(log, 'scan').mockImplementationOnce(() => {
      throw error;
    });
    store('a');
    await offer(store('b'))?.done();
    await subscriber.whenIdle();
    expect(logger.of('subscriber.catch-up-failed')).toEqual([{ systemId: 'reader', error }]);
    expect([seen, subscriber.busy]).toEqual([[], false]);
    subscriber.catchUp(2);
    await subscriber.whenIdle();
    expect(seen).toEqual(['a', 'b']);
  });

  it('counts as missed what was evicted of a gap, says so once a catch-up, and nothing else', async () => {
    const { log, logger, retention, store, offer, subscriber } = subscriberOf(() => undefined);
    offer(store('a'));
    for (const id of ['b', 'c', 'd', 'e', 'f']) store(id);
    log.remove(['b', 'c', 'e']);
    retention.evicted = 2;
    subscriber.catchUp(6);
    await subscriber.whenIdle();
    expect(subscriber.missed).toBe(2);
    const line = { systemId: 'reader', cause: 'retention' };
    expect(logger.of('subscriber.missed')).toEqual([{ ...line, count: 2 }]);
    store('g');
    offer(store('h'));
    await subscriber.whenIdle();
    expect(subscriber.missed).toBe(2);
    for (const id of ['i', 'j']) store(id);
    log.remove(['i', 'j']);
    retention.evicted = 4;
    subscriber.catchUp(10);
    await subscriber.whenIdle();
    expect(subscriber.missed).toBe(4);
    expect(logger.of('subscriber.missed')).toEqual([
      { ...line, count: 2 },
      { ...line, count: 2 },
    ]);
  });

  it('that has ended takes nothing more, and makes nobody wait', async () => {
    const { seen, gates, handler } = waitingFor();
    const { store, offer, subscriber } = subscriberOf(handler);
    const delivery = offer(store('a'));
    store('b');
    subscriber.catchUp(2);
    subscriber.end();
    expect(delivery?.done()).toBeUndefined();
    gates[0]?.resolve();
    await subscriber.whenIdle();
    store('c');
    expect(offer(store('d'))).toBeUndefined();
    await subscriber.whenIdle();
    expect(seen).toEqual(['a']);
  });
});
