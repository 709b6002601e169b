import type { ChannelKind } from '../model/channel-info';
import { PassthroughChannel } from './passthrough-channel';

/** Every consumer gets every message: pushed to subscribers, and by each reader's own cursor. No claims. */
export class BroadcastChannel<T = unknown, Id extends string = string> extends PassthroughChannel<
  T,
  Id
> {
  static override readonly kind: ChannelKind = 'broadcast';
  static override readonly claimable = false;
  /** For the compiler: claiming is an error. */
  declare readonly cursorsOnly: true;
}
