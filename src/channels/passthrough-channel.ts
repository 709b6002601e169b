import type { ChannelKind } from '../model/channel-info';
import { BaseChannel } from './base-channel';

/** Written to directly; can be read by cursor, subscribed to and claimed from. Extend it for kinds of your own. */
export class PassthroughChannel<T = unknown, Id extends string = string> extends BaseChannel<
  T,
  Id
> {
  static override readonly kind: ChannelKind = 'passthrough';
}
