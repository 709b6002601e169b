import type { Eventually } from '../model/json';
import type { LogEntry } from '../stores/channel-store';
import type { Timer } from '../util/clock';
import {
  type Delivery,
  Subscriber,
  type SubscriberHandler,
  type SubscriberOptions,
} from './subscriber';

/**
 * Everybody that a channel pushes to. `publish` calls the handlers of all subscribers at once, isolated from each
 * other, and tells when those it called are done. A subscriber that is busy or behind is not called: it reads what it
 * has missed from the log, in order, so that waiting costs no memory however long it takes.
 */
export class Subscribers {
  private readonly subscribers = new Set<Subscriber>();
  private readonly held = new Map<string, Timer>();
  private watchdog: Timer | undefined;

  constructor(private readonly options: SubscriberOptions) {}

  get size(): number {
    return this.subscribers.size;
  }

  /** The systems whose handlers run at this moment. */
  get busy(): readonly string[] {
    return [...this.subscribers].filter((one) => one.busy).map((one) => one.systemId);
  }

  add(systemId: string, handler: SubscriberHandler, afterSeq: number): Subscriber {
    const subscriber = new Subscriber(systemId, handler, afterSeq, this.options, (entry) => {
      this.holdBack(entry);
    });
    this.subscribers.add(subscriber);
    return subscriber;
  }

  remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    subscriber.end();
  }

  removeAll(): void {
    for (const subscriber of [...this.subscribers]) this.remove(subscriber);
    for (const timer of this.held.values()) timer.cancel();
    this.held.clear();
    this.watchdog?.cancel();
    this.watchdog = undefined;
  }

  of(systemId: string): readonly Subscriber[] {
    return [...this.subscribers].filter((one) => one.systemId === systemId);
  }

  /** Pushes a message just stored; pending until the handlers called for it are done or have taken too long. */
  publish(entry: LogEntry, nowMs: number): Eventually<void> {
    if (this.subscribers.size === 0) return;
    if (entry.visibleAtMs !== undefined && entry.visibleAtMs > nowMs) this.holdBack(entry);
    let delivery: Delivery | undefined;
    for (const subscriber of this.subscribers) {
      const result = subscriber.offer(entry, nowMs, delivery);
      if (result === undefined) continue;
      delivery = result;
    }
    if (delivery === undefined) return;
    this.watch(this.options.timeoutMs);
    return delivery.done();
  }

  /** Messages came from elsewhere: whoever is behind reads them. */
  catchUp(headSeq: number): void {
    for (const subscriber of this.subscribers) subscriber.catchUp(headSeq);
  }

  /** Resolves when no handler runs any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.subscribers].map((one) => one.whenIdle()));
  }

  /** A delayed message is pushed when its time has come, unless it is gone or settled by then. */
  private holdBack(entry: LogEntry): void {
    const id = entry.message.id;
    if (this.held.has(id)) return;
    const { clock, log, logger } = this.options;
    const timer = clock.setTimer((entry.visibleAtMs ?? 0) - clock.nowMs(), () => {
      this.held.delete(id);
      void (async () => {
        const kept = await log.get(id);
        if (kept === undefined) return;
        for (const subscriber of this.subscribers) subscriber.deliverLate(kept);
      })().catch((error: unknown) => {
        logger.error('subscriber.late-delivery-failed', { messageId: id, error });
      });
    });
    this.held.set(id, timer);
  }

  private watch(afterMs: number): void {
    this.watchdog ??= this.options.clock.setTimer(
      afterMs,
      () => {
        this.watchdog = undefined;
        const nowMs = this.options.clock.nowMs();
        let nextMs = Infinity;
        for (const subscriber of this.subscribers) {
          nextMs = Math.min(nextMs, subscriber.releaseWriters(nowMs));
        }
        if (nextMs !== Infinity) this.watch(nextMs);
      },
      { background: true },
    );
  }
}

