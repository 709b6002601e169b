import type { DependencyContainer, FactoryFunction } from 'tsyringe';
import type { Token } from '../decorators/declarations';
import { HolonError } from '../errors/holon-error';
import { type ProviderDefinition, targetOf, tokenName } from './provider-definition';

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
  readonly definition: ProviderDefinition;
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

  /** @param builtIn what holon itself gives to what lives as long as the app */
  constructor(private readonly builtIn: ReadonlyMap<Token, unknown>) {}

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
    const inside = [...chain, tokenName(definition.token)];
    // What outlives a system gets nothing that is the system's own: its logger would name whoever asked first.
    const within = definition.scope === 'app' ? { ...scope, builtIn: this.builtIn } : scope;
    for (const dependency of definition.dependencies) {
      await this.register(within, dependency, inside);
    }
    const dependencies = (): readonly unknown[] =>
      definition.dependencies.map((dependency) => this.resolve(within, dependency));
    const { source } = definition;
    let provide: FactoryFunction<unknown>;
    if (source.kind === 'factory') {
      const given = dependencies();
      const create = async (): Promise<unknown> => source.create(given);
      const instance = await create().catch((cause: unknown) => {
        throw failed(scope, inside, cause);
      });
      this.made.push({ definition, instance });
      provide = () => instance;
    } else if (source.kind === 'class') {
      provide = this.tsyringe.instanceCachingFactory(() => {
        const given = dependencies();
        const instance = this.guard(scope, inside, () => source.construct(given));
        this.made.push({ definition, instance });
        return instance;
      });
    } else {
      const value = source.kind === 'value' ? source.value : undefined;
      provide = () => value;
    }
    // Always as a factory: tsyringe takes a value of null or undefined for none.
    home.register(definition.key, { useFactory: provide });
  }

  private resolve(scope: InjectionScope, token: Token): unknown {
    const definition = this.definition(scope, token);
    if (definition === undefined) return scope.builtIn.get(targetOf(token, scope.visible));
    return this.home(scope, definition).resolve(definition.key);
  }

  /** Aliases are looked through; undefined for what is built in. */
  private definition(scope: InjectionScope, token: Token): ProviderDefinition | undefined {
    const target = targetOf(token, scope.visible);
    return scope.builtIn.has(target) ? undefined : scope.visible.get(target);
  }

  private home(scope: InjectionScope, definition: ProviderDefinition): DependencyContainer {
    return definition.scope === 'app' ? this.app : scope.container;
  }

  private guard<R>(scope: InjectionScope, chain: readonly string[], run: () => R): R {
    try {
      return run();
    } catch (cause) {
      throw failed(scope, chain, cause);
    }
  }
}

function failed(scope: InjectionScope, chain: readonly string[], cause: unknown): HolonError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HolonError(
    'HOLON_PROVIDER_FAILED',
    `${chain.at(-1) ?? ''} could not be built: ${why}`,
    {
      path: [...scope.path, ...chain],
      cause,
    },
  );
}

/** Loaded with the first app, so that importing holon stays quick. */
function loadTsyringe(): typeof import('tsyringe') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at once
  return require('tsyringe') as typeof import('tsyringe');
}
