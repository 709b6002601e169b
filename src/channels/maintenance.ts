import type { Retention } from '../model/channel-info';
import type { Logger } from '../observability/logger';
import type { ChannelLog, EvictRequest } from '../stores/channel-store';
import type { Clock } from '../util/clock';
import { nextTurn } from '../util/turn';

/** Messages removed in one turn of the event loop, so that even a store on disk holds it for a few milliseconds only. */
const EVICT_BATCH = 200;

/** Keeps one channel within its retention and releases claims that have expired. */
export class Maintenance {
  /** Messages that it has removed so far. */
  evicted = 0;
  private lastAgeCheckMs = -Infinity;
  private readonly warned = new Set<string>();

  constructor(
    private readonly log: ChannelLog,
    private readonly retention: Retention | undefined,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Whether a write should be followed by `enforce`: a tenth above the count is let pass to spare work. */
  overCount(): boolean {
    const maxCount = this.retention?.maxCount;
    return maxCount !== undefined && this.log.count > maxCount + Math.floor(maxCount / 10);
  }

  /** Whether messages have to go before anybody is told what is kept. */
  isDue(nowMs: number): boolean {
    const maxCount = this.retention?.maxCount;
    return (maxCount !== undefined && this.log.count > maxCount) || this.ageIsDue(nowMs);
  }

  /** Whether a claim should be preceded by `enforce`: at most ten times per maximal age. */
  ageIsDue(nowMs: number): boolean {
    const maxAgeMs = this.retention?.maxAgeMs;
    return maxAgeMs !== undefined && nowMs - this.lastAgeCheckMs >= maxAgeMs / 10;
  }

  /** Applies the retention; answers how many messages went. */
  async enforce(): Promise<number> {
    if (this.retention === undefined) return 0;
    const { maxAgeMs, maxCount } = this.retention;
    const nowMs = this.clock.nowMs();
    this.lastAgeCheckMs = nowMs;
    return this.evict({
      ...(maxAgeMs === undefined ? {} : { beforeMs: nowMs - maxAgeMs }),
      ...(maxCount === undefined ? {} : { maxCount }),
      keepClaimed: true,
    });
  }

  /** Evicts in batches, a turn of the event loop apart, and reports readers that lost unread messages. */
  async evict(request: Omit<EvictRequest, 'limit' | 'nowMs'>): Promise<number> {
    let total = 0;
    let unsettled = 0;
    for (;;) {
      const nowMs = this.clock.nowMs();
      const result = await this.log.evict({ ...request, limit: EVICT_BATCH, nowMs });
      total += result.evicted;
      this.evicted += result.evicted;
      unsettled += result.unsettled;
      this.reportMissed(result.missed);
      if (result.evicted < EVICT_BATCH) break;
      await nextTurn();
    }
    if (total > 0) this.logger.debug('channel.evicted', { evicted: total, unsettled });
    return total;
  }

  /** A reader reads again: losses from now on are worth a new line. */
  readerIsBack(reader: string): void {
    if (this.warned.size > 0) this.warned.delete(reader);
  }

  /** Releases expired claims and drops expired registrations; answers how many messages were released. */
  async sweep(): Promise<number> {
    const nowMs = this.clock.nowMs();
    const { released, dead } = await this.log.sweep(nowMs);
    await this.log.sweepKeyed(nowMs);
    for (const messageId of dead) this.logger.error('message.dead', { messageId });
    if (released > 0) this.logger.info('claims.expired', { released });
    return released;
  }

  private reportMissed(missed: Readonly<Record<string, number>>): void {
    for (const [reader, count] of Object.entries(missed)) {
      if (count === 0 || this.warned.has(reader)) continue;
      this.warned.add(reader);
      this.logger.warn('reader.missed', { reader, count, cause: 'retention' });
    }
  }
}
