import type { ChannelKind } from '../model/channel-info';
import { PassthroughChannel } from './passthrough-channel';

/** Every message goes to one worker: claims only, no reading by cursor. */
export class WorkQueueChannel<T = unknown, Id extends string = string> extends PassthroughChannel<
  T,
  Id
> {
  static override readonly kind: ChannelKind = 'work-queue';
  static override readonly sharable = false;
  /** For the compiler: reading by cursor is an error. */
  declare readonly claimsOnly: true;
}
