import { isTimeOrderedId } from 'holon';

const MOST = 10_000;

/** Tells ids of messages that were removed from ids that never were. */
export class RemovedIds {
  private readonly last: Set<string>;
  private newest = '';

  constructor(copied?: RemovedIds) {
    this.last = new Set(copied?.last);
    this.newest = copied?.newest ?? '';
  }

  add(id: string): void {
    if (isTimeOrderedId(id)) {
      if (id > this.newest) this.newest = id;
      return;
    }
    this.last.delete(id);
    this.last.add(id);
    if (this.last.size > MOST) this.last.delete(this.last.values().next().value ?? '');
  }

  has(id: string): boolean {
    return this.last.has(id) || (isTimeOrderedId(id) && id <= this.newest);
  }
}
