import type { Transaction } from '../channels/transaction';
import { isHolonError } from '../errors/holon-error';
import type { ChannelMessage } from '../model/channel-message';
import type { ConsumerSpec } from './consumer-spec';

/** Adds the write of a handler's result to `transaction`. Nothing is written for undefined, or without a target. */
export async function addResult(
  transaction: Transaction,
  { target }: ConsumerSpec,
  result: unknown,
  cause: ChannelMessage | undefined,
): Promise<void> {
  if (target === undefined || result === undefined) return;
  const correlationId = cause?.correlationId;
  const options = correlationId === undefined ? {} : { correlationId };
  await transaction.handleFor(target).writer?.write(result, options);
}

/** Whether a result could not be stored for now and the handler is not to blame: its target is full, the store is down. */
export function mayStoreLater(error: unknown): boolean {
  return isHolonError(error) && error.retryable;
}
