// Expected: Cannot assign to 'senderId' because it is a read-only property
import type { ChannelMessage } from '../../../src/index';
import type { Reading } from '../declared';

export function pretend(message: ChannelMessage<Reading>): void {
  message.senderId = 'somebody else';
}
