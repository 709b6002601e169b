/** A binary heap of items by a numeric key, smallest first. Keys lie in an array of their own, so none is boxed. */
export class MinHeap<T extends object> {
  private readonly keys: number[] = [];
  private readonly items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  /** Infinity when empty. */
  get minKey(): number {
    return this.keys[0] ?? Number.POSITIVE_INFINITY;
  }

  push(key: number, item: T): void {
    this.siftUp(this.items.length, key, item);
  }

  pop(): T | undefined {
    const top = this.items[0];
    if (top !== undefined) this.removeAt(0);
    return top;
  }

  protected keyAt(index: number): number | undefined {
    return this.keys[index];
  }

  protected removeAt(index: number): void {
    const key = this.keys.pop();
    const item = this.items.pop();
    if (key === undefined || item === undefined || index === this.items.length) return;
    const parentKey = this.keys[(index - 1) >> 1];
    if (parentKey !== undefined && key < parentKey) this.siftUp(index, key, item);
    else this.siftDown(index, key, item);
  }

  protected place(index: number, key: number, item: T): void {
    this.keys[index] = key;
    this.items[index] = item;
  }

  private siftUp(from: number, key: number, item: T): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const parentKey = this.keys[parent];
      const parentItem = this.items[parent];
      if (parentKey === undefined || parentItem === undefined || parentKey <= key) break;
      this.place(index, parentKey, parentItem);
      index = parent;
    }
    this.place(index, key, item);
  }

  private siftDown(from: number, key: number, item: T): void {
    const { length } = this.items;
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= length) break;
      let childKey = this.keys[child];
      const rightKey = child + 1 < length ? this.keys[child + 1] : undefined;
      if (childKey !== undefined && rightKey !== undefined && rightKey < childKey) {
        child += 1;
        childKey = rightKey;
      }
      const childItem = this.items[child];
      if (childKey === undefined || childItem === undefined || childKey >= key) break;
      this.place(index, childKey, childItem);
      index = child;
    }
    this.place(index, key, item);
  }
}
