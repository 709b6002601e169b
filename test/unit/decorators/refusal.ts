import { HolonError } from '../../../src/errors/holon-error';

/** What `define` throws; fails when it throws nothing or something else than a HolonError. */
export function refusal(define: () => unknown): HolonError {
  try {
    define();
  } catch (error) {
    if (error instanceof HolonError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
