/** Who wants to hear of visible messages. */
export class Listeners {
  private listeners: readonly ((foreign?: boolean) => void)[] = [];

  get size(): number {
    return this.listeners.length;
  }

  /** Returns the way to stop; the same function may be added twice. */
  add(listener: (foreign?: boolean) => void): () => void {
    const own = (foreign?: boolean) => {
      listener(foreign);
    };
    this.listeners = [...this.listeners, own];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== own);
    };
  }

  /** @param foreign whether another process on the same store did it */
  notify(foreign = false): void {
    for (const listener of this.listeners) {
      try {
        listener(foreign);
      } catch {
        // What a listener throws is its owner's to report: the operation it hears of has happened.
      }
    }
  }
}
