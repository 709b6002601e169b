import type { Entry } from './entry';
import { MinHeap } from './min-heap';

/** Removed entries that may lie in the heap before it is built anew. */
const SPARE_REMOVED = 64;

/**
 * Entries whose `timestampMs` is below one appended before them. All others lie in the log by rising time, so that
 * with these apart the old ones are found from the front and nothing has to be searched.
 */
export class AgeIndex {
  private newestMs = Number.NEGATIVE_INFINITY;
  private late = new MinHeap<Entry>();

  /** Late entries, some of them removed. */
  get lateCount(): number {
    return this.late.size;
  }

  /** @param keptCount how many messages the log keeps */
  add(entry: Entry, keptCount: number): void {
    const { timestampMs } = entry.message;
    if (timestampMs >= this.newestMs) {
      this.newestMs = timestampMs;
      return;
    }
    if (this.late.size > 2 * keptCount + SPARE_REMOVED) this.forgetRemoved();
    this.late.push(timestampMs, entry);
  }

  /** Takes out the oldest late entry that is older than `beforeMs`. */
  takeLate(beforeMs: number): Entry | undefined {
    while (this.late.minKey < beforeMs) {
      const entry = this.late.pop();
      if (entry?.state !== 'removed') return entry;
    }
    return undefined;
  }

  /** Puts back what `takeLate` gave. */
  restore(entry: Entry): void {
    this.late.push(entry.message.timestampMs, entry);
  }

  private forgetRemoved(): void {
    const kept = new MinHeap<Entry>();
    while (this.late.size > 0) {
      const entry = this.late.pop();
      if (entry !== undefined && entry.state !== 'removed') {
        kept.push(entry.message.timestampMs, entry);
      }
    }
    this.late = kept;
  }
}
