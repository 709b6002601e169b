import type { Eventually } from '../../model/json';
import type { Address } from './address';
import type { Credentials } from './credentials';

/** One app that can be called. */
export interface Target {
  readonly address: Address;
  readonly credentials: Credentials;
}

/** How long a look at a registry may take. */
export interface LookUpTime {
  /** Milliseconds. @defaultValue as long as asking the registry takes */
  readonly withinMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where the next try of a request goes. */
export interface Targets {
  /** @throws HOLON_NOT_FOUND where there is none at the moment */
  next(time?: LookUpTime): Eventually<Target>;
  /** It did not answer, or said that it cannot: the next try had better go elsewhere. */
  failed(target: Target): void;
  /** Whether there may be another one than `target`. */
  readonly mayMove: boolean;
  /** What to do where who calls is not known to an app, when that is more than the app can say. */
  readonly tokenHint?: string | undefined;
}

/** Always the one. */
export function onlyTarget(target: Target): Targets {
  return { next: () => target, failed: () => undefined, mayMove: false };
}
