import type { HolonErrorCode } from '../../errors/error-codes';
import { HolonError } from '../../errors/holon-error';
import { encodeProblem } from '../wire/problem-codec';
import { RequestRefusal } from './request-refusal';
import type { BufferedAnswer } from './route';

/** Codes that callers are told of, and the status of each. All others are told as a failure without detail. */
const STATUS: ReadonlyMap<HolonErrorCode, number> = new Map([
  ['HOLON_INVALID_REQUEST', 400],
  ['HOLON_INVALID_ARGUMENT', 400],
  ['HOLON_UNSUPPORTED_OPERATION', 400],
  ['HOLON_UNAUTHENTICATED', 401],
  ['HOLON_FORBIDDEN', 403],
  ['HOLON_SENDER_MISMATCH', 403],
  ['HOLON_INSECURE_PUBLISH', 403],
  ['HOLON_NOT_FOUND', 404],
  ['HOLON_MESSAGE_NOT_FOUND', 404],
  ['HOLON_CLAIM_LOST', 409],
  ['HOLON_TRANSACTION_FAILED', 409],
  ['HOLON_TOO_LARGE', 413],
  ['HOLON_MESSAGE_TOO_LARGE', 413],
  ['HOLON_INVALID_CONTENT', 422],
  ['HOLON_NOT_SERIALISABLE', 422],
  ['HOLON_RATE_LIMITED', 429],
  ['HOLON_BACKPRESSURE', 429],
  ['HOLON_SERVICE_FAILED', 500],
  ['HOLON_DRAINING', 503],
  ['HOLON_CHANNEL_CLOSED', 503],
  ['HOLON_CHANNEL_NOT_STARTED', 503],
  ['HOLON_HANDLER_TIMEOUT', 504],
]);

const RETRY_AFTER_SECONDS = '1';

/** Whether callers may be told what `error` says. */
export function isTold(error: unknown): error is HolonError {
  return error instanceof HolonError && STATUS.has(error.code);
}

/** @param error one that callers may be told of */
export function problemAnswer(error: HolonError): BufferedAnswer {
  const refusal = error instanceof RequestRefusal ? error : undefined;
  const status = refusal?.status ?? STATUS.get(error.code) ?? 503;
  return {
    status,
    headers: [
      'Content-Type',
      'application/problem+json',
      ...(refusal?.headers ?? []),
      ...(status === 401 ? ['WWW-Authenticate', 'Bearer'] : []),
      ...waitOf(status, refusal),
    ],
    body: JSON.stringify(encodeProblem(error, status)),
  };
}

/** What is said of anything else. @param reference what the log calls it */
export function failureAnswer(reference: string): BufferedAnswer {
  return problemAnswer(
    new RequestRefusal('HOLON_STORE_FAILED', `The request failed; reference ${reference}`, {
      hint: 'Try again; if it goes on, the operator finds the cause in the log by the reference.',
      status: 503,
    }),
  );
}

function waitOf(status: number, refusal: RequestRefusal | undefined): readonly string[] {
  if ((status !== 429 && status !== 503) || refusal?.headers.includes('Retry-After') === true) {
    return [];
  }
  return ['Retry-After', RETRY_AFTER_SECONDS];
}
