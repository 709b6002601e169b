import { ChannelClient } from '../../channels/channel-client';
import { planApp } from '../../container/plan-app';
import { ProviderDefinitions, tokenName } from '../../container/provider-definition';
import type { SystemPlan } from '../../container/system-plan';
import { CLOCK, DESCRIPTOR, LOGGER } from '../../container/tokens';
import { VisibleProviders } from '../../container/visible-providers';
import type { Provider, Token } from '../../decorators/declarations';
import type { SystemClass } from '../../decorators/metadata';
import { readParameters, readSubsystems } from '../../decorators/metadata-storage';
import type { HolonError } from '../../errors/holon-error';
import { Inbox } from '../../queues/inbox';
import { Outbox } from '../../queues/outbox';
import { didYouMean } from '../../util/did-you-mean';
import { kitError } from './kit-error';
import type { SystemOverride } from './replace-systems';

/** What holon gives: it is asked for, but never provided. */
const BUILT_IN: ReadonlySet<Token> = new Set<Token>([
  ChannelClient,
  Inbox,
  Outbox,
  CLOCK,
  DESCRIPTOR,
  LOGGER,
]);

/**
 * Whether every override names a system below `tested`. @throws HOLON_UNKNOWN_OVERRIDE, which lists what is there
 */
export function checkSystemOverrides(
  tested: SystemClass,
  overrides: readonly SystemOverride[],
): void {
  const below = systemsBelow(tested);
  for (const [real, fake] of overrides) {
    if (below.has(real)) {
      if (typeof fake === 'function') continue;
      throw unknown(
        `override of ${real.name} must be a class, not ${typeof fake}`,
        `Write override: [[${real.name}, Fake${real.name}]] with a class that stands in for it.`,
      );
    }
    const name = typeof real === 'function' ? real.name : String(real);
    const names = [...below].map((one) => one.name);
    const isTested = real === tested;
    throw unknown(
      isTested
        ? `override names ${name}, which is the system under test itself`
        : `override names ${name}, which is no subsystem of ${tested.name}${didYouMean(name, names)}`,
      names.length === 0
        ? `${tested.name} has no subsystems; what it is injected is replaced by providers: [[Token, value]].`
        : `Its subsystems are ${names.join(', ')}. What they are injected is replaced by providers: [[Token, value]].`,
    );
  }
}

/**
 * Whether every provider answers something that the tree below `root` asks for or declares.
 * @throws HOLON_UNKNOWN_OVERRIDE, which lists what is asked for
 */
export function checkProviderOverrides(
  root: SystemClass,
  tested: SystemClass,
  providers: readonly Provider[],
): void {
  const { root: plan, systems } = planApp(root, providers);
  if (plan === undefined) return; // no system at all, which the app says itself
  const known = new Set(systems.flatMap((plan) => [...tokensOf(plan, providers)]));
  const below = systemsBelow(tested);
  for (const token of tokensGiven(providers)) {
    if (known.has(token)) continue;
    const name = tokenName(token);
    const names = [...known].filter((one) => !BUILT_IN.has(one)).map(tokenName);
    const isSystem = below.has(token as SystemClass); // a set may be asked for anything
    throw unknown(
      `providers give ${name}, which nothing in ${tested.name} asks for${didYouMean(name, names)}`,
      isSystem
        ? `${name} is a subsystem: write override: [[${name}, Fake${name}]].`
        : names.length === 0
          ? `Nothing is injected into ${tested.name} but what holon gives it: remove the provider.`
          : `Asked for or declared there: ${names.join(', ')}.`,
    );
  }
}

/** Every token that `plan` and its channels ask for, directly or through providers, and those that it declares. */
function tokensOf(plan: SystemPlan, given: readonly Provider[]): ReadonlySet<Token> {
  const visible = new VisibleProviders(given).at(plan);
  const found = new Set(tokensGiven(plan.metadata.providers));
  const follow = (token: Token | undefined): void => {
    if (token === undefined || found.has(token)) return;
    found.add(token);
    visible.get(token)?.dependencies.forEach(follow);
  };
  for (const token of [...found]) visible.get(token)?.dependencies.forEach(follow);
  for (const target of [plan.systemClass, ...(plan.metadata.channels.own ?? [])]) {
    for (const parameter of readParameters(target)) follow(parameter.token);
  }
  return found;
}

function tokensGiven(providers: readonly Provider[]): readonly Token[] {
  const definitions = new ProviderDefinitions();
  return providers.map((provider) => definitions.of(provider).token);
}

function systemsBelow(system: SystemClass, found = new Set<SystemClass>()): Set<SystemClass> {
  for (const { system: child } of readSubsystems(system)) {
    if (found.has(child)) continue;
    found.add(child);
    systemsBelow(child, found);
  }
  return found;
}

function unknown(what: string, hint: string): HolonError {
  return kitError('HOLON_UNKNOWN_OVERRIDE', `createTestApp: ${what}`, { hint });
}
