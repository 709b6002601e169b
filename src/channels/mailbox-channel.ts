import type { ChannelKind } from '../model/channel-info';
import { PassthroughChannel } from './passthrough-channel';

/**
 * A message with a `recipientId` is seen by that system alone, one without by everybody. Only addressed messages can
 * be claimed, by the system they are for.
 */
export class MailboxChannel<T = unknown, Id extends string = string> extends PassthroughChannel<
  T,
  Id
> {
  static override readonly kind: ChannelKind = 'mailbox';
}
