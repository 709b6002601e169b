/** What a user writes in decorator options besides plain values: content types, tokens, providers. */
import type { DtoClass } from '../model/content-type';

export type { Access } from '../model/channel-access';
export type { AnyChannelClass } from '../model/channel-class';
export type { ContentType, DtoClass } from '../model/content-type';

/** What a provider is asked for by. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- abstract classes and classes with any constructor are tokens
export type Token<T = any> = (abstract new (...args: any[]) => T) | symbol | string;

/** How long a provided object lives: as the app, or one per system. */
export type ProviderScope = 'app' | 'system';

export interface ClassProvider<T = unknown> {
  readonly provide: Token<T>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see Token
  readonly useClass: new (...args: any[]) => T;
  /** @defaultValue 'app' */
  readonly scope?: ProviderScope;
}

export interface ValueProvider<T = unknown> {
  readonly provide: Token<T>;
  readonly useValue: T;
}

export interface FactoryProvider<T = unknown> {
  readonly provide: Token<T>;
  /** May be async: the app waits for it before anything that needs it is built. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- parameters are what `inject` names
  readonly useFactory: (...args: any[]) => T | Promise<T>;
  readonly inject?: readonly Token[];
  /** @defaultValue 'app' */
  readonly scope?: ProviderScope;
}

export interface AliasProvider<T = unknown> {
  readonly provide: Token<T>;
  readonly useExisting: Token<T>;
}

/** `[Token, value]` is short for a value provider, a bare class for a class provider of itself. */
export type Provider =
  | DtoClass
  | readonly [Token, unknown]
  | ClassProvider
  | ValueProvider
  | FactoryProvider
  | AliasProvider;
