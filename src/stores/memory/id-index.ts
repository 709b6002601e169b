import type { Entry } from './entry';

/** Removed entries that are not worth closing the ranks for. */
const SPARE_REMOVED = 64;

/**
 * Kept entries by id. An id above all ids before it, as an id source makes them, is found by binary search in the
 * order of appending and costs no more than its place there; only the others are in a map.
 */
export class IdIndex {
  /** By rising id; some of them removed, which is why an entry keeps its id. */
  private ascending: Entry[] = [];
  private readonly others = new Map<string, Entry>();
  private highestId = '';

  get(id: string): Entry | undefined {
    if (id > this.highestId) return undefined;
    const other = this.others.size === 0 ? undefined : this.others.get(id);
    return other ?? this.search(id);
  }

  /** @param keptCount how many entries the log keeps */
  add(entry: Entry, keptCount: number): void {
    if (entry.id <= this.highestId) {
      this.others.set(entry.id, entry);
      return;
    }
    this.highestId = entry.id;
    if (this.ascending.length > 2 * keptCount + SPARE_REMOVED) {
      this.ascending = this.ascending.filter(({ state }) => state !== 'removed');
    }
    this.ascending.push(entry);
  }

  /** Takes note that `entry` has become `removed`. */
  noteRemoval(entry: Entry): void {
    if (this.others.size > 0 && this.others.get(entry.id) === entry) this.others.delete(entry.id);
  }

  private search(id: string): Entry | undefined {
    let low = 0;
    let high = this.ascending.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const entry = this.ascending[middle];
      if (entry === undefined) return undefined;
      if (entry.id === id) return entry.state === 'removed' ? undefined : entry;
      if (entry.id < id) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}
