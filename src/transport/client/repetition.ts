import { growingDelayMs } from '../../systems/backoff';
import type { RandomSource } from '../../util/random';
import type { Failure } from './exchange';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

/** Milliseconds before try `tries + 1`: up to twice as long each time, and anything below, so that callers spread. */
export function backoffMs(tries: number, random: RandomSource): number {
  return growingDelayMs(FIRST_DELAY_MS, tries - 1, LONGEST_DELAY_MS) * random();
}

/** Retryable for whoever decides what then; not for a client that only sends the same again. */
const FOR_THE_CALLER: ReadonlySet<string> = new Set([
  'HOLON_BACKPRESSURE',
  'HOLON_HANDLER_TIMEOUT',
  'HOLON_REQUEST_TIMEOUT',
]);

/** What a proxy says of a server that is not there, or has too much to do. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Whether the same may be answered otherwise soon. */
export function isWorthwhile(outcome: Failure): boolean {
  if (outcome.kind === 'garbage') return false;
  if (outcome.kind === 'lost') return true;
  const { error, status, retryAfterMs } = outcome;
  if (FOR_THE_CALLER.has(error.code)) return false;
  if (error.code === 'HOLON_REMOTE_FAILED') return PASSING.has(status);
  return error.retryable || (status === 503 && retryAfterMs !== undefined);
}

/** Whether the server may have done it. */
export function isUnknown(outcome: Failure): boolean {
  if (outcome.kind === 'garbage') return true;
  if (outcome.kind === 'lost') return !outcome.isUnsent;
  const { error, status } = outcome;
  return error.code === 'HOLON_STORE_FAILED' || (status >= 500 && status !== 503);
}
