import { HolonError } from '../errors/holon-error';

const LONGEST_ID = 256;
const LARGEST_LIMIT = 10_000;
const ALL = 10;

/** A limit on messages as users give it. @throws HOLON_INVALID_ARGUMENT */
export function checkLimit(limit: number | undefined, place: string, name = 'limit'): number {
  if (limit === undefined) return ALL;
  if (Number.isInteger(limit) && limit > 0 && limit <= LARGEST_LIMIT) return limit;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: ${name} must be a whole number from 1 to ${String(LARGEST_LIMIT)}, not ${String(limit)}`,
  );
}

/** A span of time as users give it. @throws HOLON_INVALID_ARGUMENT */
export function checkSpan(ms: number, name: string, place: string): number {
  if (typeof ms === 'number' && Number.isFinite(ms) && ms >= 0) return ms;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: ${name} must be milliseconds of 0 or more, not ${String(ms)}`,
  );
}

/** How many messages to keep, as users give it. @throws HOLON_INVALID_ARGUMENT */
export function checkCount(count: number, name: string, place: string): number {
  if (typeof count === 'number' && Number.isFinite(count) && count >= 0) return count;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: ${name} must be a number of messages of 0 or more, not ${String(count)}`,
  );
}

/** An id of a message, system or correlation as users give it. @throws HOLON_INVALID_ARGUMENT */
export function checkId(id: string, name: string, place: string): string {
  const isText = typeof id === 'string';
  if (isText && id !== '' && id.length <= LONGEST_ID) {
    if (id.isWellFormed()) return id;
    throw malformed(id, name, place);
  }
  const found = isText ? `${String(id.length)} characters` : typeof id;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: ${name} must be a string of 1 to ${String(LONGEST_ID)} characters, not ${found}`,
  );
}

/** A list of message ids as users give it. @throws HOLON_INVALID_ARGUMENT */
export function checkIds(ids: readonly string[], place: string): readonly string[] {
  if (!Array.isArray(ids)) {
    throw new HolonError('HOLON_INVALID_ARGUMENT', `${place}: ids must be an array of message ids`);
  }
  const list: readonly string[] = ids; // isArray has made it any
  for (const id of list) checkId(id, 'every id', place);
  return list;
}

/** No store that keeps UTF-8 could keep it as it is, or find it again. */
function malformed(id: string, name: string, place: string): HolonError {
  return new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: ${name} holds half a surrogate pair: ${JSON.stringify(id)}`,
    { hint: 'Do not cut text within a character; text.toWellFormed() mends it.' },
  );
}

/** A callback as users give it. @throws HOLON_INVALID_ARGUMENT */
export function checkFunction(value: unknown, name: string, place: string): void {
  if (typeof value === 'function') return;
  throw new HolonError('HOLON_INVALID_ARGUMENT', `${place}: ${name} must be a function`);
}
