import { ERROR_CODES, type HolonErrorCode } from '../errors/error-codes';
import { isRemote } from '../errors/error-origin';
import { HolonError } from '../errors/holon-error';
import type { Logger } from '../observability/logger';

/**
 * What a method throws of these is an answer to its caller, text and all. Nothing that a method can use of its own
 * process throws them, so that no text about a private channel goes out by accident.
 */
const ANSWERS: ReadonlySet<HolonErrorCode> = new Set([
  'HOLON_NOT_FOUND',
  'HOLON_INVALID_REQUEST',
  'HOLON_RATE_LIMITED',
]);

/**
 * Of these the caller learns the code, so that he knows whether to change something or to come again. The text may
 * speak of channels that he must not know, and goes to the log.
 */
const HINTS: ReadonlySet<HolonErrorCode> = new Set([
  'HOLON_FORBIDDEN',
  'HOLON_INVALID_ARGUMENT',
  'HOLON_BACKPRESSURE',
  'HOLON_DRAINING',
  'HOLON_STORE_FAILED',
]);

/** Who called what, for the log. */
export type ServiceFacts = Readonly<Record<'systemId' | 'service' | 'callerId', string>>;

/** What the caller is told of what a method threw. */
export function toCallerError(
  error: unknown,
  name: string,
  logger: Logger,
  facts: ServiceFacts,
): HolonError {
  // What another app has answered is for this one: the caller knows neither its address nor what was asked there.
  if (error instanceof HolonError && !isRemote(error)) {
    if (ANSWERS.has(error.code)) return error;
    if (HINTS.has(error.code)) {
      logger.warn('service.refused', { ...facts, error });
      return new HolonError(error.code, `${name}: ${ERROR_CODES[error.code].meaning}`);
    }
  }
  return serviceFailed(error, name, logger, facts);
}

/** Says nothing of the cause, which goes to the log. */
export function serviceFailed(
  cause: unknown,
  name: string,
  logger: Logger,
  facts: ServiceFacts,
): HolonError {
  logger.error('service.failed', { ...facts, error: cause });
  return new HolonError('HOLON_SERVICE_FAILED', `${name} failed`);
}
