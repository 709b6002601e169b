import type { HolonErrorCode } from '../../errors/error-codes';
import { HolonError } from '../../errors/holon-error';
import { isKit } from './call-place';

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
  const error = new HolonError(code, hint === undefined ? message : `${message}\n${hint}`, options);
  const lines = (error.stack ?? '').split('\n');
  error.stack = lines.filter((line) => !/^\s+at /.test(line) || !isKit(line)).join('\n');
  return error;
}
