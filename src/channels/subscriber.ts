import type { ChannelMessage } from '../model/channel-message';
import type { Logger } from '../observability/logger';
import type { ChannelLog, LogEntry, StoredMessage } from '../stores/channel-store';
import type { Clock } from '../util/clock';
import { createDeferred, type Deferred } from '../util/deferred';
import { isPending } from '../util/eventually';

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
}

const PAGE = 64;

/** One write waiting for the handlers it called. Resolved once, when the last of them is done or given up on. */
export class Delivery {
  private open = 0;
  private deferred: Deferred<void> | undefined;

  begin(): void {
    this.open += 1;
  }

  end(): void {
    this.open -= 1;
    if (this.open === 0) this.deferred?.resolve();
  }

  done(): Promise<void> | undefined {
    if (this.open === 0) return undefined;
    this.deferred ??= createDeferred();
    return this.deferred.promise;
  }
}

interface WaitingWrite {
  readonly seq: number;
  readonly sinceMs: number;
  readonly delivery: Delivery;
}

/**
 * One handler and how far it has come. Called one message at a time, in the channel's order. `lastSeq` is the newest
 * message handed to it; what lies behind is still in the log, which is its queue.
 */
export class Subscriber {
  /** Handler calls that threw. */
  failures = 0;
  private running = false;
  private catchingUp = false;
  /** Took too long; writers do not wait for it until it has caught up. */
  private slow = false;
  private ended = false;
  private waiting: WaitingWrite[] = [];
  private idleWaiters: (() => void)[] = [];
  private late: StoredMessage[] = [];

  constructor(
    readonly systemId: string,
    private readonly handler: SubscriberHandler,
    private lastSeq: number,
    private readonly options: SubscriberOptions,
    private readonly holdBack: (entry: LogEntry) => void,
  ) {}

  get busy(): boolean {
    return this.running || this.catchingUp;
  }

  /** Takes the message if it is the next one and nothing runs; otherwise remembers that the write waits for it. */
  offer(entry: LogEntry, nowMs: number, shared: Delivery | undefined): Delivery | undefined {
    if (this.busy || entry.seq !== this.lastSeq + 1) {
      if (entry.seq <= this.lastSeq) return shared;
      if (!this.busy) this.startCatchUp();
      return this.wait(entry.seq, nowMs, shared);
    }
    this.lastSeq = entry.seq;
    if (!this.wants(entry, nowMs)) return shared;
    const result = this.call(entry.message);
    if (!isPending(result)) return shared;
    this.running = true;
    const delivery = this.wait(entry.seq, nowMs, shared);
    result.then(
      () => {
        this.finish();
      },
      (error: unknown) => {
        this.report(entry.message, error);
        this.finish();
      },
    );
    return delivery;
  }

  /** Reads on from the log when something lies behind the last message. */
  catchUp(headSeq: number): void {
    if (!this.busy && headSeq > this.lastSeq) this.startCatchUp();
  }

  /** A message whose delay is over, long after its place in the order has passed. */
  deliverLate(entry: LogEntry): void {
    if (this.ended || !this.isFor(entry.message)) return;
    this.late.push(entry.message);
    if (!this.busy) this.startCatchUp();
  }

  /**
   * Lets writers go that have waited longer than the timeout.
   * @returns milliseconds until the next one will have; Infinity when none waits
   */
  releaseWriters(nowMs: number): number {
    const oldest = this.waiting[0];
    if (oldest === undefined) return Infinity;
    const waitedMs = nowMs - oldest.sinceMs;
    if (waitedMs < this.options.timeoutMs) return this.options.timeoutMs - waitedMs;
    this.slow = true;
    this.options.logger.warn('subscriber.slow', { systemId: this.systemId, waitedMs });
    this.releaseUpTo(Infinity);
    return Infinity;
  }

  whenIdle(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  end(): void {
    this.ended = true;
    this.releaseUpTo(Infinity);
  }

  private wait(seq: number, nowMs: number, shared: Delivery | undefined): Delivery | undefined {
    if (this.slow || this.ended) return shared;
    const delivery = shared ?? new Delivery();
    delivery.begin();
    this.waiting.push({ seq, sinceMs: nowMs, delivery });
    return delivery;
  }

  private wants(entry: LogEntry, nowMs: number): boolean {
    if (this.ended || !this.isFor(entry.message)) return false;
    return entry.visibleAtMs === undefined || entry.visibleAtMs <= nowMs;
  }

  private isFor(message: StoredMessage): boolean {
    if (!this.options.addressed || message.recipientId === undefined) return true;
    return message.recipientId === this.systemId;
  }

  private call(message: StoredMessage): unknown {
    try {
      return this.handler(message as ChannelMessage<never>); // the handler's own type is checked at subscribe
    } catch (error) {
      this.report(message, error);
      return undefined;
    }
  }

  private report(message: StoredMessage, error: unknown): void {
    this.failures += 1;
    const { logger } = this.options;
    logger.error('subscriber.failed', { systemId: this.systemId, messageId: message.id, error });
  }

  private finish(): void {
    this.running = false;
    const moreWaits = this.waiting.some((one) => one.seq > this.lastSeq);
    this.releaseUpTo(this.lastSeq);
    if (moreWaits || this.slow || this.late.length > 0) this.startCatchUp();
    else this.becomeIdle();
  }

  private startCatchUp(): void {
    if (this.ended) {
      this.becomeIdle();
      return;
    }
    this.catchingUp = true;
    this.readOn().then(
      () => {
        this.catchingUp = false;
        this.slow = false;
        if (this.waiting.length > 0 || this.late.length > 0) this.startCatchUp();
        else this.becomeIdle();
      },
      (error: unknown) => {
        // The store failed. The messages are kept; the next write makes this subscriber try again.
        this.options.logger.error('subscriber.catch-up-failed', { systemId: this.systemId, error });
        this.catchingUp = false;
        this.releaseUpTo(Infinity);
        this.becomeIdle();
      },
    );
  }

  private async readOn(): Promise<void> {
    const { log, clock } = this.options;
    for (;;) {
      for (const message of this.late.splice(0)) await this.handle(message);
      // Taken before the scan: what the scan then does not show up to here was removed and leaves a gap.
      const headSeq = await log.headSeq();
      const nowMs = clock.nowMs();
      const page = await log.scan({ afterSeq: this.lastSeq, limit: PAGE, nowMs });
      if (page.length === 0 && this.late.length === 0) {
        this.lastSeq = Math.max(this.lastSeq, headSeq);
        this.releaseUpTo(this.lastSeq);
        return;
      }
      for (const entry of page) {
        if (this.ended) return;
        this.lastSeq = entry.seq;
        if (this.wants(entry, clock.nowMs())) await this.handle(entry.message);
        else if (entry.visibleAtMs !== undefined) this.holdBack(entry);
        this.releaseUpTo(entry.seq);
      }
    }
  }

  private async handle(message: StoredMessage): Promise<void> {
    try {
      await this.handler(message as ChannelMessage<never>); // see call()
    } catch (error) {
      this.report(message, error);
    }
  }

  private releaseUpTo(seq: number): void {
    if (this.waiting.length === 0) return;
    const kept: WaitingWrite[] = [];
    for (const one of this.waiting) {
      if (one.seq <= seq) one.delivery.end();
      else kept.push(one);
    }
    this.waiting = kept;
  }

  private becomeIdle(): void {
    if (this.busy) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}
