/** Milliseconds before the next try after a store failed or a channel was full. */
export const STORE_RETRY_MS = 1_000;

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** Milliseconds before attempt `attempt + 1` after `attempt` failed: 1 s, 2 s, 4 s … at most a minute. */
export function retryDelayMs(attempt: number): number {
  return growingDelayMs(FIRST_MS, attempt - 1, LONGEST_MS);
}

/** `firstMs` doubled `times` times, at most `longestMs`. */
export function growingDelayMs(firstMs: number, times: number, longestMs: number): number {
  // No number of tries may make an infinite factor: 0 times that is no number.
  return Math.min(firstMs * 2 ** Math.min(times, 32), longestMs);
}
