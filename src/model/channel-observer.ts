import type { ChannelInfo } from './channel-info';
import type { ChannelMessage } from './channel-message';

/**
 * Looks on at a channel, for metrics and traces. It may be sync or async; nobody waits for it, and what it throws is
 * logged as `channel.observer-failed` and goes no further.
 */
export interface ChannelObserver {
  /** Called when a message has been stored. */
  onSend?(message: ChannelMessage, channel: ChannelInfo): unknown;
  /** Called when a message is handed out: read, claimed, streamed or pushed to a subscriber. */
  onReceive?(message: ChannelMessage, channel: ChannelInfo): unknown;
}

/** One observer or several; they are called in this order. */
export type ChannelObservers = ChannelObserver | readonly ChannelObserver[];
