import type { Transaction } from '../channels/transaction';
import { isHolonError } from '../errors/holon-error';
import type { ChannelMessage } from '../model/channel-message';
import type { ConsumerSpec } from './consumer-spec';

/**
 * Adds the write of a handler's result to `transaction`. Nothing is written for undefined, or without a target. Where
 * the message asked for a reply in the target, the result is addressed to its sender.
 */
export async function addResult(
  transaction: Transaction,
  { batch, target }: ConsumerSpec,
  result: unknown,
  cause: ChannelMessage | undefined,
): Promise<void> {
  if (target === undefined || result === undefined) return;
  const { correlationId, replyTo, senderId } = cause ?? {};
  // What comes of a batch answers none of its messages.
  const isReply = batch === undefined && replyTo === target.channelId;
  await transaction.handleFor(target).writer?.write(result, {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(isReply && senderId !== undefined ? { recipientId: senderId } : {}),
  });
}

/** Whether a result could not be stored for now and the handler is not to blame: its target is full, the store is down. */
export function mayStoreLater(error: unknown): boolean {
  return isHolonError(error) && error.retryable;
}
