import type { Provider, ProviderScope, Token } from '../decorators/declarations';
import { readParameters } from '../decorators/metadata-storage';
import { noTypeInfo } from '../decorators/type-info';
import type { HolonError } from '../errors/holon-error';

/** A provider in one form, whatever way it was written. */
export interface ProviderDefinition {
  /** What it is registered by; unique, so that two providers of one token never meet. */
  readonly key: symbol;
  readonly token: Token;
  readonly scope: ProviderScope;
  readonly dependencies: readonly Token[];
  readonly source:
    | { readonly kind: 'class'; readonly construct: (dependencies: readonly unknown[]) => unknown }
    | { readonly kind: 'factory'; readonly create: (dependencies: readonly unknown[]) => unknown }
    | { readonly kind: 'value'; readonly value: unknown }
    | { readonly kind: 'alias' };
  /** Constructor parameters that name nothing to inject. */
  readonly problems: readonly HolonError[];
}

/** A token as people know it. */
export function tokenName(token: Token): string {
  if (typeof token === 'function') return token.name;
  return typeof token === 'symbol' ? token.toString() : `'${token}'`;
}

/** What a token leads to when aliases are followed; the token itself where it is none, or where they go in a circle. */
export function targetOf(token: Token, visible: ReadonlyMap<Token, ProviderDefinition>): Token {
  const seen = new Set<Token>();
  for (let target = token; !seen.has(target);) {
    const definition = visible.get(target);
    const [next] = definition?.dependencies ?? [];
    if (definition?.source.kind !== 'alias' || next === undefined) return target;
    seen.add(target);
    target = next;
  }
  return token;
}

/** Definitions of providers; the same provider always has the same definition, so that what it makes is shared. */
export class ProviderDefinitions {
  private readonly known = new Map<Provider, ProviderDefinition>();

  of(provider: Provider): ProviderDefinition {
    let definition = this.known.get(provider);
    if (definition === undefined) {
      definition = define(provider);
      this.known.set(provider, definition);
    }
    return definition;
  }
}

function define(provider: Provider): ProviderDefinition {
  if (typeof provider === 'function') return ofClass(provider, provider, 'app');
  if (isPair(provider)) return ofValue(provider[0], provider[1]);
  if ('useClass' in provider) {
    return ofClass(provider.provide, provider.useClass, provider.scope ?? 'app');
  }
  const { provide: token } = provider;
  if ('useFactory' in provider) {
    const { useFactory, inject = [], scope = 'app' } = provider;
    const create = (dependencies: readonly unknown[]): unknown => useFactory(...dependencies);
    return {
      key: keyOf(token),
      token,
      scope,
      dependencies: inject,
      source: { kind: 'factory', create },
      problems: [],
    };
  }
  if ('useExisting' in provider) {
    // An alias lives as long as whom it asks, so it never captures anything itself.
    return {
      key: keyOf(token),
      token,
      scope: 'system',
      dependencies: [provider.useExisting],
      source: { kind: 'alias' },
      problems: [],
    };
  }
  return ofValue(token, provider.useValue);
}

function ofClass(
  token: Token,
  providedClass: new (...args: unknown[]) => unknown,
  scope: ProviderScope,
): ProviderDefinition {
  const parameters = readParameters(providedClass);
  const nameless = parameters.filter((parameter) => parameter.token === undefined);
  return {
    key: keyOf(token),
    token,
    scope,
    dependencies: parameters.flatMap((parameter) => parameter.token ?? []),
    source: {
      kind: 'class',
      construct: (dependencies) => new providedClass(...dependencies),
    },
    problems: nameless.map((parameter) => noTypeInfo(providedClass, parameter)),
  };
}

function ofValue(token: Token, value: unknown): ProviderDefinition {
  return {
    key: keyOf(token),
    token,
    scope: 'app',
    dependencies: [],
    source: { kind: 'value', value },
    problems: [],
  };
}

function keyOf(token: Token): symbol {
  return Symbol(tokenName(token));
}

function isPair(provider: Provider): provider is readonly [Token, unknown] {
  return Array.isArray(provider);
}
