import { ERROR_CODES, type HolonErrorCode } from '../../errors/error-codes';
import { HolonError } from '../../errors/holon-error';

/** An error on the wire: FastAPI's `detail`, RFC 9457's names, and holon's. */
export interface WireProblem {
  readonly detail: string;
  readonly code: HolonErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly fields?: readonly string[];
}

/** Only message, hint and fields go out: no cause, no path, no stack. */
export function encodeProblem(error: HolonError, status: number): WireProblem {
  return {
    detail: error.message,
    code: error.code,
    hint: error.hint,
    retryable: error.retryable,
    type: 'about:blank',
    title: ERROR_CODES[error.code].meaning,
    status,
    ...(error.fields === undefined ? {} : { fields: error.fields }),
  };
}

/** What another process answered, as the error it threw; undefined where it is no problem of this protocol. */
export function decodeProblem(body: unknown): HolonError | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { code, detail, hint, fields } = body as Partial<Record<keyof WireProblem, unknown>>; // every field is checked
  if (typeof code !== 'string' || !Object.hasOwn(ERROR_CODES, code)) return undefined;
  return new HolonError(code as HolonErrorCode, typeof detail === 'string' ? detail : code, {
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(isTexts(fields) ? { fields } : {}),
  }); // hasOwn has checked the code
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
