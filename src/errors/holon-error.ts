import { ERROR_CODES, type HolonErrorCode } from './error-codes';

/** What a thrower says beyond the code. */
export interface HolonErrorOptions {
  /** The cure at this very place; the table's hint where left out. */
  readonly hint?: string | undefined;
  /** From the root to the place that failed, outermost first. */
  readonly path?: readonly string[] | undefined;
  readonly cause?: unknown;
  /** The single problems, where several were collected. */
  readonly problems?: readonly HolonError[] | undefined;
  /** The fields of the content that are wrong, as `field: what is wrong`. */
  readonly fields?: readonly string[] | undefined;
}

/** The only error holon throws. `code` is stable; `message` and `hint` are for people. */
export class HolonError extends Error {
  override readonly name = 'HolonError';
  readonly code: HolonErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly path?: readonly string[];
  readonly problems?: readonly HolonError[];
  readonly fields?: readonly string[];

  constructor(code: HolonErrorCode, message: string, options: HolonErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const facts = ERROR_CODES[code];
    this.code = code;
    this.hint = options.hint ?? facts.hint;
    this.retryable = facts.retryable;
    if (options.path !== undefined) this.path = options.path;
    if (options.problems !== undefined) this.problems = options.problems;
    if (options.fields !== undefined) this.fields = options.fields;
  }
}

/** Whether `error` is a `HolonError`, of `code` where one is given. */
export function isHolonError(error: unknown, code?: HolonErrorCode): error is HolonError {
  return error instanceof HolonError && (code === undefined || error.code === code);
}
