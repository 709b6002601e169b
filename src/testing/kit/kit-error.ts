import type { HolonErrorCode } from '../../errors/error-codes';
import { HolonError } from '../../errors/holon-error';
import { type CallPlace, callPlace, isWithinCallback, userFrames } from './call-place';

/**
 * An error for who writes a test. Runners print the message alone, so the cure stands in it too, and the first frame of
 * the stack is the line of the test.
 */
export function kitError(
  code: HolonErrorCode,
  message: string,
  options: { readonly hint?: string; readonly cause?: unknown } = {},
): HolonError {
  const { hint } = options;
  const told = hint === undefined ? message : `${message}\n${hint}`;
  return withFrames(new HolonError(code, told, options), {});
}

/**
 * The same error as who writes a test needs it: with the cure in its message, which is all that some runners print, and
 * with a stack that begins where the test called, which is `place`; or where a function of the test was when it threw
 * the error within that call, unless `isOutermost`. What is no error of holon's is not touched.
 */
export function pointAtTest<E>(error: E, place: CallPlace, { isOutermost = false } = {}): E {
  if (!(error instanceof HolonError)) return error;
  if (!error.message.includes(error.hint)) error.message += `\n${error.hint}`;
  return withFrames(error, place, isOutermost);
}

/** Errors that a function of the test has thrown within a call of the kit: their own line is the one to change. */
const nearer = new WeakSet<HolonError>();

function withFrames<E extends HolonError>(error: E, place: CallPlace, isOutermost = false): E {
  const called = userFrames(place);
  if (isWithinCallback(error)) nearer.add(error);
  const isNearer = !isOutermost && nearer.has(error);
  const shown = called.length === 0 || isNearer ? userFrames(error) : called;
  error.stack = [`${error.name}: ${error.message}`, ...shown].join('\n');
  return error;
}

/** Runs a call of the kit that waits: errors of holon's out of it point at the line that made the call. */
export async function told<R>(
  work: () => Promise<R>,
  place: CallPlace = callPlace(),
  options: { readonly isOutermost?: boolean } = {},
): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw pointAtTest(error, place, options);
  }
}

/** The same of a call that answers at once. */
export function toldAtOnce<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    throw pointAtTest(error, {});
  }
}
