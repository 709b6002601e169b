import type { Logger } from '../observability/logger';
import { isPending } from '../util/eventually';
import type { BaseQueue } from './base-queue';
import type { QueueMessage } from './queue-message';

/**
 * Looks on, for metrics and traces. It may be sync or async; nobody waits for it, and what it throws is logged as
 * `queue.observer-failed` and goes no further.
 */
export interface QueueObserver<T = unknown> {
  /** Called when a queue has taken `message`. */
  onSend?(message: QueueMessage<T>, queue: BaseQueue<T>): unknown;
  /** Called when a receiver has got `message`, shutdown messages included. */
  onReceive?(message: QueueMessage<T>, queue: BaseQueue<T>): unknown;
}

/** One observer or several; they are called in this order. */
export type QueueObservers<T> = QueueObserver<T> | readonly QueueObserver<T>[];

/** Calls the observers of one queue so that none of them can break or delay it. */
export class ObserverCalls<T> {
  private readonly observers: readonly QueueObserver<T>[];

  constructor(
    private readonly queue: BaseQueue<T>,
    observers: QueueObservers<T> | undefined,
    private readonly logger: Logger,
  ) {
    this.observers = observers === undefined ? [] : [observers].flat();
  }

  call(phase: keyof QueueObserver, message: QueueMessage<T>): void {
    for (const observer of this.observers) {
      try {
        const outcome = observer[phase]?.(message, this.queue);
        if (!isPending(outcome)) continue;
        Promise.resolve(outcome).catch((error: unknown) => {
          this.report(phase, error);
        });
      } catch (error) {
        this.report(phase, error);
      }
    }
  }

  private report(phase: keyof QueueObserver, error: unknown): void {
    this.logger.error('queue.observer-failed', { queue: this.queue.name, phase, error });
  }
}
