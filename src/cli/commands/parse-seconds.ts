import { HolonError } from '../../errors/holon-error';

/** Seconds as typed, `2.5`. */
export function parseSeconds(typed: string): number {
  const seconds = Number(typed);
  if (typed.trim() !== '' && Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new HolonError('HOLON_INVALID_ARGUMENT', `'${typed}' is no number of seconds`, {
    hint: 'Pass a number of at least 0, such as 10 or 2.5.',
  });
}
