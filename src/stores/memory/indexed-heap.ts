import { MinHeap } from './min-heap';

/** A heap whose items know their place in it, so that any of them can leave or move at once. */
export class IndexedHeap<T extends { heapIndex: number }> extends MinHeap<T> {
  /** Undefined when `item` is not in this heap. */
  keyOf(item: T): number | undefined {
    return this.keyAt(item.heapIndex);
  }

  override pop(): T | undefined {
    const top = super.pop();
    if (top !== undefined) top.heapIndex = -1;
    return top;
  }

  /** `item` must be in this heap. */
  remove(item: T): void {
    this.removeAt(item.heapIndex);
    item.heapIndex = -1;
  }

  protected override place(index: number, key: number, item: T): void {
    super.place(index, key, item);
    item.heapIndex = index;
  }
}
