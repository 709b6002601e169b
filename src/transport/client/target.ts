import type { Eventually } from '../../model/json';
import type { Address } from './address';
import type { Credentials } from './credentials';

/** One app that can be called. */
export interface Target {
  readonly address: Address;
  readonly credentials: Credentials;
}

/** Where the next try of a request goes. */
export interface Targets {
  /** @throws HOLON_NOT_FOUND where there is none at the moment */
  next(): Eventually<Target>;
  /** It did not answer, or said that it cannot: the next try had better go elsewhere. */
  failed(target: Target): void;
  /** Whether there may be another one than `target`. */
  readonly mayMove: boolean;
}

/** Always the one. */
export function onlyTarget(target: Target): Targets {
  return { next: () => target, failed: () => undefined, mayMove: false };
}
