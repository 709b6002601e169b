import type { HolonErrorCode } from '../../errors/error-codes';
import { HolonError } from '../../errors/holon-error';

const CODES: ReadonlyMap<number, HolonErrorCode> = new Map([
  [400, 'HOLON_INVALID_REQUEST'],
  [401, 'HOLON_UNAUTHENTICATED'],
  [403, 'HOLON_FORBIDDEN'],
  [404, 'HOLON_NOT_FOUND'],
  [405, 'HOLON_INVALID_REQUEST'],
  [413, 'HOLON_TOO_LARGE'],
  [415, 'HOLON_INVALID_REQUEST'],
  [422, 'HOLON_INVALID_CONTENT'],
  [429, 'HOLON_RATE_LIMITED'],
  [431, 'HOLON_TOO_LARGE'],
]);

/**
 * The error of an answer that is no problem of this protocol: from an SSSN server, which says `detail` and no code,
 * from Node itself, or from a proxy, whose word counts only where it says that it has let nothing through.
 */
export function refusedStatus(status: number, body: unknown, name: string): HolonError {
  const { detail } = (body ?? {}) as { detail?: unknown }; // whatever was answered
  const said = typeof detail === 'string' ? `: ${detail}` : '';
  const fromProxy = typeof detail !== 'string' && status !== 429 && status !== 431;
  const code = fromProxy ? undefined : CODES.get(status);
  return new HolonError(code ?? 'HOLON_REMOTE_FAILED', `${name} answered ${String(status)}${said}`);
}
