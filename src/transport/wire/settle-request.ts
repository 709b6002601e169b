import { fieldsOf, flagOf, spanMsOf, textOf, textsOf, wrong } from './fields';

/** Messages that a caller settles; a claim token tells this claim from a later one of the same message. */
export interface SettleRequest {
  readonly claims: readonly { readonly id: string; readonly token?: string | number }[];
}

/** The body of `POST /channels/{id}/nack`. */
export interface NackRequest extends SettleRequest {
  readonly delayMs: number | undefined;
  readonly reason: string | undefined;
  /** As if it had not been claimed: counts as no attempt. */
  readonly release: boolean;
}

/** The body of `POST /channels/{id}/extend`. */
export interface ExtendRequest extends SettleRequest {
  readonly timeoutMs: number | undefined;
}

/** @throws HOLON_INVALID_REQUEST, as all here */
export function decodeSettleRequest(body: unknown): SettleRequest {
  const ids = decodeIds(body);
  const tokens = fieldsOf(body).get('claim_tokens');
  if (tokens === undefined) return { claims: ids.map((id) => ({ id })) };
  if (!Array.isArray(tokens) || tokens.length !== ids.length) {
    throw wrong('claim_tokens must be an array with one token for each of message_ids');
  }
  return {
    claims: ids.map((id, index) => {
      const token: unknown = tokens[index];
      if (token === null) return { id };
      if (typeof token !== 'string' && typeof token !== 'number') {
        throw wrong('Each of claim_tokens must be as it was given with the claim');
      }
      return { id, token };
    }),
  };
}

/** How long a caller may keep a message from others. */
interface ClaimLimits {
  readonly claimMs: number;
}

export function decodeNackRequest(body: unknown, limits: ClaimLimits): NackRequest {
  const fields = fieldsOf(body);
  const request = {
    ...decodeSettleRequest(body),
    delayMs: spanMsOf(fields, 'delay', limits.claimMs),
    reason: textOf(fields, 'reason'),
    release: flagOf(fields, 'release'),
  };
  if (request.release && (request.delayMs !== undefined || request.reason !== undefined)) {
    throw wrong(
      'release goes without delay and reason: the message is as if it had not been claimed',
    );
  }
  return request;
}

export function decodeExtendRequest(body: unknown, limits: ClaimLimits): ExtendRequest {
  const timeoutMs = spanMsOf(fieldsOf(body), 'timeout', limits.claimMs);
  return { ...decodeSettleRequest(body), timeoutMs };
}

/** `message_ids` of any body. */
export function decodeIds(body: unknown): readonly string[] {
  const ids = textsOf(fieldsOf(body), 'message_ids');
  if (ids === undefined) throw wrong('message_ids is missing');
  return ids;
}
