import { countOf, flagOf, queryFields, spanMsOf, textOf, wordOf } from './fields';

/** The query of `GET /channels/{id}`. */
export interface ReadRequest {
  readonly exclusive: boolean;
  readonly limit: number;
  readonly after: string | undefined;
  readonly from: 'start' | 'now' | undefined;
  readonly waitMs: number;
  /** How long claims last. */
  readonly timeoutMs: number | undefined;
}

const MESSAGES = 10;

const PLAIN: ReadRequest = Object.freeze({
  exclusive: false,
  limit: MESSAGES,
  after: undefined,
  from: undefined,
  waitMs: 0,
  timeoutMs: undefined,
});

/** @throws HOLON_INVALID_REQUEST */
export function decodeReadRequest(
  query: ReadonlyMap<string, string>,
  limits: { readonly readMessages: number; readonly waitMs: number; readonly claimMs: number },
): ReadRequest {
  if (query.size === 0)
    return limits.readMessages < MESSAGES ? { ...PLAIN, limit: limits.readMessages } : PLAIN;
  const fields = queryFields(query);
  return {
    exclusive: flagOf(fields, 'exclusive'),
    limit: countOf(fields, 'limit', limits.readMessages) ?? Math.min(MESSAGES, limits.readMessages),
    after: textOf(fields, 'after'),
    from: wordOf(fields, 'from', ['start', 'now']),
    waitMs: spanMsOf(fields, 'wait', limits.waitMs) ?? 0,
    timeoutMs: spanMsOf(fields, 'timeout', limits.claimMs),
  };
}
