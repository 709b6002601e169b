import type { Eventually } from '../model/json';
import type { LogEntry } from '../stores/channel-store';
import { onAbort } from '../util/abort';
import type { Timer } from '../util/clock';
import type { Subscription } from './channel-handle';
import type { Delivery } from './delivery';
import { Subscriber, type SubscriberHandler, type SubscriberOptions } from './subscriber';
import { within } from './within';

/**
 * Everybody that a channel pushes to. `publish` calls the handlers of all subscribers at once, isolated from each
 * other, and tells when those it called are done. A subscriber that is busy or behind is not called: it reads what it
 * has missed from the log, in order, so that waiting costs no memory however long it takes.
 */
export class Subscribers {
  private readonly subscribers = new Set<Subscriber>();
  /** Ended ones whose last handler call still runs. */
  private readonly leaving = new Set<Subscriber>();
  /** Timers of delayed messages, by seq. */
  private readonly held = new Map<number, Timer>();
  private watchdog: Timer | undefined;

  constructor(private readonly options: SubscriberOptions) {}

  get size(): number {
    return this.subscribers.size;
  }

  /** The systems whose handlers run at this moment. */
  get busy(): readonly string[] {
    const busy = this.all().filter((one) => one.busy);
    return [...new Set(busy.map((one) => one.systemId))];
  }

  /** Pushes to `handler` whatever is stored from now on, until `signal` aborts. */
  async subscribe(
    systemId: string,
    handler: SubscriberHandler,
    signal: AbortSignal | undefined,
  ): Promise<Subscription> {
    const { log } = this.options;
    const afterSeq = await log.headSeq();
    const subscriber = new Subscriber(systemId, handler, afterSeq, this.options, (entry) => {
      this.holdBack(entry);
    });
    this.subscribers.add(subscriber);
    // What was written while the place to begin at was asked for is not skipped.
    subscriber.catchUp(await log.headSeq());
    const stopListening = onAbort(signal, () => {
      this.remove(subscriber);
    });
    const unsubscribe = async (): Promise<void> => {
      stopListening();
      this.remove(subscriber);
      await this.lastCall(subscriber);
    };
    return {
      systemId,
      get failures() {
        return subscriber.failures;
      },
      get missed() {
        return subscriber.missed;
      },
      unsubscribe,
      [Symbol.asyncDispose]: unsubscribe,
    };
  }

  /** Ends all subscriptions of `systemId`; answers how many there were. */
  unsubscribe(systemId: string): number {
    const ended = [...this.subscribers].filter((one) => one.systemId === systemId);
    for (const subscriber of ended) this.remove(subscriber);
    return ended.length;
  }

  removeAll(): void {
    for (const subscriber of [...this.subscribers]) this.remove(subscriber);
    for (const timer of this.held.values()) timer.cancel();
    this.held.clear();
    this.watchdog?.cancel();
    this.watchdog = undefined;
  }

  /** Pushes a message just stored; pending until the handlers called for it are done or have taken too long. */
  publish(entry: LogEntry, nowMs: number): Eventually<void> {
    if (this.subscribers.size === 0) return;
    let delivery: Delivery | undefined;
    for (const subscriber of this.subscribers) {
      delivery = subscriber.offer(entry, nowMs, delivery);
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
    await Promise.all(this.all().map((one) => one.whenIdle()));
  }

  private remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    subscriber.end();
    if (!subscriber.busy) return;
    this.leaving.add(subscriber);
    void subscriber.whenIdle().then(() => this.leaving.delete(subscriber));
  }

  /** Resolves when the call under way is done, at the latest after the timeout; at once for a handler that asks itself. */
  private async lastCall(subscriber: Subscriber): Promise<void> {
    if (!subscriber.busy || subscriber.calling) return;
    await within(subscriber.whenIdle(), this.options.timeoutMs, this.options.clock);
  }

  private all(): readonly Subscriber[] {
    return [...this.subscribers, ...this.leaving];
  }

  /** A delayed message is pushed when its time has come, to those that have passed it, unless it is gone by then. */
  private holdBack({ seq, message, visibleAtMs = 0 }: LogEntry): void {
    if (this.held.has(seq)) return;
    const { clock, log, logger } = this.options;
    const timer = clock.setTimer(visibleAtMs - clock.nowMs(), () => {
      this.held.delete(seq);
      void (async () => {
        const found = await log.get(message.id);
        const kept = found?.seq === seq ? found : undefined;
        // A timer may fire early, and a nack may have delayed the message anew.
        if (kept?.visibleAtMs !== undefined && kept.visibleAtMs > clock.nowMs())
          this.holdBack(kept);
        else for (const one of this.subscribers) one.deliverLate(seq, kept?.message);
      })().catch((error: unknown) => {
        logger.error('subscriber.late-delivery-failed', { messageId: message.id, error });
      });
    });
    this.held.set(seq, timer);
  }

  private watch(afterMs: number): void {
    this.watchdog ??= this.options.clock.setTimer(
      afterMs,
      () => {
        this.watchdog = undefined;
        let nextMs = Infinity;
        for (const subscriber of this.subscribers) {
          nextMs = Math.min(nextMs, subscriber.releaseSlowWrite());
        }
        if (nextMs !== Infinity) this.watch(nextMs);
      },
      { background: true },
    );
  }
}
