import { HolonError } from '../errors/holon-error';
import type { BaseQueue, SendOptions } from './base-queue';
import { queueMessage, type QueueMessageOptions } from './queue-message';

/** The sending end into the inboxes behind a system: each of them gets every message. Injected. */
export class Outbox<T = unknown> {
  /** `#`, so that no cast leads to the receiving end. */
  readonly #queues: readonly BaseQueue<T>[];

  constructor(queues: readonly BaseQueue<T>[]) {
    this.#queues = [...queues];
  }

  /**
   * Sends to every inbox; resolves when the last has room. Where one refuses, the others get the message all the same.
   * @throws HOLON_CHANNEL_NOT_CONNECTED without an inbox behind; HOLON_CHANNEL_CLOSED, HOLON_ABORTED
   */
  async send(content: T, options?: SendOptions): Promise<void> {
    const message = queueMessage(content, options);
    await Promise.all(this.#connected().map((queue) => queue.sendMessage(message, options)));
  }

  /**
   * Sends to every inbox at once, or answers false and sends to none when one is full.
   * @throws HOLON_CHANNEL_NOT_CONNECTED without an inbox behind; HOLON_CHANNEL_CLOSED
   */
  trySend(content: T, options?: QueueMessageOptions): boolean {
    const queues = this.#connected();
    if (queues.some((queue) => queue.isFull)) return false;
    const message = queueMessage(content, options);
    return queues.map((queue) => queue.trySendMessage(message)).every(Boolean);
  }

  #connected(): readonly BaseQueue<T>[] {
    if (this.#queues.length > 0) return this.#queues;
    throw new HolonError('HOLON_CHANNEL_NOT_CONNECTED', 'No inbox stands behind this outbox', {
      hint: 'Name the systems that follow: @Subsystem(…, { next: [NextSystem] }).',
    });
  }
}
