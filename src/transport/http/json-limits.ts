import { HolonError } from '../../errors/holon-error';

/** What parsed JSON may be. */
export interface JsonLimits {
  /** Levels of objects and arrays; a bounded number, as the walk goes as deep. */
  readonly depth: number;
  /** Keys and array items, all together. */
  readonly keys: number;
}

/** @throws HOLON_TOO_LARGE */
export function checkJson(value: unknown, limits: JsonLimits): void {
  if (typeof value === 'object' && value !== null) count(value, limits.depth, limits.keys, limits);
}

/** Answers how many keys are left. */
function count(container: object, room: number, keysLeft: number, limits: JsonLimits): number {
  if (room <= 0) throw tooLarge(`more than ${String(limits.depth)} levels`);
  const values: readonly unknown[] = Array.isArray(container)
    ? container
    : Object.values(container);
  let left = keysLeft - values.length;
  if (left < 0) throw tooLarge(`more than ${String(limits.keys)} keys and array items`);
  for (const value of values) {
    if (typeof value === 'object' && value !== null) left = count(value, room - 1, left, limits);
  }
  return left;
}

function tooLarge(what: string): HolonError {
  return new HolonError('HOLON_TOO_LARGE', `The body has ${what}`);
}
