import type { BaseChannel } from '../channels/base-channel';
import { ChannelClient } from '../channels/channel-client';
import { ownEnvironment, type ChannelEnvironment } from '../channels/channel-environment';
import type {
  ClaimOptions,
  ReadHandle,
  ReadOptions,
  SubscribeOptions,
  Subscription,
  WriteOptions,
  WriteReceipt,
} from '../channels/channel-handle';
import type { Claim, NackOptions } from '../channels/claim';
import type { SettlementResult } from '../channels/held-claims';
import type { SystemClass } from '../decorators/metadata';
import { DEFAULT_SUPERVISION } from '../decorators/supervision';
import { readConsumed, readSubsystems, readSystemMetadata } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import type { Access, HoldsAccess, NoAccess } from '../model/channel-access';
import type { ChannelMessage } from '../model/channel-message';
import type { SystemState } from '../model/system-state';
import { Metrics } from '../observability/metrics';
import { describeRuntime, treeHealth } from './describe-runtime';
import type { DrainReport } from './drain-report';
import { Publications } from './publications';
import type { Published, PublishOptions } from './publish-options';
import type { PublishedApp } from './published-app';
import type { SystemRuntime } from './system-runtime';
import { type ContextParts, SystemContext } from './system-context';
import type { SystemHealth } from './system-spec';
import { SystemTree } from './system-tree';
import { TreeIds } from './tree-ids';

/** What a system made with `new` takes. Inside an app all of it comes from `@System` and the app. */
export interface BaseSystemOptions extends Partial<
  Omit<ChannelEnvironment, 'ownsStore' | 'metrics'>
> {
  readonly id?: string;
  readonly name?: string;
  /** @defaultValue 1 */
  readonly ticksPerSecond?: number;
}

/** Gives a system built by the container what it runs in. @internal */
export let bindBaseSystem: (system: AnyBaseSystem, context: SystemContext) => void;

/** A BaseSystem of whatever access. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the access is invariant, so nothing else fits all
export type AnyBaseSystem = BaseSystem<any>;

/**
 * For systems that build their channels and subsystems by hand, in `setup()`. A decorated class may extend it too and
 * then has its declared channels by id beside the injected client.
 */
export class BaseSystem<A extends Access = NoAccess> implements HoldsAccess<A> {
  declare readonly declaredAccess?: (access: A) => A;
  #context: SystemContext | undefined;
  #tree: SystemTree | undefined;
  #publications: Publications | undefined;
  /** Whether an app or another system starts and stops this one. */
  #isPart = false;
  readonly #options: BaseSystemOptions;

  constructor(options: BaseSystemOptions = {}) {
    if (options.store !== undefined && typeof options.store !== 'object') {
      throw new HolonError(
        'HOLON_INVALID_ARGUMENT',
        `The store of a system made with \`new\` must be a store, not ${typeof options.store}`,
        { hint: 'Pass new MemoryStore() or new SqliteStore({ … }), and close it after the drain.' },
      );
    }
    this.#options = options;
  }

  get id(): string {
    return this.#context?.id ?? this.#options.id ?? readSystemMetadata(this.#class)?.id ?? '';
  }

  get state(): SystemState {
    return this.#context?.runtime.state ?? 'init';
  }

  /** What this system is doing right now. */
  health(): SystemHealth {
    return this.#own().runtime.health();
  }

  /** Starts this system with everything below it, in this process. May be called again; starts once. */
  async launch(): Promise<void> {
    if (this.#isPart) throw this.#wrongState('is part of an app or of another system', 'launched');
    const { runtime, parts } = this.#own();
    const { clock, logger } = parts.environment;
    this.#tree ??= new SystemTree(runtime, clock, logger, async (deadline) => {
      return (await this.#publications?.close(deadline.leftMs)) ?? [];
    });
    await this.#tree.start();
  }

  /** Launches, and puts its public channels on the network, as `App.publish` does. */
  async publish(options: PublishOptions = {}): Promise<Published> {
    this.#own();
    this.#publications ??= new Publications(this.#published(), () => this.drain());
    return this.#publications.publish(options, () => this.launch());
  }

  /** Lets what is under way finish, ends everything below and then this system, and says what was left. */
  async drain(options: { readonly timeoutMs?: number } = {}): Promise<DrainReport> {
    const tree = this.#tree;
    if (tree === undefined) throw this.#wrongState('was not launched by itself', 'drained');
    if (this.#publications === undefined) return tree.drain(options);
    return this.#publications.drainBehind(options, (left) => tree.drain(left));
  }

  /** A drain that waits for nothing; nothing happens where it was not launched. */
  async stop(): Promise<void> {
    if (this.#isPart) throw this.#wrongState('is part of an app or of another system', 'stopped');
    if (this.#tree !== undefined) await this.drain({ timeoutMs: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#tree !== undefined) await this.drain();
  }

  /** Suspends ticks and consumers until `resume`. */
  pause(): void {
    this.#own().runtime.pause();
  }

  resume(): void {
    this.#own().runtime.resume();
  }

  /** The typed client of the declared channels. */
  protected get client(): ChannelClient<A> {
    return this.#own().parts.client as unknown as ChannelClient<A>; // the container built it from the access that A is the type of
  }

  /** Makes `channel` this system's own. It starts before `setup` ends, or at once when awaited inside it. */
  protected addChannel(channel: BaseChannel): Promise<void> {
    return this.#own().adoptChannel(channel);
  }

  /** Puts `system` below this one; in `setup()` only. It sees the channels named here and no others. */
  protected addSubsystem(
    system: AnyBaseSystem,
    options: { readonly channels?: readonly string[] } = {},
  ): void {
    const parent = this.#own();
    if (parent.runtime.state !== 'init') throw this.#wrongState('is running', 'given subsystems');
    if (system.#context !== undefined) {
      throw system.#wrongState('is in use already', `put below '${this.id}'`);
    }
    const { environment, ids } = parent.parts;
    system.#context = system.#create(environment, ids);
    system.#isPart = true;
    parent.adoptSubsystem(system.#context, options.channels ?? []);
  }

  protected async readChannel<T = unknown>(
    channelId: string,
    options?: ReadOptions,
  ): Promise<readonly ChannelMessage<T>[]> {
    return this.#reader<T>(channelId).read(options);
  }

  protected async claimChannel<T = unknown>(
    channelId: string,
    options?: ClaimOptions,
  ): Promise<Claim<T>[]> {
    return this.#reader<T>(channelId).claim(options);
  }

  protected async acknowledgeChannel(
    channelId: string,
    ids: readonly string[],
  ): Promise<SettlementResult> {
    return this.#reader(channelId).acknowledge(ids);
  }

  protected async nackChannel(
    channelId: string,
    ids: readonly string[],
    options?: NackOptions,
  ): Promise<SettlementResult> {
    return this.#reader(channelId).nack(ids, options);
  }

  protected async subscribeChannel<T = unknown>(
    channelId: string,
    handler: (message: ChannelMessage<T>) => unknown,
    options?: SubscribeOptions,
  ): Promise<Subscription> {
    return this.#reader<T>(channelId).subscribe(handler, options);
  }

  protected async writeChannel(
    channelId: string,
    content: unknown,
    options?: WriteOptions,
  ): Promise<WriteReceipt> {
    return this.#own().writer(channelId).write(content, options);
  }

  #reader<T = unknown>(channelId: string): ReadHandle<T> {
    return this.#own().reader(channelId) as ReadHandle<T>; // by id the type is the caller's word
  }

  get #class(): SystemClass {
    return this.constructor as SystemClass; // what made the instance
  }

  #published(): PublishedApp {
    const { runtime, parts } = this.#own();
    const flatten = (system: SystemRuntime): SystemRuntime[] => [
      system,
      ...system.children.flatMap(flatten),
    ];
    return {
      name: runtime.spec.name,
      description: readSystemMetadata(this.#class)?.description ?? '',
      environment: parts.environment,
      channels: () => flatten(runtime).flatMap((system) => system.channels),
      systems: () => flatten(runtime).map((system) => describeRuntime(system)),
      health: () => treeHealth(flatten(runtime)),
    };
  }

  #own(): SystemContext {
    this.#context ??= this.#create(
      { ...ownEnvironment(this.#options), metrics: new Metrics() },
      new TreeIds(),
    );
    return this.#context;
  }

  #create(environment: ContextParts['environment'], ids: TreeIds): SystemContext {
    const { name } = this.#class;
    const metadata = readSystemMetadata(this.#class); // absent on plain subclasses
    const declares =
      Object.values(metadata?.channels ?? {}).flat().length > 0 ||
      readSubsystems(this.#class).length > 0 ||
      readConsumed(this.#class).length > 0;
    if (declares) {
      throw new HolonError(
        'HOLON_WRONG_STATE',
        `${name} declares channels, subsystems or consumers and cannot be built by hand`,
        { hint: `Build it with createApp(${name}), or declare it with @Subsystem(${name}).` },
      );
    }
    const id = this.#options.id ?? metadata?.id;
    if (id === undefined) {
      throw new HolonError('HOLON_INVALID_ARGUMENT', `${name} has no id`, {
        hint: `Pass one: new ${name}({ id: '…' }), or decorate it with @System.`,
      });
    }
    return new SystemContext(
      {
        id,
        name: this.#options.name ?? metadata?.name ?? id,
        instance: this,
        ticksPerSecond: this.#options.ticksPerSecond ?? metadata?.ticksPerSecond ?? 1,
        supervision: metadata?.supervision ?? DEFAULT_SUPERVISION,
        channels: [],
        consumers: [],
      },
      { client: new ChannelClient(id, environment), isClientSealed: false, environment, ids },
    );
  }

  #wrongState(why: string, operation: string): HolonError {
    return new HolonError(
      'HOLON_WRONG_STATE',
      `${this.#class.name} '${this.id}' ${why} and cannot be ${operation}`,
      { hint: 'Build in setup(); launch and drain the app, or the system at the top.' },
    );
  }

  static {
    bindBaseSystem = (system, context) => {
      if (system.#context !== undefined) {
        throw system.#wrongState('was used in its constructor', 'part of an app');
      }
      system.#context = context;
      system.#isPart = true;
    };
  }
}
