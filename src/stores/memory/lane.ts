import type { Entry } from './entry';
import { EntryList } from './entry-list';
import { MinHeap } from './min-heap';

/** Messages that the same holders may claim, and which of them is next. */
export class Lane {
  /** Every ready entry before this seq is in `released`; nothing from here on is. */
  private freshSeq = 1;
  private readonly released = new MinHeap<Entry>();

  constructor(readonly list: EntryList = new EntryList()) {}

  /** Takes note that `entry` has become ready again. */
  noteReady(entry: Entry): void {
    if (entry.seq < this.freshSeq) this.released.push(entry.seq, entry);
  }

  /** The oldest ready entry, which the caller must claim. */
  takeReady(): Entry | undefined {
    while (this.released.size > 0) {
      const entry = this.released.pop();
      if (entry?.state === 'ready') return entry;
    }
    for (;;) {
      const entry = this.list.at(this.freshSeq);
      if (entry === undefined) return undefined;
      this.freshSeq = entry.seq + 1;
      if (entry.state === 'ready') return entry;
    }
  }
}
