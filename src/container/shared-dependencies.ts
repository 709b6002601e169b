import type { Token } from '../decorators/declarations';
import { HolonError } from '../errors/holon-error';
import { type ProviderDefinition, targetOf, tokenName } from './provider-definition';
import type { SystemPlan } from './system-plan';

type Visible = ReadonlyMap<Token, ProviderDefinition>;

interface FirstUse {
  readonly systemId: string;
  readonly dependencies: readonly (ProviderDefinition | undefined)[];
}

/**
 * Whether a provider that lives as long as the app gets the same dependencies wherever it is asked for. It is built
 * once, so otherwise whoever asks first would decide what all others get.
 */
export class SharedDependencies {
  private readonly first = new Map<ProviderDefinition, FirstUse>();

  check(definition: ProviderDefinition, plan: SystemPlan, visible: Visible): readonly HolonError[] {
    const dependencies = definition.dependencies.map((token) =>
      visible.get(targetOf(token, visible)),
    );
    const first = this.first.get(definition);
    if (first === undefined) {
      this.first.set(definition, { systemId: plan.id, dependencies });
      return [];
    }
    const name = tokenName(definition.token);
    return definition.dependencies
      .filter((_, index) => dependencies[index] !== first.dependencies[index])
      .map((token) => {
        const what = tokenName(token);
        return new HolonError(
          'HOLON_CAPTIVE_DEPENDENCY',
          `${name} lives as long as the app, but ${what} is another for '${plan.id}' than for '${first.systemId}'`,
          { hint: `Provide ${name} with scope: 'system', or ${what} once for both.` },
        );
      });
  }
}
