import type { Logger } from '../observability/logger';
import { type Observer, ObserverCalls, type Observers } from '../observability/observer-calls';
import type { BaseQueue } from './base-queue';
import type { QueueMessage } from './queue-message';

/**
 * Looks on, for metrics and traces: `onSend` when a queue has taken a message, `onReceive` when a receiver has got one,
 * shutdown messages included. It may be sync or async; nobody waits for it, and what it throws is logged as
 * `queue.observer-failed` and goes no further.
 */
export type QueueObserver<T = unknown> = Observer<QueueMessage<T>, BaseQueue<T>>;

/** One observer or several; they are called in this order. */
export type QueueObservers<T> = Observers<QueueMessage<T>, BaseQueue<T>>;

/** The calls of the observers of one queue. */
export function observeQueue<T>(
  queue: BaseQueue<T>,
  observers: QueueObservers<T> | undefined,
  logger: Logger,
): ObserverCalls<QueueMessage<T>, BaseQueue<T>> {
  return new ObserverCalls(queue, observers, (phase, error) => {
    logger.error('queue.observer-failed', { queue: queue.name, phase, error });
  });
}
