import type { ChannelMessage } from '../model/channel-message';
import type { Eventually } from '../model/json';
import type { Logger } from '../observability/logger';
import type { LogEntry } from '../stores/channel-store';
import type { Clock } from '../util/clock';
import type { Maintenance } from './maintenance';
import { Ongoing } from './ongoing';
import type { Subscribers } from './subscribers';
import { within } from './within';

/** What one channel publishes through. */
export interface PublisherOptions {
  readonly subscribers: Subscribers;
  readonly maintenance: Maintenance;
  /** Must not reject. */
  readonly onMessage: ((message: ChannelMessage) => Promise<void>) | undefined;
  /** Milliseconds after which `onMessage` holds nobody any more. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What happens when a message has been stored: `onMessage`, the subscribers, the retention. Never fails. */
export class Publisher {
  /** Calls of `onMessage`, by message. */
  private readonly calls = new Ongoing();
  private isClosed = false;

  constructor(private readonly options: PublisherOptions) {}

  /** Whether `onMessage` is at work. */
  get busy(): boolean {
    return this.calls.names.length > 0;
  }

  /** Whether `publish` has anything to do: asked for every message, before an entry is made of it. */
  isNeeded(): boolean {
    const { maintenance, onMessage, subscribers } = this.options;
    return subscribers.size > 0 || onMessage !== undefined || maintenance.overCount();
  }

  publish(entry: LogEntry, nowMs: number): Eventually<void> {
    const { maintenance, onMessage, subscribers } = this.options;
    if (onMessage !== undefined || maintenance.overCount()) return this.slowly(entry, nowMs);
    return subscribers.publish(entry, nowMs);
  }

  /** Resolves when neither `onMessage` nor a subscriber is at work. */
  async idle(): Promise<void> {
    await this.calls.whenIdle();
    await this.options.subscribers.idle();
  }

  close(): void {
    this.isClosed = true;
    this.options.subscribers.removeAll();
  }

  private async slowly(entry: LogEntry, nowMs: number): Promise<void> {
    const { logger, maintenance, subscribers } = this.options;
    await this.callOnMessage(entry.message);
    await subscribers.publish(entry, nowMs);
    if (this.isClosed || !maintenance.overCount()) return;
    try {
      await maintenance.enforce();
    } catch (error) {
      // The message is stored; the next write or maintenance tries again.
      logger.error('channel.maintenance-failed', { error });
    }
  }

  /** One that takes too long holds neither the writer nor the subscribers any more. */
  private async callOnMessage(message: ChannelMessage): Promise<void> {
    const { clock, logger, onMessage, timeoutMs } = this.options;
    if (onMessage === undefined) return;
    const call = onMessage(message).finally(this.calls.begin(message.id));
    if (await within(call, timeoutMs, clock)) return;
    logger.warn('channel.on-message-slow', { messageId: message.id, waitedMs: timeoutMs });
  }
}
