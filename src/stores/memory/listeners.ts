/** Who wants to hear of visible messages. */
export class Listeners {
  private listeners: readonly (() => void)[] = [];

  /** Returns the way to stop; the same function may be added twice. */
  add(listener: () => void): () => void {
    const own = () => {
      listener();
    };
    this.listeners = [...this.listeners, own];
    return () => {
      this.listeners = this.listeners.filter((other) => other !== own);
    };
  }

  notify(): void {
    for (const listener of this.listeners) {
      try {
        listener();
      } catch {
        // What a listener throws is its owner's to report: the operation it hears of has happened.
      }
    }
  }
}
