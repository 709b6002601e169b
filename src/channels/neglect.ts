import type { ChannelInfo } from '../model/channel-info';
import type { Logger } from '../observability/logger';
import type { ChannelLog } from '../stores/channel-store';
import type { Clock } from '../util/clock';
import type { Attendance } from './attendance';
import { oldestPendingMs } from './oldest-pending';

/** Work that has waited for less is nobody's fault. */
const PATIENCE_MS = 60_000;
const REPORT_EVERY_MS = 60_000;

/** What is looked at. */
export interface NeglectSource {
  readonly log: ChannelLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Who of this process takes messages of the channel. */
  readonly attendance: Attendance;
}

/**
 * Notices a channel with work that nobody takes, and says so in the log. Looking costs next to nothing while somebody
 * is there.
 */
export class Neglect {
  private unattendedSinceMs: number | undefined;
  /** Since when messages of a log with recipients wait, as far as was looked. */
  private unreadSinceMs: number | undefined;
  private reportedMs = -Infinity;

  private constructor(
    private readonly source: NeglectSource,
    private readonly addressed: boolean,
  ) {}

  /** Nothing for the kinds of channel whose messages need not be taken by anybody. */
  static of(
    { info, addressed }: { readonly info: ChannelInfo; readonly addressed: boolean },
    source: NeglectSource,
  ): Neglect | undefined {
    return addressed || info.kind === 'work-queue' ? new Neglect(source, addressed) : undefined;
  }

  /** Called again and again. */
  async look(): Promise<void> {
    const { attendance, clock, logger } = this.source;
    const nowMs = clock.nowMs();
    if (attendance.isAttended(nowMs)) {
      this.unattendedSinceMs = undefined;
      this.unreadSinceMs = undefined;
      return;
    }
    // After a start everybody has as long to come as work may wait.
    this.unattendedSinceMs ??= nowMs;
    const sinceMs = await this.workSinceMs(nowMs);
    if (sinceMs === undefined || nowMs - sinceMs < PATIENCE_MS) return;
    if (nowMs - this.unattendedSinceMs < PATIENCE_MS) return;
    if (nowMs - this.reportedMs < REPORT_EVERY_MS) return;
    const { pending, claimed } = await this.source.log.stats(nowMs);
    // Who has claims is at work: in another process on the same store.
    if (pending === 0 || claimed > 0) return;
    this.reportedMs = nowMs;
    logger.warn('channel.no-consumer', { pending, waitedMs: nowMs - sinceMs });
  }

  private async workSinceMs(nowMs: number): Promise<number | undefined> {
    const { log } = this.source;
    if (!this.addressed) return oldestPendingMs(log, nowMs);
    const { pending, readers } = await log.stats(nowMs);
    const lags = Object.values(readers);
    const isRead = lags.length > 0 && lags.every(({ lag }) => lag === 0);
    if (pending === 0 || isRead) this.unreadSinceMs = undefined;
    else this.unreadSinceMs ??= nowMs;
    return this.unreadSinceMs;
  }
}
