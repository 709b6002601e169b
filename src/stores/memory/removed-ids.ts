import { isTimeOrderedId } from '../../util/id-source';

/** Ids remembered when they cannot be told by their order. */
const DEFAULT_CAPACITY = 10_000;

/**
 * Which ids were in the log once and are gone: a time-ordered id that is not newer than the newest removed one, and
 * the last 10 000 others.
 */
export class RemovedIds {
  private newestTimeOrdered = '';
  private readonly others = new Set<string>();
  private readonly ring: string[] = [];
  private oldest = 0;

  constructor(private readonly capacity: number = DEFAULT_CAPACITY) {}

  add(id: string): void {
    if (isTimeOrderedId(id)) {
      if (id > this.newestTimeOrdered) this.newestTimeOrdered = id;
      return;
    }
    if (this.others.has(id)) return;
    const forgotten = this.ring[this.oldest];
    if (forgotten !== undefined) this.others.delete(forgotten);
    this.ring[this.oldest] = id;
    this.oldest = (this.oldest + 1) % this.capacity;
    this.others.add(id);
  }

  has(id: string): boolean {
    return this.others.has(id) || (id <= this.newestTimeOrdered && isTimeOrderedId(id));
  }
}
