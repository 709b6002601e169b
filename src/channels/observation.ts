import type { ChannelInfo } from '../model/channel-info';
import type { ChannelMessage } from '../model/channel-message';
import type { ChannelObservers } from '../model/channel-observer';
import type { Logger } from '../observability/logger';
import { ObserverCalls } from '../observability/observer-calls';
import type { SubscriberHandler } from './subscriber';

/** Tells the observers of one channel of every message that comes in or goes out. Costs nothing without observers. */
export class Observation {
  private readonly calls: ObserverCalls<ChannelMessage, ChannelInfo> | undefined;

  constructor(info: ChannelInfo, observers: ChannelObservers | undefined, logger: Logger) {
    if (observers === undefined) return;
    this.calls = new ObserverCalls(info, observers, (phase, error) => {
      logger.error('channel.observer-failed', { phase, error });
    });
  }

  sent(message: ChannelMessage): void {
    this.calls?.call('onSend', message);
  }

  received<M extends ChannelMessage>(messages: readonly M[]): readonly M[] {
    if (this.calls !== undefined) {
      for (const message of messages) this.calls.call('onReceive', message);
    }
    return messages;
  }

  handler(handler: SubscriberHandler): SubscriberHandler {
    const { calls } = this;
    if (calls === undefined) return handler;
    return (message) => {
      calls.call('onReceive', message);
      return handler(message);
    };
  }

  stream<T>(
    stream: AsyncIterableIterator<ChannelMessage<T>>,
  ): AsyncIterableIterator<ChannelMessage<T>> {
    return this.calls === undefined ? stream : observed(stream, this.calls);
  }
}

async function* observed<T>(
  stream: AsyncIterable<ChannelMessage<T>>,
  calls: ObserverCalls<ChannelMessage, ChannelInfo>,
): AsyncGenerator<ChannelMessage<T>, void, undefined> {
  for await (const message of stream) {
    calls.call('onReceive', message);
    yield message;
  }
}
