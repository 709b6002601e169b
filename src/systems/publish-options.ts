/** The part of an Express app that a hook may count on; cast it to `Express` for more. */
export interface HttpApp {
  use(...handlers: never[]): unknown;
  get(path: string, ...handlers: never[]): unknown;
  post(path: string, ...handlers: never[]): unknown;
  set(name: string, value: unknown): unknown;
}

/** Limits on what comes from outside. A request beyond one is refused and changes nothing. */
export interface PublishLimits {
  /** @defaultValue 1 048 576 */
  readonly bodyBytes?: number;
  /** Levels of objects and arrays in a body. @defaultValue 32 */
  readonly depth?: number;
  /** Keys and array items in a body. @defaultValue 10 000 */
  readonly keys?: number;
  /** Messages in one answer. @defaultValue 1 000 */
  readonly readMessages?: number;
  /** Bytes of messages in one answer; it holds one message in any case. @defaultValue 16 777 216 */
  readonly answerBytes?: number;
  /** Messages in one batch. @defaultValue 1 000 */
  readonly batchMessages?: number;
  /** Requests a caller may send a second, with bursts of twice that; `Infinity` for no limit. @defaultValue 1 000 */
  readonly requestsPerSecond?: number;
  /** Event streams, waiting reads and service calls that one caller may have under way. @defaultValue 100 */
  readonly streamsPerCaller?: number;
  /** The same of all callers together. @defaultValue 10 000 */
  readonly streams?: number;
  /** Longest `wait` of a read. @defaultValue 60 000 */
  readonly waitMs?: number;
  /** Longest time that a caller may claim, extend or hide a message for. @defaultValue 86 400 000 (a day) */
  readonly claimMs?: number;
  /** Longest time of a service call, and its time where nobody says one. @defaultValue 300 000 */
  readonly serviceMs?: number;
  /** Time for a whole request to arrive, and the longest in which nothing of an answer is taken. @defaultValue 30 000 */
  readonly requestMs?: number;
  /** @defaultValue 16 384 */
  readonly headerBytes?: number;
}

/** A discovery channel in another process. */
export interface RegistryAddress {
  /** Address of the app that has it. */
  readonly url: string;
  readonly channelId: string;
  /** A token that may write there. */
  readonly token?: string;
}

/**
 * Which proxies are believed when they say whose request they forward: so many before the server, or those with these
 * addresses. `false` for none.
 */
export type TrustProxy = number | readonly string[] | false;

/** What `publish` takes. */
export interface PublishOptions {
  /** @defaultValue '127.0.0.1' */
  readonly host?: string;
  /** 0 for any free port. @defaultValue 0 */
  readonly port?: number;
  /** Where others reach the app, when that is not where it listens. Announced to registries. */
  readonly publicUrl?: string;
  readonly limits?: PublishLimits;
  /**
   * Adds routes and middleware of your own to the Express app behind holon's routes; paths that holon answers never
   * come to it.
   */
  readonly configure?: (app: HttpApp) => void;
  /**
   * Proxies before the app whose `X-Forwarded-For` is believed, as in Express: how many there are, or their addresses
   * (`'10.0.0.7'`, `'10.0.0.0/8'`, `'loopback'`, `'linklocal'`, `'uniquelocal'`). Wrong tokens, and the requests of
   * callers without one, are counted by the address that this tells. @defaultValue false
   */
  readonly trustProxy?: TrustProxy;
  /** Discovery channels of other processes to announce the app in, beside its own. */
  readonly registries?: readonly RegistryAddress[];
  /** Milliseconds an announcement lives; renewed three times in that time; an hour at most. @defaultValue 30 000 */
  readonly registrationTtlMs?: number;
  /** `/openapi.json`, `/asyncapi.json` and `/docs`. @defaultValue true */
  readonly documents?: boolean;
  /** `/metrics`. @defaultValue true */
  readonly metrics?: boolean;
  /**
   * Lets an app that checks nobody listen on an address that other machines reach. Only behind a proxy that checks.
   * @defaultValue false
   */
  readonly allowInsecure?: boolean;
}

/** A published app. */
export interface Published {
  /** Where it answers, `http://127.0.0.1:8080`. */
  readonly url: string;
}
