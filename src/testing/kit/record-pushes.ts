import { systemIdOf } from '../../channels/authorize';
import type { BaseChannel } from '../../channels/base-channel';
import type { Clock } from '../../util/clock';
import type { ChannelRecord } from './channel-record';

/** Notes what subscribers of `channel` are given. The log does not see it: it is told of reads alone. */
export function recordPushes(channel: BaseChannel, record: ChannelRecord, clock: Clock): void {
  const subscribe = channel.subscribe.bind(channel);
  channel.subscribe = (caller, handler, options) => {
    const told: typeof handler = (message) => {
      record.add({
        kind: 'pushed',
        systemId: systemIdOf(caller),
        channelId: channel.id,
        messageId: message.id,
        atMs: clock.nowMs(),
        message,
      });
      return handler(message);
    };
    return subscribe(caller, told, options);
  };
}
