import type { ChannelLog, LogEntry } from '../../stores/channel-store';

/** A message that came after others that stand behind it in the log. */
export interface LateMessage {
  readonly entry: LogEntry;
  /** Everything up to here had been sent before it. */
  readonly sentAfter: number;
  readonly dueMs: number;
}

/** So many are remembered for readers who come back. */
const REMEMBERED = 1_000;

/** Messages that the streams of one channel have passed while they were delayed. */
export class LateMessages {
  private readonly delayed = new Map<string, number>();
  private readonly sent: LateMessage[] = [];

  constructor(private readonly log: ChannelLog) {}

  /** @returns whether `entry` is delayed; it is remembered then */
  pass({ message, visibleAtMs = 0 }: LogEntry, nowMs: number): boolean {
    if (visibleAtMs <= nowMs) return false;
    this.delayed.set(message.id, visibleAtMs);
    return true;
  }

  /** Those that are due now, in the order in which they became so. @param place what has been sent so far */
  async takeDue(nowMs: number, place: number): Promise<readonly LateMessage[]> {
    if (this.delayed.size === 0) return [];
    const due = [...this.delayed].filter(([, dueMs]) => dueMs <= nowMs);
    due.sort(([, a], [, b]) => a - b);
    const taken: LateMessage[] = [];
    for (const [id, dueMs] of due) {
      this.delayed.delete(id);
      const entry = await this.log.get(id);
      if (entry !== undefined) taken.push({ entry, sentAfter: place, dueMs });
    }
    this.sent.push(...taken);
    if (this.sent.length > REMEMBERED) this.sent.splice(0, this.sent.length - REMEMBERED);
    return taken;
  }

  /** Where a reader is who has seen this late message last; undefined for any other message. */
  placeBehind(id: string): number | undefined {
    return this.sent.find(({ entry }) => entry.message.id === id)?.sentAfter;
  }

  /** Those that a reader who was cut off behind `place` may not have got. @param lastId what he saw last */
  missedSince(place: number, lastId: string): readonly LateMessage[] {
    const seen = this.sent.findIndex(({ entry }) => entry.message.id === lastId);
    return this.sent
      .slice(seen + 1)
      .filter(({ entry, sentAfter }) => entry.seq <= place && sentAfter >= place);
  }
}
