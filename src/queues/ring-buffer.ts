const SMALLEST = 16;

/** A first-in-first-out list whose both ends cost the same whatever its length; it grows by doubling. */
export class RingBuffer<V extends object> {
  private slots = new Array<V | undefined>(SMALLEST);
  private head = 0;
  private count = 0;

  get size(): number {
    return this.count;
  }

  push(value: V): void {
    if (this.count === this.slots.length) this.grow();
    // the length is a power of two, so the mask is the remainder
    this.slots[(this.head + this.count) & (this.slots.length - 1)] = value;
    this.count += 1;
  }

  /** Takes the oldest value; undefined when there is none. */
  shift(): V | undefined {
    if (this.count === 0) return undefined;
    const value = this.slots[this.head];
    this.slots[this.head] = undefined;
    this.head = (this.head + 1) & (this.slots.length - 1);
    this.count -= 1;
    if (this.count === 0 && this.slots.length > 1024) this.reset(); // a burst must not keep its memory
    return value;
  }

  private grow(): void {
    const tail = this.slots.slice(0, this.head);
    const slots = this.slots.slice(this.head).concat(tail);
    slots.length *= 2;
    this.slots = slots;
    this.head = 0;
  }

  private reset(): void {
    this.slots = new Array<V | undefined>(SMALLEST);
    this.head = 0;
  }
}
