/**
 * What the rest of holon must know of a channel at compile time, as an interface, so that declarations need not
 * import the classes that run. `BaseChannel` implements it.
 */
export interface ChannelType<T, Id extends string = string> {
  readonly id: Id;
  /** Never set; carries the content's type. */
  readonly contentType?: T;
}

/** A class whose instances are channels. */
export type AnyChannelClass = abstract new (...args: never[]) => ChannelType<unknown>;

/** The content type of a channel class. */
export type ContentOf<C> = C extends abstract new (...args: never[]) => {
  readonly contentType?: infer T;
}
  ? Exclude<T, undefined>
  : never;

/** Channel classes that can be read by cursor; every reader sees every message. */
export type Sharable<C> = C extends abstract new (...args: never[]) => { readonly claimsOnly: true }
  ? never
  : C;

/** Channel classes that can be claimed from; every message has one holder. */
export type Claimable<C> = C extends abstract new (...args: never[]) => {
  readonly cursorsOnly: true;
}
  ? never
  : C;
