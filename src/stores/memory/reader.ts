import type { Entry } from './entry';
import { MinHeap } from './min-heap';

/** One reader's place in a log, and the hidden messages its cursor has passed. */
export class Reader {
  /** Messages up to this seq were delivered, passed while hidden, or are not for this reader. */
  cursor: number;
  /** Messages evicted before this reader had them. */
  missed = 0;
  /** Open entries at or before the cursor that were not delivered. */
  readonly skipped = new Set<Entry>();
  /** Those of `skipped` that are ready again, and some that were: looked at when they come up. */
  private readonly returned = new MinHeap<Entry>();
  private readonly queued = new Set<Entry>();

  constructor(
    readonly id: string,
    cursor: number,
  ) {
    this.cursor = cursor;
  }

  /** Takes note that a skipped entry is ready again. */
  noteReady(entry: Entry): void {
    if (this.queued.has(entry)) return;
    this.queued.add(entry);
    this.returned.push(entry.seq, entry);
  }

  /** Skipped entries at or before `seq` that are ready, oldest first; they stay where they are. */
  peekReturned(seq: number, limit: number): Entry[] {
    const found: Entry[] = [];
    while (found.length < limit && this.returned.minKey <= seq) {
      const entry = this.returned.pop();
      if (entry === undefined) break;
      if (entry.state === 'ready' && this.skipped.has(entry)) found.push(entry);
      else this.queued.delete(entry);
    }
    for (const entry of found) this.returned.push(entry.seq, entry);
    return found;
  }
}
