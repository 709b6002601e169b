/** What survives a round trip through JSON unchanged; the only thing a channel carries. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A value that is there at once, or later. Lets an in-memory store answer without a turn of the event loop. */
export type Eventually<T> = T | Promise<T>;
