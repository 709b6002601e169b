import type { ChannelMessage } from '../model/channel-message';
import type { Logger } from '../observability/logger';
import type { ChannelLog, LogEntry, StoredMessage } from '../stores/channel-store';
import type { Clock } from '../util/clock';
import { isPending } from '../util/eventually';
import { nextTurn } from '../util/turn';
import { Delivery } from './delivery';

/** What a subscriber's messages are given to. */
export type SubscriberHandler = (message: ChannelMessage<never>) => unknown;

/** What the subscribers of one channel run on. */
export interface SubscriberOptions {
  readonly log: ChannelLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds after which a subscriber holds no writer any more. */
  readonly timeoutMs: number;
  /** Whether a message with a recipient is for that subscriber alone. */
  readonly addressed: boolean;
  /** Counts the messages that retention and `evict` have removed. */
  readonly retention: { readonly evicted: number };
}

const PAGE = 64;

/** The write that called an idle subscriber and waits for it. */
interface WaitingWrite {
  readonly seq: number;
  readonly delivery: Delivery;
}

/**
 * One handler and how far it has come. Called one message at a time, in the channel's order. `lastSeq` is the newest
 * message handed to it; what lies behind is still in the log, which is its queue.
 *
 * A write waits for the subscribers it found idle, never for one that was busy: handlers that write to each other's
 * channels, or to their own, so wait along a tree and never in a circle.
 */
export class Subscriber {
  /** Handler calls that threw. */
  failures = 0;
  /** Messages evicted before they were handed to it. */
  missed = 0;
  /** True while the handler runs up to its first await: whoever asks then is the handler itself. */
  calling = false;
  private active = false;
  private ended = false;
  /** The newest message it was offered. */
  private newestSeq: number;
  private waiting: WaitingWrite | undefined;
  private idleWaiters: (() => void)[] = [];
  /** Messages it has passed while they were delayed. */
  private readonly owed = new Set<number>();
  private late: StoredMessage[] = [];
  /** The message of the handler call that a write waits for. */
  private current: StoredMessage | undefined;
  /** What had been evicted when it last had everything, and what it has missed since. */
  private evictedBefore: number;
  private missedIsLogged = false;
  // Made once: a write to a hundred subscribers would make two hundred of them.
  private readonly succeeded = (): void => {
    this.finish();
  };
  private readonly failed = (error: unknown): void => {
    if (this.current !== undefined) this.report(this.current, error);
    this.finish();
  };

  constructor(
    readonly systemId: string,
    private readonly handler: SubscriberHandler,
    private lastSeq: number,
    private readonly options: SubscriberOptions,
    private readonly holdBack: (entry: LogEntry) => void,
  ) {
    this.newestSeq = lastSeq;
    this.evictedBefore = options.retention.evicted;
  }

  /** Whether a handler call or a catch-up is under way. */
  get busy(): boolean {
    return this.active;
  }

  /** Takes the message when nothing runs, and then makes the write wait; reads it from the log later otherwise. */
  offer(entry: LogEntry, nowMs: number, shared: Delivery | undefined): Delivery | undefined {
    if (entry.seq <= this.lastSeq) return shared;
    if (entry.seq > this.newestSeq) this.newestSeq = entry.seq;
    if (this.active) return shared;
    if (entry.seq !== this.lastSeq + 1) {
      this.startCatchUp();
      return this.wait(entry.seq, shared);
    }
    this.lastSeq = entry.seq;
    this.evictedBefore = this.options.retention.evicted;
    if (!this.wants(entry, nowMs)) return shared;
    this.active = true;
    const result = this.call(entry.message);
    if (!isPending(result)) {
      this.finish();
      return shared;
    }
    const delivery = this.wait(entry.seq, shared);
    this.current = entry.message;
    result.then(this.succeeded, this.failed);
    return delivery;
  }

  /** Reads on from the log when something lies behind the last message. */
  catchUp(headSeq: number): void {
    if (headSeq > this.newestSeq) this.newestSeq = headSeq;
    if (!this.active && this.newestSeq > this.lastSeq) this.startCatchUp();
  }

  /** The delay of the message at `seq` is over; undefined when the message is gone. */
  deliverLate(seq: number, message: StoredMessage | undefined): void {
    if (!this.owed.delete(seq) || message === undefined || this.ended) return;
    this.late.push(message);
    if (!this.active) this.startCatchUp();
  }

  /**
   * Lets the waiting write go when it has waited longer than the timeout.
   * @returns milliseconds until it will have; Infinity when none waits
   */
  releaseSlowWrite(): number {
    if (this.waiting === undefined) return Infinity;
    const { clock, logger, timeoutMs } = this.options;
    const waitedMs = clock.monotonicMs() - this.waiting.delivery.sinceMs;
    if (waitedMs < timeoutMs) return timeoutMs - waitedMs;
    logger.warn('subscriber.slow', { systemId: this.systemId, waitedMs });
    this.releaseWrite();
    return Infinity;
  }

  whenIdle(): Promise<void> {
    if (!this.active) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  /** Nothing is handed to it any more; a call under way goes on. */
  end(): void {
    this.ended = true;
    this.releaseWrite();
  }

  private wait(seq: number, shared: Delivery | undefined): Delivery | undefined {
    if (this.ended) return shared;
    const delivery = shared ?? new Delivery(this.options.clock.monotonicMs());
    delivery.begin();
    this.waiting = { seq, delivery };
    return delivery;
  }

  private wants(entry: LogEntry, nowMs: number): boolean {
    if (this.ended || !this.isFor(entry.message)) return false;
    if (entry.visibleAtMs === undefined || entry.visibleAtMs <= nowMs) return true;
    this.owed.add(entry.seq);
    this.holdBack(entry);
    return false;
  }

  private isFor(message: StoredMessage): boolean {
    if (!this.options.addressed || message.recipientId === undefined) return true;
    return message.recipientId === this.systemId;
  }

  private call(message: StoredMessage): unknown {
    this.calling = true;
    try {
      // Not called on this object, which would be its `this` and leads to the log.
      const { handler } = this;
      return handler(message as ChannelMessage<never>); // the handler's own type is checked at subscribe
    } catch (error) {
      this.report(message, error);
      return undefined;
    } finally {
      this.calling = false;
    }
  }

  private report(message: StoredMessage, error: unknown): void {
    this.failures += 1;
    const { logger } = this.options;
    logger.error('subscriber.failed', { systemId: this.systemId, messageId: message.id, error });
  }

  private finish(): void {
    this.active = false;
    this.current = undefined;
    if (this.waiting !== undefined && this.waiting.seq <= this.lastSeq) this.releaseWrite();
    const behind = this.newestSeq > this.lastSeq || this.late.length > 0;
    if (behind && !this.ended) this.startCatchUp();
    else this.becomeIdle();
  }

  private startCatchUp(): void {
    this.active = true;
    this.missedIsLogged = false;
    this.readOn().then(
      () => {
        this.finish();
      },
      (error: unknown) => {
        // The store failed. The messages are kept; the next write or maintenance makes this subscriber try again.
        this.options.logger.error('subscriber.catch-up-failed', { systemId: this.systemId, error });
        this.active = false;
        this.releaseWrite();
        this.becomeIdle();
      },
    );
  }

  private async readOn(): Promise<void> {
    const { log, clock } = this.options;
    for (let handled = 0; !this.ended;) {
      for (const message of this.late.splice(0)) await this.handle(message);
      // Taken before the scan: what the scan then does not show up to here was removed and leaves a gap.
      const headSeq = await log.headSeq();
      const nowMs = clock.nowMs();
      const page = await log.scan({ afterSeq: this.lastSeq, limit: PAGE, nowMs });
      if (page.length === 0) {
        this.noteGap(headSeq + 1);
        this.lastSeq = Math.max(this.lastSeq, headSeq);
        return;
      }
      for (const entry of page) {
        if (this.ended) return;
        this.noteGap(entry.seq);
        this.lastSeq = entry.seq;
        if (this.wants(entry, clock.nowMs())) await this.handle(entry.message);
        if (this.waiting !== undefined && this.waiting.seq <= entry.seq) this.releaseWrite();
        handled += 1;
      }
      if (handled < PAGE) continue;
      // A handler that never waits must not keep the event loop from everybody else.
      handled = 0;
      await nextTurn();
    }
  }

  /** What was removed or replaced is no loss; no more was lost than was evicted meanwhile. */
  private noteGap(nextSeq: number): void {
    const { logger, retention } = this.options;
    const gap = nextSeq - this.lastSeq - 1;
    const count = Math.min(gap, retention.evicted - this.evictedBefore);
    if (count <= 0) return;
    this.missed += count;
    this.evictedBefore += count;
    if (this.missedIsLogged) return;
    this.missedIsLogged = true;
    logger.warn('subscriber.missed', { systemId: this.systemId, count, cause: 'retention' });
  }

  private async handle(message: StoredMessage): Promise<void> {
    if (this.ended) return;
    try {
      await this.call(message);
    } catch (error) {
      this.report(message, error);
    }
  }

  private releaseWrite(): void {
    this.waiting?.delivery.end();
    this.waiting = undefined;
  }

  private becomeIdle(): void {
    if (this.idleWaiters.length === 0) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}
