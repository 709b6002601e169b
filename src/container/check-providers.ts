import { ChannelClient } from '../channels/channel-client';
import type { Token } from '../decorators/declarations';
import { readParameters, readSystemMetadata } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import { Inbox } from '../queues/inbox';
import { Outbox } from '../queues/outbox';
import { type ProviderDefinition, tokenName } from './provider-definition';
import { pathOf, type SystemPlan } from './system-plan';
import { CLOCK, LOGGER } from './tokens';
import type { VisibleProviders } from './visible-providers';

/** What holon makes for each system. */
const PER_SYSTEM: ReadonlySet<Token> = new Set<Token>([ChannelClient, Inbox, Outbox]);
const PER_APP: ReadonlySet<Token> = new Set<Token>([LOGGER, CLOCK]);

/** Whether everything that systems and their channels ask for is provided, without cycles and captives. */
export function checkProviders(
  plans: readonly SystemPlan[],
  providers: VisibleProviders,
): readonly HolonError[] {
  return plans
    .filter((plan) => plan.replica === undefined || plan.replica === 1)
    .flatMap((plan) => new SystemCheck(plan, providers.at(plan)).run());
}

class SystemCheck {
  private readonly problems: HolonError[] = [];
  private readonly done = new Set<ProviderDefinition>();

  constructor(
    private readonly plan: SystemPlan,
    private readonly visible: ReadonlyMap<Token, ProviderDefinition>,
  ) {}

  run(): readonly HolonError[] {
    const { systemClass, metadata } = this.plan;
    for (const { token } of readParameters(systemClass)) {
      if (token !== undefined) this.visit(token, []);
    }
    for (const channel of metadata.channels.own ?? []) {
      for (const { token } of readParameters(channel)) {
        if (token !== undefined) this.visit(token, []);
      }
    }
    return this.problems;
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
      const names = [...chain.slice(start), definition].map((one) => tokenName(one.token));
      this.add('HOLON_CYCLE', `Providers need each other: ${names.join(' → ')}`, chain);
      return;
    }
    if (definition.scope === 'system' && definition.source.kind !== 'alias') {
      this.checkCaptive(tokenName(token), chain);
    }
    if (this.done.has(definition)) return;
    for (const problem of definition.problems) {
      this.add(problem.code, problem.message, chain, problem.hint);
    }
    const inside = [...chain, definition];
    for (const dependency of definition.dependencies) this.visit(dependency, inside);
    this.done.add(definition);
  }

  private checkPerSystem(token: Token, chain: readonly ProviderDefinition[]): void {
    this.checkCaptive(tokenName(token), chain);
    const { plan } = this;
    if (token === Inbox && plan.metadata.inbox === undefined) {
      const hint = `Give it one: @System({ …, inbox: true }) class ${plan.systemClass.name}`;
      this.add('HOLON_UNKNOWN_PROVIDER', `'${plan.id}' asks for an Inbox but has none`, chain, hint);
    }
    if (token === Outbox && (plan.declared?.next ?? []).length === 0) {
      const hint = `Say in its parent where it leads: @Subsystem(${plan.systemClass.name}, { next: […] })`;
      this.add(
        'HOLON_UNKNOWN_PROVIDER',
        `'${plan.id}' asks for an Outbox but nothing comes next`,
        chain,
        hint,
      );
    }
  }

  private checkCaptive(what: string, chain: readonly ProviderDefinition[]): void {
    const captor = chain.find(
      (definition) => definition.scope === 'app' && definition.source.kind !== 'alias',
    );
    if (captor === undefined) return;
    const name = tokenName(captor.token);
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
    const available = known.length === 0 ? 'nothing is provided here' : `provided here: ${known.join(', ')}`;
    this.add(
      'HOLON_UNKNOWN_PROVIDER',
      `${who} asks for ${name}, which nobody provides (${available})`,
      chain,
      isSystem
        ? 'Systems do not hold each other: let them talk through a channel or an inbox.'
        : `Add ${name} to providers of @System or of createApp.`,
    );
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
