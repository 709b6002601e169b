import type { Entry } from './entry';

/** Removed entries that are not worth closing the ranks for. */
const SPARE_REMOVED = 64;
/** Higher ids than that are not moved for the sake of a lower one. */
const MOST_ABOVE = 64;

/**
 * Kept entries by id. An id above all ids before it, as an id source makes them, is found by binary search in the
 * order of appending and costs no more than its place there; only the others are in a map. A few high ids that somebody
 * has chosen do not keep out all that follow: they go to the map then, each once.
 */
export class IdIndex {
  /** By rising id; some of them removed, which is why an entry keeps its id. */
  private ascending: Entry[] = [];
  private readonly others = new Map<string, Entry>();
  /** The last of the rising ones. */
  private topId = '';

  get(id: string): Entry | undefined {
    const other = this.others.size === 0 ? undefined : this.others.get(id);
    return other !== undefined || id > this.topId ? other : this.search(id);
  }

  /** @param keptCount how many entries the log keeps */
  add(entry: Entry, keptCount: number): void {
    if (entry.id <= this.topId && !this.movedAbove(entry.id)) {
      this.others.set(entry.id, entry);
      return;
    }
    this.topId = entry.id;
    if (this.ascending.length > 2 * keptCount + SPARE_REMOVED) {
      this.ascending = this.ascending.filter(({ state }) => state !== 'removed');
    }
    this.ascending.push(entry);
  }

  /** Takes note that `entry` has become `removed`. */
  noteRemoval(entry: Entry): void {
    if (this.others.size > 0 && this.others.get(entry.id) === entry) this.others.delete(entry.id);
  }

  /** Moves the few that are not below `id` out of its way; false, and none is moved, where they are many. */
  private movedAbove(id: string): boolean {
    const { ascending } = this;
    while (ascending.at(-1)?.state === 'removed') ascending.pop();
    const far = ascending[ascending.length - 1 - MOST_ABOVE];
    if (far !== undefined && far.id >= id) return false;
    for (let last = ascending.at(-1); last !== undefined; last = ascending.at(-1)) {
      if (last.id < id) break;
      if (last.state !== 'removed') this.others.set(last.id, last);
      ascending.pop();
    }
    return true;
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
