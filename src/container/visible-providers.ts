import type { Provider, Token } from '../decorators/declarations';
import { type ProviderDefinition, ProviderDefinitions } from './provider-definition';
import type { SystemPlan } from './system-plan';

/**
 * Which provider answers a token at each system: the system's own, else its parents' (nearest first). What the app
 * was given at `createApp` wins over all of them: it is where a whole app is put together, and where tests replace.
 */
export class VisibleProviders {
  private readonly definitions = new ProviderDefinitions();
  private readonly atApp: ReadonlyMap<Token, ProviderDefinition>;
  private readonly cache = new Map<SystemPlan, ReadonlyMap<Token, ProviderDefinition>>();

  constructor(appProviders: readonly Provider[]) {
    this.atApp = this.byToken(appProviders);
  }

  /** Providers by token, as `plan` sees them. */
  at(plan: SystemPlan): ReadonlyMap<Token, ProviderDefinition> {
    let visible = this.cache.get(plan);
    if (visible === undefined) {
      const above = plan.parent === undefined ? [] : this.at(plan.parent);
      visible = new Map([...above, ...this.byToken(plan.metadata.providers), ...this.atApp]);
      this.cache.set(plan, visible);
    }
    return visible;
  }

  private byToken(providers: readonly Provider[]): ReadonlyMap<Token, ProviderDefinition> {
    return new Map(
      providers.map((provider) => {
        const definition = this.definitions.of(provider);
        return [definition.token, definition];
      }),
    );
  }
}
