import { abortError, onAbort } from '../util/abort';

/** One wait: what it was begun with, and how to end it. */
export interface Waiter<Item, Value> {
  readonly item: Item;
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

interface Node<Item, Value> extends Waiter<Item, Value> {
  previous: Node<Item, Value> | undefined;
  next: Node<Item, Value> | undefined;
  stopListening: (() => void) | undefined;
}

/**
 * Those who wait, first come first served. Linked, so that an aborted wait leaves at once and at no cost to the
 * others: whoever is taken from the list is really waiting.
 */
export class WaitList<Item, Value> {
  private first: Node<Item, Value> | undefined;
  private last: Node<Item, Value> | undefined;

  /** Waits at the end of the list. @throws HOLON_ABORTED when `signal`, which must not have aborted yet, does. */
  wait(item: Item, signal: AbortSignal | undefined): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const node: Node<Item, Value> = {
        item,
        resolve,
        reject,
        previous: this.last,
        next: undefined,
        stopListening: undefined,
      };
      if (this.last === undefined) this.first = node;
      else this.last.next = node;
      this.last = node;
      if (signal === undefined) return;
      node.stopListening = onAbort(signal, () => {
        this.unlink(node);
        reject(abortError(signal));
      });
    });
  }

  /** Takes the longest waiting from the list; undefined when nobody waits. */
  shift(): Waiter<Item, Value> | undefined {
    const node = this.first;
    if (node === undefined) return undefined;
    this.unlink(node);
    node.stopListening?.();
    return node;
  }

  private unlink(node: Node<Item, Value>): void {
    if (node.previous === undefined) this.first = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) this.last = node.previous;
    else node.next.previous = node.previous;
  }
}
