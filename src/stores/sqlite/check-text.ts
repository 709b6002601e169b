import { HolonError } from '../../errors/holon-error';
import type { AppendOptions, StoredMessage } from '../channel-store';

/**
 * Refuses half a surrogate pair in what a message is found by: the file keeps UTF-8, so it would keep another text and
 * never find the message again.
 * @throws HOLON_INVALID_ARGUMENT
 */
export function checkTexts(
  channelId: string,
  message: StoredMessage,
  key: AppendOptions['key'],
): void {
  const { id, senderId, recipientId, correlationId, replyTo } = message;
  if (
    id.isWellFormed() &&
    senderId.isWellFormed() &&
    (recipientId === undefined || recipientId.isWellFormed()) &&
    (correlationId === undefined || correlationId.isWellFormed()) &&
    (replyTo === undefined || replyTo.isWellFormed()) &&
    (key === undefined || key.isWellFormed())
  ) {
    return;
  }
  throw malformed(`message ${JSON.stringify(id)} of channel "${channelId}"`, channelId);
}

/** @throws HOLON_INVALID_ARGUMENT */
export function checkChannelId(channelId: string): void {
  if (!channelId.isWellFormed()) throw malformed(`channel ${JSON.stringify(channelId)}`, channelId);
}

function malformed(what: string, channelId: string): HolonError {
  return new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `An id of ${what} holds half a surrogate pair; nothing was stored`,
    {
      hint: 'Do not cut text within a character; text.toWellFormed() mends it.',
      path: [channelId],
    },
  );
}
