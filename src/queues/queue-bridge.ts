import { HolonError } from '../errors/holon-error';
import type { BaseQueue, WaitOptions } from './base-queue';

/** A queue of bare contents, for code that knows no envelopes: metadata and `ack` of what it gets are dropped. */
export class QueueBridge<T = unknown> {
  constructor(private readonly queue: BaseQueue<T>) {}

  get isEmpty(): boolean {
    return this.queue.isEmpty;
  }

  /** Sends; waits while the queue is full. @throws HOLON_CHANNEL_CLOSED, HOLON_ABORTED */
  put(content: T, options?: WaitOptions): Promise<void> {
    return this.queue.send(content, { signal: options?.signal });
  }

  /** Sends at once, or answers false when the queue is full. @throws HOLON_CHANNEL_CLOSED */
  tryPut(content: T): boolean {
    return this.queue.trySend(content);
  }

  /** The oldest content; waits while there is none. @throws HOLON_CHANNEL_CLOSED, also at shutdown; HOLON_ABORTED */
  async get(options?: WaitOptions): Promise<T> {
    const message = await this.queue.receive(options);
    if (!message.isShutdown) return message.content;
    throw new HolonError('HOLON_CHANNEL_CLOSED', `Queue '${this.queue.name}' is shutting down`);
  }
}
