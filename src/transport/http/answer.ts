import { HolonError } from '../../errors/holon-error';
import type { BufferedAnswer } from './route';

const JSON_HEADERS = Object.freeze(['Content-Type', 'application/json; charset=utf-8']);

/** `value` as JSON. */
export function jsonAnswer(value: unknown, status = 200): BufferedAnswer {
  return { status, headers: JSON_HEADERS, body: JSON.stringify(value) };
}

/** JSON that is text already. */
export function jsonTextAnswer(body: string): BufferedAnswer {
  return { status: 200, headers: JSON_HEADERS, body };
}

/**
 * Text of any type. @param contentType `text/html; charset=utf-8`
 * @param headers name, value, name, value, …; they win over those that all answers have
 */
export function textAnswer(
  body: string | Buffer,
  contentType: string,
  headers: readonly string[] = [],
): BufferedAnswer {
  return { status: 200, headers: ['Content-Type', contentType, ...headers], body };
}

/** The answer with more headers: name, value, name, value, … */
export function withHeaders(answer: BufferedAnswer, headers: readonly string[]): BufferedAnswer {
  return { ...answer, headers: [...answer.headers, ...headers] };
}

/** What does not exist, is private, or is not for callers: always the same words. */
export function notFound(): HolonError {
  return new HolonError('HOLON_NOT_FOUND', 'There is nothing public of this name');
}

/** What the caller sent is not what the protocol says. */
export function invalidRequest(detail: string, hint?: string): HolonError {
  return new HolonError('HOLON_INVALID_REQUEST', detail, { hint });
}
