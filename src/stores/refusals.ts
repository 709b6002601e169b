/** The errors that every store throws, worded once. */
import { HolonError } from '../errors/holon-error';

export function backpressure(channelId: string, messageId: string, capacity: number): HolonError {
  return new HolonError(
    'HOLON_BACKPRESSURE',
    `Channel "${channelId}" keeps ${String(capacity)} unsettled messages, all its capacity allows; message "${messageId}" was not stored`,
    { path: [channelId] },
  );
}

export function messageNotFound(channelId: string, messageId: string): HolonError {
  return new HolonError(
    'HOLON_MESSAGE_NOT_FOUND',
    `Channel "${channelId}" has no message "${messageId}" to continue after, and had none`,
    { path: [channelId] },
  );
}

export function claimLost(channelId: string, messageId: string, holder: string): HolonError {
  return new HolonError(
    'HOLON_CLAIM_LOST',
    `"${holder}" does not hold message "${messageId}" of channel "${channelId}" any more; nothing of the transaction was stored`,
    { path: [channelId] },
  );
}

export function foreignLog(address: string): HolonError {
  return new HolonError(
    'HOLON_TRANSACTION_FAILED',
    `A transaction of the store "${address}" names a log of another store; nothing of it was stored`,
  );
}

export function foreignPosition(channelId: string): HolonError {
  return new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `advance on channel "${channelId}" got a position that no peek of this log answered`,
    { hint: 'Pass on the position of a page unchanged.', path: [channelId] },
  );
}

export function storeClosed(address: string): HolonError {
  return new HolonError('HOLON_WRONG_STATE', `The store "${address}" is closed`, {
    hint: 'Open channels and commit before close().',
  });
}

export function changedAddressing(channelId: string): HolonError {
  return new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `The log of channel "${channelId}" is opened again with another \`addressed\``,
    { hint: 'Give a mailbox and a channel of another kind different ids.', path: [channelId] },
  );
}
