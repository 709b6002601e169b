import type { Logger } from '../observability/logger';
import type { ChannelLog } from '../stores/channel-store';
import type { Clock } from '../util/clock';

/** Work that has waited for less is nobody's fault. */
const PATIENCE_MS = 60_000;
const REPORT_EVERY_MS = 60_000;
/** No reader of this name is ever made: a peek moves nothing. */
const NOBODY = '$holon.nobody';

/** What is looked at. */
export interface NeglectSource {
  readonly log: ChannelLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether messages are for one recipient each. */
  readonly addressed: boolean;
  /** Whether anybody of this process takes messages of the channel. */
  isAttended(nowMs: number): boolean;
}

/**
 * Notices a channel with work that nobody takes, and says so in the log. Looking costs next to nothing while somebody
 * is there.
 */
export class Neglect {
  private unattendedSinceMs: number | undefined;
  private reportedMs = -Infinity;

  constructor(private readonly source: NeglectSource) {}

  /** Called again and again. */
  async look(): Promise<void> {
    const { clock, logger, isAttended } = this.source;
    const nowMs = clock.nowMs();
    if (isAttended(nowMs)) {
      this.unattendedSinceMs = undefined;
      return;
    }
    // After a start everybody has as long to come as work may wait.
    this.unattendedSinceMs ??= nowMs;
    if (nowMs - this.unattendedSinceMs < PATIENCE_MS) return;
    if (nowMs - this.reportedMs < REPORT_EVERY_MS) return;
    const work = await this.findWork(nowMs);
    if (work === undefined) return;
    this.reportedMs = nowMs;
    logger.warn('channel.no-consumer', work);
  }

  private async findWork(
    nowMs: number,
  ): Promise<{ pending: number; oldestAgeMs: number } | undefined> {
    const { log } = this.source;
    const oldestMs = await oldestPendingMs(log, this.source.addressed, nowMs);
    if (oldestMs === undefined || nowMs - oldestMs < PATIENCE_MS) return undefined;
    const { pending, claimed, readers } = await log.stats(nowMs);
    // Who has claims is at work: in another process on the same store.
    if (pending === 0 || claimed > 0) return undefined;
    const lags = Object.values(readers);
    if (lags.length > 0 && lags.every(({ lag }) => lag === 0)) return undefined; // all was read
    return { pending, oldestAgeMs: nowMs - oldestMs };
  }
}

/**
 * When the oldest message was written that waits to be taken; of a log with recipients the oldest kept one, because
 * nobody sees the messages of all.
 */
export async function oldestPendingMs(
  log: ChannelLog,
  addressed: boolean,
  nowMs: number,
): Promise<number | undefined> {
  if (addressed) {
    const [first] = await log.scan({ afterSeq: 0, limit: 1, nowMs });
    return first?.message.timestampMs;
  }
  const { entries } = await log.peek(NOBODY, { limit: 1, nowMs });
  return entries[0]?.message.timestampMs;
}
