import type { ChannelInfo } from '../model/channel-info';
import type { Caller } from '../model/channel-security';
import type { ChannelMessage } from '../model/channel-message';
import type { TakeIn } from './message-writer';

/** What the channel itself adds to its runtime. */
export interface RuntimeHooks {
  readonly info: ChannelInfo;
  readonly addressed: boolean;
  /** Asked again of whoever has waited. @throws HOLON_FORBIDDEN */
  readonly mayRead: (caller: Caller) => Promise<void> | undefined;
  readonly onMessage: ((message: ChannelMessage) => Promise<void>) | undefined;
  readonly onMaintain: () => Promise<void>;
  /** Set where content is not stored as it comes. */
  readonly takeIn: TakeIn | undefined;
}
