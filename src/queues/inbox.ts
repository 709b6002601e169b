import type { BaseQueue, WaitOptions } from './base-queue';
import type { ContentMessage, QueueMessage } from './queue-message';

/**
 * The receiving end of a system's queue, injected where `@System({ inbox })` asks for one. Replicas of a system share
 * the queue: each message goes to one of them, the end to all.
 */
export class Inbox<T = unknown> implements AsyncIterable<ContentMessage<T>> {
  /** `#`, so that no cast leads to the sending end. */
  readonly #queue: BaseQueue<T>;

  constructor(queue: BaseQueue<T>) {
    this.#queue = queue;
  }

  /** Its address, for logs and traces. */
  get name(): string {
    return this.#queue.name;
  }

  /** Messages sent and not yet received. */
  get size(): number {
    return this.#queue.size;
  }

  get isEmpty(): boolean {
    return this.#queue.isEmpty;
  }

  /**
   * The oldest message; waits while there is none. A shutdown message says: finish and return.
   * @throws HOLON_CHANNEL_CLOSED, HOLON_ABORTED
   */
  receive(options?: WaitOptions): Promise<QueueMessage<T>> {
    return this.#queue.receive(options);
  }

  /** Receives until shutdown. */
  [Symbol.asyncIterator](): AsyncIterator<ContentMessage<T>, void, undefined> {
    return this.#queue[Symbol.asyncIterator]();
  }
}
