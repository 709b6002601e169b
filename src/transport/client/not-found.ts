import { markRemote } from '../../errors/error-origin';
import { HolonError, isHolonError } from '../../errors/holon-error';
import { didYouMean } from '../../util/did-you-mean';
import { exchange, type ExchangeParts } from './exchange';
import { missingAt, NOTHING } from './missing';
import type { Target } from './target';
import type { WireRequest } from './wire-request';

/** What is only to help a message must not hold up the error for long. */
const LONGEST_MS = 2_000;

/** The error of what is not there, with the nearest name that is public there, where one is near; others as they are. */
export async function withNearestName(
  error: HolonError,
  target: Target,
  request: WireRequest,
  parts: ExchangeParts & { readonly leftMs: number },
): Promise<HolonError> {
  if (!isHolonError(error, 'HOLON_NOT_FOUND') || !error.message.startsWith(NOTHING)) return error;
  const missing = missingAt(target, request);
  if (missing?.list === undefined) return error;
  const path = `/${missing.list}`;
  const listing = { method: 'GET', path, repeatable: true, signal: request.signal } as const;
  const token = await target.credentials.get().catch(() => undefined);
  const timeoutMs = Math.max(0, Math.min(parts.leftMs, LONGEST_MS));
  const outcome = await exchange({ target, request: listing, token, timeoutMs }, parts);
  if (outcome.kind !== 'answered') return error;
  const meant = didYouMean(missing.id, namesIn(outcome.body, missing.list));
  if (meant === '') return error;
  const { code, hint } = error;
  return markRemote(new HolonError(code, `${error.message}${meant}`, { hint }));
}

/** Whatever was answered: what is no name is left out. */
function namesIn(body: unknown, list: 'channels' | 'systems'): readonly string[] {
  const listed = ((body ?? {}) as Readonly<Record<string, unknown>>)[list]; // looked at below
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((one: unknown) => {
    const { id, system_id: systemId } = (one ?? {}) as { id?: unknown; system_id?: unknown }; // see above
    const name = list === 'channels' ? id : systemId;
    return typeof name === 'string' ? name : [];
  });
}
