/**
 * The port behind every point-to-point queue: messages of one process on their way from senders to receivers.
 *
 * What it is: first in, first out; each message goes to exactly one receiver; who waits is served in the order of
 * waiting. Contents are passed by reference. A backend of one's own extends `BaseQueue`.
 *
 * What it is not: it is no channel. Nothing outlives the process, nothing is checked, stamped or redelivered, and
 * whoever holds a queue holds both of its ends; a system is given an `Inbox` or an `Outbox` instead.
 *
 * How it ends: `shutdown()` is for workers: all that was sent before is still delivered, then each receiver is told to
 * stop. `close()` is at once: waits reject, but what the queue holds already can still be received.
 */
import { isHolonError } from '../errors/holon-error';
import {
  queueMessage,
  type ContentMessage,
  type QueueMessage,
  type QueueMessageOptions,
} from './queue-message';

/** Options of what waits. */
export interface WaitOptions {
  /** Ends the wait with HOLON_ABORTED. A wait that was served before stays served. */
  readonly signal?: AbortSignal | undefined;
}

/** What `send` takes beside the content. */
export type SendOptions = QueueMessageOptions & WaitOptions;

export abstract class BaseQueue<T = unknown> {
  /** For people, logs and traces. */
  abstract readonly name: string;
  /** Messages sent and not yet received. */
  abstract readonly size: number;
  /** Whether a `send` would have to wait now; one that is closed refuses at once. */
  abstract readonly isFull: boolean;

  /**
   * Sends an envelope as it is; waits while the queue is full.
   * @throws HOLON_CHANNEL_CLOSED, also while waiting; HOLON_ABORTED. The message was not sent then.
   */
  abstract sendMessage(message: QueueMessage<T>, options?: WaitOptions): Promise<void>;
  /** Sends an envelope at once, or answers false when the queue is full. @throws HOLON_CHANNEL_CLOSED */
  abstract trySendMessage(message: QueueMessage<T>): boolean;
  /**
   * The oldest message; waits while there is none.
   * @throws HOLON_CHANNEL_CLOSED when the queue is closed and empty, also while waiting; HOLON_ABORTED
   */
  abstract receive(options?: WaitOptions): Promise<QueueMessage<T>>;
  /** Takes no more sends, delivers all sends begun before, then answers every `receive` with a shutdown message. */
  abstract shutdown(): void;
  /** Takes no more sends and ends every wait with HOLON_CHANNEL_CLOSED; what `size` counts can still be received. */
  abstract close(): void;

  /** Whether no message is waiting to be received. */
  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Sends `content`; as `sendMessage`. */
  send(content: T, options?: SendOptions): Promise<void> {
    return this.sendMessage(queueMessage(content, options), options);
  }

  /** Sends `content` at once, or answers false when the queue is full. @throws HOLON_CHANNEL_CLOSED */
  trySend(content: T, options?: QueueMessageOptions): boolean {
    return this.trySendMessage(queueMessage(content, options));
  }

  /** Receives until a shutdown message comes or the queue is closed and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ContentMessage<T>, void, undefined> {
    try {
      for (;;) {
        const message = await this.receive();
        if (message.isShutdown) return;
        yield message;
      }
    } catch (error) {
      if (!isHolonError(error, 'HOLON_CHANNEL_CLOSED')) throw error;
    }
  }

  /** Closes. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
