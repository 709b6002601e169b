import type { AnyChannelClass, ContentOf } from '../model/channel-class';
import type { Eventually } from '../model/json';
import type { Logger } from '../observability/logger';
import type { RandomSource } from '../util/random';

/** A token, or what gives one; that is asked again when the server says that the token has ended. */
export type RemoteToken = string | (() => Eventually<string>);

/** How calls to another process are made. */
export interface RemoteCallOptions {
  /** Longest time that one operation may take, tries again included; waits asked for come on top. @defaultValue 30 000 */
  readonly timeoutMs?: number;
  /** Told of connections that are lost and made again, and of handlers that throw. @defaultValue silent */
  readonly logger?: Logger;
  /** Hears why a subscription has ended by itself. */
  readonly onError?: (error: unknown) => void;
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Spreads tries again, and chooses among addresses. @defaultValue the chance of the machine */
  readonly random?: RandomSource;
}

/** A published app, and who calls. */
export interface RemoteOptions extends RemoteCallOptions {
  /** Where the app answers, with the path below which it is mounted: `https://plant.example/holon`. */
  readonly url: string;
  /** @defaultValue the id of the calling system, which only an app without security believes */
  readonly token?: RemoteToken;
}

/** The token for an address that a registry named; undefined for none. */
export type TokenFor = (url: string) => Eventually<string | undefined>;

/** How what a registry names is chosen and called. */
export interface DiscoveryOptions extends RemoteCallOptions {
  /** The discovery channel to ask. @defaultValue the only one that the client can read */
  readonly registry?: AnyChannelClass;
  /**
   * A text goes only to `origins`, or, where none are given, to loopback, if no registry elsewhere named it, and,
   * over https, to the address of a remote registry; a function decides for itself.
   * @defaultValue the id of the calling system, which only an app without security believes
   */
  readonly token?: string | TokenFor;
  /** The only origins that are called: `https://plant.example`. @defaultValue all that are registered */
  readonly origins?: readonly string[];
  /** Which of several is next. @defaultValue 'round-robin' */
  readonly balance?: 'round-robin' | 'random';
}

/** Methods of a system that may be called from afar: those that take an input, and at most a context behind it. */
export type ServiceName<S> = {
  [K in keyof S & string]: S[K] extends (...args: infer Args) => unknown
    ? Args extends readonly [] | readonly [unknown?] | readonly [unknown?, unknown?]
      ? K
      : never
    : never;
}[keyof S & string];

/** What the service takes; `undefined` where it takes nothing. */
export type ServiceInput<S, M extends keyof S> = S[M] extends (...args: infer Args) => unknown
  ? Args extends readonly [unknown?, ...unknown[]]
    ? Args[0]
    : undefined
  : never;

export type ServiceOutput<S, M extends keyof S> = S[M] extends (...args: never[]) => infer Result
  ? Awaited<Result>
  : never;

/** How long to wait for one call of a service. */
export interface ServiceCallOptions {
  /** Also the time that the service is given. @defaultValue that of the connection, 30 000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** How `client.call` finds the system, and how long it waits. */
export interface DiscoveredCallOptions extends DiscoveryOptions, ServiceCallOptions {
  /** The id of the system, where several fit and only one is meant. */
  readonly systemId?: string;
}

/** A class of systems; only its type and what its decorators say are used. */
export type ServiceClass<S> = abstract new (...args: never[]) => S;

/** What is kept in a discovery channel of class `C`. */
export type RegistrationsOf<C> = readonly ContentOf<C>[];
