import type { BaseChannel } from '../channels/base-channel';
import { attachHandle, ChannelClient, sealClient } from '../channels/channel-client';
import type { ChannelHandle } from '../channels/channel-handle';
import type { ChannelEnvironment } from '../channels/channel-environment';
import { createHandle } from '../channels/create-handle';
import type { Token } from '../decorators/declarations';
import type { SystemClass } from '../decorators/metadata';
import { readParameters } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import { Inbox } from '../queues/inbox';
import { InMemoryChannel } from '../queues/in-memory-channel';
import { Outbox } from '../queues/outbox';
import { type AnyBaseSystem, BaseSystem, bindBaseSystem } from '../systems/base-system';
import type { ConsumerSpec } from '../systems/consumer-spec';
import type { Deadline } from '../systems/deadline';
import { SystemContext } from '../systems/system-context';
import { TreeIds } from '../systems/tree-ids';
import { assignSubsystems } from './assign-subsystems';
import { feedersOf, nextOf } from './check-inboxes';
import { describePlan } from './describe-plan';
import { disposeInstances } from './dispose-instances';
import { Injector, type InjectionScope } from './injector';
import type { AppPlan } from './plan-app';
import { pathOf, type SystemPlan } from './system-plan';
import { CLOCK, DESCRIPTOR, LOGGER } from './tokens';
import type { VisibleProviders } from './visible-providers';

/** One built system. */
export interface BuiltSystem {
  readonly plan: SystemPlan;
  readonly instance: object;
  readonly context: SystemContext;
}

/** Everything of an app, built and not started. */
export interface BuiltApp {
  readonly root: BuiltSystem;
  readonly systems: readonly BuiltSystem[];
  readonly channels: ReadonlyMap<AnyChannelClass, BaseChannel>;
  readonly injector: Injector;
  readonly providers: VisibleProviders;
}

/** Builds the instances of a checked plan, parents before children. */
export class AppBuilder {
  private readonly injector: Injector;
  private readonly ids = new TreeIds();
  private readonly channels = new Map<AnyChannelClass, BaseChannel>();
  private readonly queues = new Map<string, InMemoryChannel>();
  private readonly systems: BuiltSystem[] = [];

  constructor(
    private readonly plan: AppPlan,
    private readonly environment: Omit<ChannelEnvironment, 'ownsStore'>,
  ) {
    const { logger, clock } = environment;
    this.injector = new Injector(
      new Map<Token, unknown>([
        [LOGGER, logger],
        [CLOCK, clock],
      ]),
    );
  }

  async build(root: SystemPlan): Promise<BuiltApp> {
    const built = await this.buildSystem(root);
    return {
      root: built,
      systems: this.systems,
      channels: this.channels,
      injector: this.injector,
      providers: this.plan.providers,
    };
  }

  /** Disposes what was made; answers what still ran at the deadline. */
  async dispose(deadline: Deadline): Promise<readonly string[]> {
    const { logger } = this.environment;
    return disposeInstances(this.injector.instances, { logger, deadline });
  }

  private async buildSystem(plan: SystemPlan): Promise<BuiltSystem> {
    const client = new ChannelClient<never>(plan.id, this.environment);
    const scope = this.scopeOf(plan, client);
    for (const channel of plan.metadata.channels.own ?? []) {
      await this.buildChannel(channel, scope);
    }
    // A handle works until its system has stopped; the context that knows does not exist yet.
    const known: { context?: SystemContext } = {};
    const handles = this.handlesOf(plan, () => {
      if (known.context?.runtime.isActive !== false) return;
      throw new HolonError('HOLON_DRAINING', `System '${plan.id}' has been stopped`);
    });
    for (const [channel, handle] of handles) attachHandle(client, channel, handle);
    sealClient(client);

    const { systemClass } = plan;
    const instance = await this.injector.build(scope, systemClass, tokensOf(systemClass));
    const context = this.contextOf(plan, instance, client, handles);
    known.context = context;
    if (isBaseSystem(instance)) bindBaseSystem(instance, context);
    const built: BuiltSystem = { plan, instance, context };
    this.systems.push(built);

    const children: BuiltSystem[] = [];
    for (const child of plan.children) {
      const builtChild = await this.buildSystem(child);
      children.push(builtChild);
      context.runtime.children.push(builtChild.context.runtime);
    }
    assignSubsystems(
      instance,
      children.map((child) => [child.plan, child.instance]),
    );
    return built;
  }

  private async buildChannel(channel: AnyChannelClass, scope: InjectionScope): Promise<void> {
    const channelClass = channel as unknown as new () => BaseChannel; // @Channel accepts channel classes only
    const instance = await this.injector.build(scope, channelClass, tokensOf(channelClass));
    instance.bind(this.environment);
    this.channels.set(channel, instance);
  }

  private handlesOf(
    plan: SystemPlan,
    gate: () => void,
  ): ReadonlyMap<AnyChannelClass, ChannelHandle> {
    const { own = [], read = [], write = [] } = plan.metadata.channels;
    const handles = new Map<AnyChannelClass, ChannelHandle>();
    for (const channel of new Set([...own, ...read, ...write])) {
      const instance = this.channels.get(channel);
      if (instance === undefined) continue; // the plan was checked: every channel has an owner above
      const isOwn = own.includes(channel);
      const modes = {
        read: isOwn || read.includes(channel),
        write: isOwn || write.includes(channel),
        host: isOwn,
      };
      handles.set(channel, createHandle(instance, plan.id, modes, gate));
    }
    return handles;
  }

  private scopeOf(plan: SystemPlan, client: ChannelClient<never>): InjectionScope {
    const builtIn = new Map<Token, unknown>([
      [ChannelClient, client],
      [LOGGER, this.environment.logger.child({ systemId: plan.id })],
      [CLOCK, this.environment.clock],
      [DESCRIPTOR, describePlan(plan)],
    ]);
    if (plan.metadata.inbox !== undefined) builtIn.set(Inbox, new Inbox(this.queueOf(plan)));
    const nextClasses = plan.declared?.next ?? [];
    if (nextClasses.length > 0) {
      const queues = new Set(nextOf(plan).map((next) => this.queueOf(next)));
      builtIn.set(Outbox, new Outbox([...queues]));
    }
    return this.injector.scope(pathOf(plan), this.plan.providers.at(plan), builtIn);
  }

  /** The queue behind the inbox of a system; replicas share it. */
  private queueOf(plan: SystemPlan): InMemoryChannel {
    const name = [...pathOf(plan).slice(0, -1), plan.declared?.property ?? plan.id].join('/');
    let queue = this.queues.get(name);
    if (queue === undefined) {
      const capacity = plan.metadata.inbox?.capacity;
      const { logger } = this.environment;
      queue = new InMemoryChannel({
        name,
        logger,
        ...(capacity === undefined ? {} : { capacity }),
      });
      this.queues.set(name, queue);
    }
    return queue;
  }

  private contextOf(
    plan: SystemPlan,
    instance: object,
    client: ChannelClient<never>,
    handles: ReadonlyMap<AnyChannelClass, ChannelHandle>,
  ): SystemContext {
    const own = plan.metadata.channels.own ?? [];
    const context = new SystemContext(
      {
        id: plan.id,
        name: plan.name,
        instance,
        ticksPerSecond: plan.ticksPerSecond,
        supervision: plan.metadata.supervision,
        channels: own.flatMap((channel) => this.channels.get(channel) ?? []),
        consumers: this.consumersOf(plan, instance, handles),
        fedBy: feedersOf(plan).map(({ id }) => id),
        ...(plan.metadata.inbox === undefined ? {} : { inbox: this.queueOf(plan) }),
      },
      { client, isClientSealed: true, environment: this.environment, ids: this.ids },
    );
    for (const [channel, handle] of handles) {
      const instance = this.channels.get(channel);
      if (instance !== undefined) context.grant(instance, handle);
    }
    return context;
  }

  private consumersOf(
    plan: SystemPlan,
    instance: object,
    handles: ReadonlyMap<AnyChannelClass, ChannelHandle>,
  ): ConsumerSpec[] {
    return plan.consumed.flatMap((consumer) => {
      const source = handles.get(consumer.channel);
      const channel = this.channels.get(consumer.channel);
      if (source === undefined || channel === undefined) return []; // @System has checked that it is readable
      const target = consumer.to === undefined ? undefined : handles.get(consumer.to);
      const method = (instance as Record<string, ConsumerSpec['handle'] | undefined>)[
        consumer.method
      ]; // @Consume stands on methods only
      if (method === undefined) return [];
      const { concurrency, batch, from, timeoutMs } = consumer;
      return {
        systemId: plan.id,
        method: consumer.method,
        source,
        concurrency,
        from,
        claimTimeoutMs: channel.settings.claimTimeoutMs,
        maxAttempts: channel.settings.maxAttempts,
        handle: method.bind(instance),
        ...(target === undefined ? {} : { target }),
        ...(batch === undefined ? {} : { batch }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      };
    });
  }
}

function tokensOf(target: SystemClass | (new () => BaseChannel)): readonly Token[] {
  return readParameters(target).flatMap((parameter) => parameter.token ?? []);
}

function isBaseSystem(instance: object): instance is AnyBaseSystem {
  return instance instanceof BaseSystem;
}
