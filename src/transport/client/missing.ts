import { HolonError, isHolonError } from '../../errors/holon-error';
import type { Target } from './target';
import { pathOf, type WireRequest } from './wire-request';

/** What a server says of all that is not there or not public; which it was, only who asked can say. */
export const NOTHING = 'There is nothing public of this name';

/** What was asked for by its name. */
export interface Missing {
  readonly id: string;
  /** In a sentence: `channel 'orders'`. */
  readonly told: string;
  /** Where its like are listed; undefined where that is no help. */
  readonly list?: 'channels' | 'systems';
}

export function missingAt(target: Target, request: WireRequest): Missing | undefined {
  const [, kind, id, rest, name] = pathOf(target, request).split('/').map(decodeURIComponent);
  if (id === undefined) return undefined;
  if (kind === 'channels') return { id, told: `channel '${id}'`, list: 'channels' };
  if (kind !== 'systems') return undefined;
  if (rest !== 'services' || name === undefined) {
    return { id, told: `system '${id}'`, list: 'systems' };
  }
  return { id: name, told: `service '${name}' of system '${id}'` };
}

/** The error of a server with what was asked for, and where; others as they are. */
export function withName(error: HolonError, target: Target, request: WireRequest): HolonError {
  if (!isHolonError(error, 'HOLON_NOT_FOUND') || error.message !== NOTHING) return error;
  const missing = missingAt(target, request);
  if (missing === undefined) return error;
  const { code, hint } = error;
  const message = `${NOTHING}: ${missing.told} at ${target.address.url}`;
  return new HolonError(code, message, { hint });
}
