import type { DependencyContainer } from 'tsyringe';
import type { Token } from '../decorators/declarations';
import { HolonError } from '../errors/holon-error';
import { type ProviderDefinition, tokenName } from './provider-definition';

/** Where one system's dependencies come from. */
export interface InjectionScope {
  /** Ids from the root to the system, for errors. */
  readonly path: readonly string[];
  readonly visible: ReadonlyMap<Token, ProviderDefinition>;
  /** What holon itself gives this system: client, inbox, outbox, logger, clock. */
  readonly builtIn: ReadonlyMap<Token, unknown>;
  readonly container: DependencyContainer;
}

/** Something that a provider has made. */
export interface MadeInstance {
  readonly token: Token;
  readonly name: string;
  readonly instance: unknown;
}

/**
 * Builds instances with tsyringe. Every app has containers of its own and registers in them, under keys of its own,
 * exactly what the checked plan names; so nothing is shared with other apps, nothing unregistered is ever built, and
 * what lives per system is registered in that system's container only.
 */
export class Injector {
  private readonly tsyringe = loadTsyringe();
  private readonly app = this.tsyringe.container.createChildContainer();
  private readonly made: MadeInstance[] = [];

  scope(
    path: readonly string[],
    visible: ReadonlyMap<Token, ProviderDefinition>,
    builtIn: ReadonlyMap<Token, unknown>,
  ): InjectionScope {
    return { path, visible, builtIn, container: this.app.createChildContainer() };
  }

  /**
   * Builds `target` with its dependencies; async factories among them are awaited first.
   * @throws HOLON_PROVIDER_FAILED with the path to what threw
   */
  async build<T>(
    scope: InjectionScope,
    target: new (...args: never[]) => T,
    dependencies: readonly Token[],
  ): Promise<T> {
    for (const token of dependencies) await this.register(scope, token, [target.name]);
    const values = dependencies.map((token) => this.resolve(scope, token));
    return this.guard(scope, [target.name], () => new target(...(values as never[]))); // the plan was checked against the constructor
  }

  /** What has been made so far by class or factory, in order. */
  get instances(): readonly MadeInstance[] {
    return this.made;
  }

  private async register(
    scope: InjectionScope,
    token: Token,
    chain: readonly string[],
  ): Promise<void> {
    const definition = this.definition(scope, token);
    if (definition === undefined) return;
    const home = this.home(scope, definition);
    if (home.isRegistered(definition.key)) return;
    const inside = [...chain, tokenName(token)];
    for (const dependency of definition.dependencies) {
      await this.register(scope, dependency, inside);
    }
    const dependencies = (): readonly unknown[] =>
      definition.dependencies.map((dependency) => this.resolve(scope, dependency));
    const { source } = definition;
    if (source.kind === 'value') {
      home.register(definition.key, { useValue: source.value });
    } else if (source.kind === 'factory') {
      const instance = await this.guard(scope, inside, () => source.create(dependencies()));
      this.remember(token, instance);
      home.register(definition.key, { useFactory: () => instance });
    } else {
      const build = (): unknown => {
        if (source.kind === 'alias') return dependencies()[0];
        const instance = this.guard(scope, inside, () => source.construct(dependencies()));
        this.remember(token, instance);
        return instance;
      };
      home.register(definition.key, { useFactory: this.tsyringe.instanceCachingFactory(build) });
    }
  }

  private resolve(scope: InjectionScope, token: Token): unknown {
    const definition = this.definition(scope, token);
    if (definition === undefined) return scope.builtIn.get(token);
    return this.home(scope, definition).resolve(definition.key);
  }

  private definition(scope: InjectionScope, token: Token): ProviderDefinition | undefined {
    return scope.builtIn.has(token) ? undefined : scope.visible.get(token);
  }

  private home(scope: InjectionScope, definition: ProviderDefinition): DependencyContainer {
    return definition.scope === 'app' ? this.app : scope.container;
  }

  private remember(token: Token, instance: unknown): void {
    this.made.push({ token, name: tokenName(token), instance });
  }

  private guard<R>(scope: InjectionScope, chain: readonly string[], run: () => R): R {
    const failed = (cause: unknown): HolonError => {
      if (cause instanceof HolonError && cause.code === 'HOLON_PROVIDER_FAILED') return cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      const path = [...scope.path, ...chain];
      const message = `${chain.at(-1) ?? ''} could not be built: ${why}`;
      return new HolonError('HOLON_PROVIDER_FAILED', message, { path, cause });
    };
    try {
      const result = run();
      if (result instanceof Promise) {
        return result.catch((error: unknown) => {
          throw failed(error);
        }) as R; // a promise stays a promise of the same
      }
      return result;
    } catch (error) {
      throw failed(error);
    }
  }
}

/** Loaded with the first app, so that importing holon stays quick. */
function loadTsyringe(): typeof import('tsyringe') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at once
  return require('tsyringe') as typeof import('tsyringe');
}
