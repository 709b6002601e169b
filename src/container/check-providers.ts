import { ChannelClient } from '../channels/channel-client';
import type { Token } from '../decorators/declarations';
import { type AnyClass, readParameters, readSystemMetadata } from '../decorators/metadata-storage';
import { noTypeInfo } from '../decorators/type-info';
import { HolonError } from '../errors/holon-error';
import { Inbox } from '../queues/inbox';
import { Outbox } from '../queues/outbox';
import { type ProviderDefinition, tokenName } from './provider-definition';
import { SharedDependencies } from './shared-dependencies';
import { isFirstReplica, pathOf, type SystemPlan } from './system-plan';
import { CLOCK, DESCRIPTOR, LOGGER } from './tokens';
import type { VisibleProviders } from './visible-providers';

/** What holon makes for each system. */
const PER_SYSTEM: ReadonlySet<Token> = new Set<Token>([ChannelClient, Inbox, Outbox, DESCRIPTOR]);
const PER_APP: ReadonlySet<Token> = new Set<Token>([LOGGER, CLOCK]);

/** Whether everything that systems and their channels ask for is provided, without cycles and captives. */
export function checkProviders(
  plans: readonly SystemPlan[],
  providers: VisibleProviders,
): readonly HolonError[] {
  const shared = new SharedDependencies();
  const problems = plans
    .filter(isFirstReplica)
    .flatMap((plan) => new SystemCheck(plan, providers.at(plan), shared).run());
  // What is wrong with a provider is found once more in each system that asks for it.
  return problems.filter(
    ({ message }, index) => problems.findIndex((other) => other.message === message) === index,
  );
}

class SystemCheck {
  private readonly problems: HolonError[] = [];
  private readonly done = new Set<ProviderDefinition>();

  constructor(
    private readonly plan: SystemPlan,
    private readonly visible: ReadonlyMap<Token, ProviderDefinition>,
    private readonly shared: SharedDependencies,
  ) {}

  run(): readonly HolonError[] {
    for (const token of [...PER_SYSTEM, ...PER_APP]) {
      if (!this.visible.has(token)) continue;
      const hint =
        'Remove it from providers; what differs has another token. A clock or logger is an option of createApp.';
      this.add('HOLON_INVALID_DECORATOR', `${tokenName(token)} is given by holon itself`, [], hint);
    }
    this.visitClass(this.plan.systemClass);
    for (const channel of this.plan.metadata.channels.own ?? []) this.visitClass(channel);
    return this.problems;
  }

  private visitClass(target: AnyClass): void {
    for (const parameter of readParameters(target)) {
      if (parameter.token !== undefined) this.visit(parameter.token, []);
      // @System and @Channel have checked their own class; a subclass without them may have another constructor.
      else this.addAll([noTypeInfo(target, parameter)], []);
    }
  }

  /** Follows one token; `chain` is the providers on the way to it, outermost first. */
  private visit(token: Token, chain: readonly ProviderDefinition[]): void {
    if (PER_SYSTEM.has(token)) {
      this.checkPerSystem(token, chain);
      return;
    }
    if (PER_APP.has(token)) return;
    const definition = this.visible.get(token);
    if (definition === undefined) {
      this.unknown(token, chain);
      return;
    }
    const start = chain.indexOf(definition);
    if (start >= 0) {
      this.add('HOLON_CYCLE', `Providers need each other: ${circle(chain.slice(start))}`, chain);
      return;
    }
    // An alias is looked through each time: whether it captures anything depends on who asks.
    if (definition.source.kind !== 'alias') {
      if (definition.scope === 'system') this.checkCaptive(tokenName(token), chain);
      if (this.done.has(definition)) return;
      this.done.add(definition);
    }
    this.addAll(definition.problems, chain);
    const inside = [...chain, definition];
    for (const dependency of definition.dependencies) this.visit(dependency, inside);
    if (definition.scope === 'app') {
      this.addAll(this.shared.check(definition, this.plan, this.visible), chain);
    }
  }

  private checkPerSystem(token: Token, chain: readonly ProviderDefinition[]): void {
    this.checkCaptive(tokenName(token), chain);
    const { plan } = this;
    if (token === Inbox && plan.metadata.inbox === undefined) {
      const hint = `Give it one: @System({ …, inbox: true }) class ${plan.systemClass.name}`;
      this.add(
        'HOLON_UNKNOWN_PROVIDER',
        `'${plan.id}' asks for an Inbox but has none`,
        chain,
        hint,
      );
    }
    if (token === Outbox && (plan.declared?.next ?? []).length === 0) {
      const hint = `Say in its parent where it leads: @Subsystem(${plan.systemClass.name}, { next: […] })`;
      const message = `'${plan.id}' asks for an Outbox but nothing comes next`;
      this.add('HOLON_UNKNOWN_PROVIDER', message, chain, hint);
    }
  }

  /** Whether the provider that asks, aliases looked through, would outlive what it asks for. */
  private checkCaptive(what: string, chain: readonly ProviderDefinition[]): void {
    const asker = chain.filter((definition) => definition.source.kind !== 'alias').at(-1);
    if (asker?.scope !== 'app') return;
    const name = tokenName(asker.token);
    this.add(
      'HOLON_CAPTIVE_DEPENDENCY',
      `${name} lives as long as the app but would capture ${what}, of which every system has its own`,
      chain,
      `Provide ${name} with scope: 'system', or let it do without ${what}.`,
    );
  }

  private unknown(token: Token, chain: readonly ProviderDefinition[]): void {
    const name = tokenName(token);
    const asker = chain.at(-1);
    const who = asker === undefined ? `'${this.plan.id}'` : tokenName(asker.token);
    const isSystem = typeof token === 'function' && readSystemMetadata(token) !== undefined;
    const known = [...this.visible.keys()].map(tokenName);
    const available =
      known.length === 0 ? 'nothing is provided here' : `provided here: ${known.join(', ')}`;
    this.add(
      'HOLON_UNKNOWN_PROVIDER',
      `${who} asks for ${name}, which nobody provides (${available})`,
      chain,
      isSystem
        ? 'Systems do not hold each other: let them talk through a channel or an inbox.'
        : `Add ${name} to providers of @System or of createApp.`,
    );
  }

  private addAll(problems: readonly HolonError[], chain: readonly ProviderDefinition[]): void {
    for (const { code, message, hint } of problems) this.add(code, message, chain, hint);
  }

  private add(
    code: HolonError['code'],
    message: string,
    chain: readonly ProviderDefinition[],
    hint?: string,
  ): void {
    const path = [...pathOf(this.plan), ...chain.map((one) => tokenName(one.token))];
    this.problems.push(new HolonError(code, message, { path, hint }));
  }
}

/** The way round, told from the same place wherever it was entered. */
function circle(definitions: readonly ProviderDefinition[]): string {
  const names = definitions.map((one) => tokenName(one.token));
  const start = names.indexOf([...names].sort()[0] ?? '');
  const round = [...names.slice(start), ...names.slice(0, start)];
  return [...round, round[0]].join(' → ');
}
