import { silentLogger, type Logger } from '../observability/logger';
import { abortError } from '../util/abort';
import { BaseQueue, type WaitOptions } from './base-queue';
import { cloneMessage, type QueueMessage } from './queue-message';
import { observeQueue, type QueueObservers } from './queue-observer';

export interface ForwardingChannelOptions<T = unknown> {
  /** @defaultValue the name of the downstream queue */
  readonly name?: string | undefined;
  /** Metadata for every message that passes; what the message says itself wins. */
  readonly metadataDefaults?: Readonly<Record<string, unknown>> | undefined;
  /** Told of what passes through here, not of the rest of the downstream queue's traffic. */
  readonly observers?: QueueObservers<T> | undefined;
  /** Told when an observer fails. @defaultValue a silent one */
  readonly logger?: Logger | undefined;
}

/**
 * One edge into another queue, with a name, metadata and observers of its own. It holds nothing: both ends are the
 * downstream queue's, and shutting it down or closing it does so downstream. For fan-out see `Outbox`.
 */
export class ForwardingChannel<T = unknown> extends BaseQueue<T> {
  readonly name: string;
  private readonly metadataDefaults: Readonly<Record<string, unknown>>;
  private readonly observers: ReturnType<typeof observeQueue<T>>;

  constructor(
    private readonly downstream: BaseQueue<T>,
    options: ForwardingChannelOptions<T> = {},
  ) {
    super();
    this.name = options.name ?? downstream.name;
    this.metadataDefaults = { ...options.metadataDefaults };
    this.observers = observeQueue(this, options.observers, options.logger ?? silentLogger);
  }

  get size(): number {
    return this.downstream.size;
  }

  get isFull(): boolean {
    return this.downstream.isFull;
  }

  async sendMessage(message: QueueMessage<T>, options?: WaitOptions): Promise<void> {
    if (options?.signal?.aborted === true) throw abortError(options.signal);
    // at once where there is room, so that no receiver is observed before its sender
    if (this.trySendMessage(message)) return;
    const enriched = this.enrich(message);
    await this.downstream.sendMessage(enriched, options);
    this.observers.call('onSend', enriched);
  }

  trySendMessage(message: QueueMessage<T>): boolean {
    const enriched = this.enrich(message);
    const isSent = this.downstream.trySendMessage(enriched);
    if (isSent) this.observers.call('onSend', enriched);
    return isSent;
  }

  async receive(options?: WaitOptions): Promise<QueueMessage<T>> {
    const message = await this.downstream.receive(options);
    this.observers.call('onReceive', message);
    return message;
  }

  shutdown(): void {
    this.downstream.shutdown();
  }

  close(): void {
    this.downstream.close();
  }

  private enrich(message: QueueMessage<T>): QueueMessage<T> {
    return cloneMessage(message, { metadata: { ...this.metadataDefaults, ...message.metadata } });
  }
}
