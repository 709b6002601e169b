import { HolonError } from '../errors/holon-error';
import { silentLogger, type Logger } from '../observability/logger';
import { abortError } from '../util/abort';
import { BaseQueue, type WaitOptions } from './base-queue';
import { shutdownMessage, type QueueMessage } from './queue-message';
import { observeQueue, type QueueObservers } from './queue-observer';
import { RingBuffer } from './ring-buffer';
import { WaitList } from './wait-list';

export interface InMemoryChannelOptions<T = unknown> {
  /** @defaultValue 'queue' */
  readonly name?: string | undefined;
  /** Most messages held, at least 1; further senders wait. @defaultValue Infinity */
  readonly capacity?: number | undefined;
  readonly observers?: QueueObservers<T> | undefined;
  /** Told when an observer fails. @defaultValue a silent one */
  readonly logger?: Logger | undefined;
}

/** Shared, as a promise of nothing has no owner: one allocation less per message. */
const SENT = Promise.resolve();

/**
 * A bounded queue in memory.
 * @throws HOLON_INVALID_ARGUMENT for a `capacity` that is no whole number above 0
 */
export class InMemoryChannel<T = unknown> extends BaseQueue<T> {
  readonly name: string;
  readonly capacity: number;
  private readonly messages = new RingBuffer<QueueMessage<T>>();
  /** Wait only while the queue is full, each with its message. */
  private readonly senders = new WaitList<QueueMessage<T>, void>();
  /** Wait only while the queue is empty. */
  private readonly receivers = new WaitList<undefined, QueueMessage<T>>();
  private readonly observers: ReturnType<typeof observeQueue<T>>;
  private state: 'open' | 'shutdown' | 'closed' = 'open';

  constructor(options: InMemoryChannelOptions<T> = {}) {
    super();
    this.name = options.name ?? 'queue';
    this.capacity = options.capacity ?? Infinity;
    this.observers = observeQueue(this, options.observers, options.logger ?? silentLogger);
    if (this.capacity === Infinity) return;
    if (!Number.isSafeInteger(this.capacity) || this.capacity < 1) {
      throw new HolonError(
        'HOLON_INVALID_ARGUMENT',
        `capacity of queue '${this.name}' is ${String(options.capacity)}`,
        { hint: 'Pass a whole number of 1 or more, or leave it out for no limit.' },
      );
    }
  }

  get size(): number {
    return this.messages.size;
  }

  get isFull(): boolean {
    return this.state === 'open' && this.messages.size >= this.capacity;
  }

  sendMessage(message: QueueMessage<T>, options?: WaitOptions): Promise<void> {
    const signal = options?.signal;
    if (signal?.aborted === true) return Promise.reject(abortError(signal));
    if (this.state !== 'open') return Promise.reject(this.closedError());
    if (this.isFull) return this.senders.wait(message, signal);
    this.accept(message);
    return SENT;
  }

  trySendMessage(message: QueueMessage<T>): boolean {
    if (this.state !== 'open') throw this.closedError();
    if (this.isFull) return false;
    this.accept(message);
    return true;
  }

  receive(options?: WaitOptions): Promise<QueueMessage<T>> {
    const signal = options?.signal;
    if (signal?.aborted === true) return Promise.reject(abortError(signal));
    const message = this.take();
    if (message !== undefined) return Promise.resolve(message);
    if (this.state === 'open') return this.receivers.wait(undefined, signal);
    return Promise.reject(this.closedError());
  }

  shutdown(): void {
    if (this.state !== 'open') return;
    this.state = 'shutdown';
    for (let waiter = this.receivers.shift(); waiter; waiter = this.receivers.shift()) {
      waiter.resolve(this.handOver(shutdownMessage()));
    }
  }

  close(): void {
    this.state = 'closed';
    for (let waiter = this.senders.shift(); waiter; waiter = this.senders.shift()) {
      waiter.reject(this.closedError());
    }
    for (let waiter = this.receivers.shift(); waiter; waiter = this.receivers.shift()) {
      waiter.reject(this.closedError());
    }
  }

  /** Takes a message for which there is room. Observers come last: they may call the queue again. */
  private accept(message: QueueMessage<T>): void {
    const receiver = this.receivers.shift();
    if (receiver === undefined) this.messages.push(message);
    else receiver.resolve(message);
    this.observers.call('onSend', message);
    if (receiver !== undefined) this.handOver(message);
  }

  /** The next message, with the longest waiting sender moved up into its place. */
  private take(): QueueMessage<T> | undefined {
    const message = this.messages.shift();
    if (message === undefined) {
      return this.state === 'shutdown' ? this.handOver(shutdownMessage()) : undefined;
    }
    const sender = this.senders.shift();
    if (sender !== undefined) {
      this.messages.push(sender.item);
      sender.resolve();
    }
    this.handOver(message);
    if (sender !== undefined) this.observers.call('onSend', sender.item);
    return message;
  }

  /** Shows the observers what a receiver gets. */
  private handOver(message: QueueMessage<T>): QueueMessage<T> {
    this.observers.call('onReceive', message);
    return message;
  }

  private closedError(): HolonError {
    const what = this.state === 'closed' ? 'closed' : 'shutting down';
    return new HolonError('HOLON_CHANNEL_CLOSED', `Queue '${this.name}' is ${what}`);
  }
}
