import { HolonError } from '../../errors/holon-error';

/** A number of messages as typed. */
export function parseCount(typed: string): number {
  const count = Number(typed);
  if (/^\d+$/.test(typed) && Number.isSafeInteger(count) && count > 0) return count;
  throw new HolonError('HOLON_INVALID_ARGUMENT', `'${typed}' is no number of messages`, {
    hint: 'Pass a whole number of at least 1.',
  });
}
