import type { Entry } from './entry';

/** Gaps that are not worth closing. */
const SPARE_GAPS = 64;

/**
 * Entries by rising seq: appended at the end, removed anywhere, found by seq.
 *
 * A removed entry leaves a gap. Gaps at both ends go at once, those between as soon as they are more than half of
 * what is kept, so a walk never costs more than the entries it meets. Without gaps an entry is found by subtraction,
 * with gaps by binary search.
 */
export class EntryList {
  private entries: (Entry | undefined)[] = [];
  /** Index of the first kept entry; slots before it are empty. */
  private start = 0;
  private kept = 0;

  /** Entries that are not removed. */
  get size(): number {
    return this.kept;
  }

  get first(): Entry | undefined {
    return this.entries[this.start];
  }

  push(entry: Entry): void {
    this.entries.push(entry);
    this.kept += 1;
  }

  /** Takes note that one of the entries has become `removed`. */
  noteRemoval(): void {
    this.kept -= 1;
    const { entries } = this;
    while (entries[entries.length - 1]?.state === 'removed') entries.pop();
    while (entries[this.start]?.state === 'removed') {
      entries[this.start] = undefined;
      this.start += 1;
    }
    if (entries.length - this.kept > this.kept / 2 + SPARE_GAPS) {
      this.entries = entries.filter((entry) => entry !== undefined && entry.state !== 'removed');
      this.start = 0;
    }
  }

  /** The first kept entry at or behind `seq`. */
  at(seq: number): Entry | undefined {
    const { entries, start } = this;
    const first = entries[start];
    if (first === undefined || seq <= first.seq) return first;
    let index = start + seq - first.seq;
    if (index >= entries.length || entries[index]?.seq !== seq) index = this.search(seq, index);
    while (index < entries.length) {
      const entry = entries[index];
      if (entry !== undefined && entry.state !== 'removed') return entry;
      index += 1;
    }
    return undefined;
  }

  /** The first entry at or behind `seq` that is not acknowledged. */
  openAt(seq: number): Entry | undefined {
    const first = this.at(seq);
    if (first?.state !== 'acknowledged') return first;
    let entry: Entry | undefined = first;
    let skipTo = first.seq;
    while (entry?.state === 'acknowledged') {
      skipTo = Math.max(entry.skipTo, entry.seq + 1);
      entry = this.at(skipTo);
    }
    // The next walk jumps over the whole run: acknowledged entries never open again.
    first.skipTo = skipTo;
    return entry;
  }

  /** The index of the first entry, removed or not, whose seq is at least `seq`; it is at most `guess`. */
  private search(seq: number, guess: number): number {
    const { entries } = this;
    let low = this.start;
    let high = Math.min(guess, entries.length);
    const last = entries.at(-1);
    if (last !== undefined && last.seq < seq) return entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = entries[middle];
      if (entry !== undefined && entry.seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
