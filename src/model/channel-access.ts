import type { AnyChannelClass } from './channel-class';

/** The one declaration of what a system may touch. `own` = read + write + host operations. */
export interface Access {
  readonly own?: readonly AnyChannelClass[];
  /** Read, claim, subscribe, settle. */
  readonly read?: readonly AnyChannelClass[];
  readonly write?: readonly AnyChannelClass[];
}

/** Access to nothing. */
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- declares no list, which is what {} means here
export type NoAccess = Record<never, never>;

export type AccessMode = keyof Access;

type Listed<A, K extends AccessMode> = A extends { readonly [P in K]: readonly (infer C)[] }
  ? C
  : never;

export type Owned<A> = Listed<A, 'own'>;
export type Readable<A> = Owned<A> | Listed<A, 'read'>;
export type Writable<A> = Owned<A> | Listed<A, 'write'>;

/** Ties a type to exactly one access declaration (invariant). Exists only for the compiler; never set. */
export interface HoldsAccess<A> {
  readonly declaredAccess?: (access: A) => A;
}
