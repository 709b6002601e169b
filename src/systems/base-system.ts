import type { BaseChannel } from '../channels/base-channel';
import { ChannelClient } from '../channels/channel-client';
import { ownEnvironment, type ChannelEnvironment } from '../channels/channel-environment';
import type {
  ClaimOptions,
  ReadHandle,
  ReadOptions,
  SubscribeOptions,
  Subscription,
  WriteHandle,
  WriteOptions,
  WriteReceipt,
} from '../channels/channel-handle';
import type { Claim, NackOptions } from '../channels/claim';
import type { SettlementResult } from '../channels/held-claims';
import { DEFAULT_SUPERVISION } from '../decorators/supervision';
import { readSystemMetadata } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import type { Access } from '../model/channel-access';
import type { ChannelMessage } from '../model/channel-message';
import type { SystemState } from '../model/system-state';
import type { DrainReport } from './drain-report';
import { SystemContext } from './system-context';
import type { SystemHealth } from './system-runtime';
import { SystemTree } from './system-tree';

/** What a system made with `new` takes. Inside an app all of it comes from `@System` and the app. */
export interface BaseSystemOptions extends Partial<Omit<ChannelEnvironment, 'ownsStore'>> {
  readonly id?: string;
  readonly name?: string;
  /** @defaultValue 1 */
  readonly ticksPerSecond?: number;
}

/** Gives a system built by the container what it runs in. @internal */
export let bindBaseSystem: (system: BaseSystem, context: SystemContext) => void;

/**
 * For systems that build their channels and subsystems by hand, in `setup()`. A decorated class may extend it too and
 * then has its declared channels by id beside the injected client.
 */
export class BaseSystem<A extends Access = Access> {
  #context: SystemContext | undefined;
  #tree: SystemTree | undefined;
  readonly #options: BaseSystemOptions;

  constructor(options: BaseSystemOptions = {}) {
    this.#options = options;
  }

  get id(): string {
    return this.#own().id;
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
    const context = this.#own();
    if ((readSystemMetadata(this.constructor as never)?.channels.own ?? []).length > 0) {
      throw new HolonError(
        'HOLON_WRONG_STATE',
        `${this.constructor.name} declares channels and cannot be launched by hand`,
        { hint: `Build it with createApp(${this.constructor.name}).` },
      );
    }
    this.#tree ??= new SystemTree(
      context.runtime,
      context.environment.clock,
      context.environment.logger,
    );
    await this.#tree.start();
  }

  /** Lets what is under way finish, ends everything below and then this system, and says what was left. */
  async drain(options?: { readonly timeoutMs?: number }): Promise<DrainReport> {
    if (this.#tree === undefined) throw this.#notLaunched('drain');
    return this.#tree.drain(options);
  }

  /** A drain that waits for nothing. */
  async stop(): Promise<void> {
    if (this.#tree !== undefined) await this.#tree.drain({ timeoutMs: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#tree !== undefined) await this.#tree.drain();
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
    return this.#own().client as unknown as ChannelClient<A>; // the container built it from the access that A is the type of
  }

  /** Makes `channel` this system's own. It starts before `setup` ends, or at once when awaited inside it. */
  protected addChannel(channel: BaseChannel): Promise<void> {
    return this.#own().adoptChannel(channel);
  }

  /** Puts `system` below this one. It sees the channels named here and no others. */
  protected addSubsystem(
    system: BaseSystem,
    options: { readonly channels?: readonly string[] } = {},
  ): void {
    const parent = this.#own();
    system.#context ??= system.#create(parent.environment);
    parent.adoptSubsystem(system.#context, options.channels ?? []);
  }

  protected readChannel<T = unknown>(
    channelId: string,
    options?: ReadOptions,
  ): Promise<readonly ChannelMessage<T>[]> {
    return this.#reader<T>(channelId).read(options);
  }

  protected claimChannel<T = unknown>(
    channelId: string,
    options?: ClaimOptions,
  ): Promise<Claim<T>[]> {
    return this.#reader<T>(channelId).claim(options);
  }

  protected acknowledgeChannel(
    channelId: string,
    ids: readonly string[],
  ): Promise<SettlementResult> {
    return this.#reader(channelId).acknowledge(ids);
  }

  protected nackChannel(
    channelId: string,
    ids: readonly string[],
    options?: NackOptions,
  ): Promise<SettlementResult> {
    return this.#reader(channelId).nack(ids, options);
  }

  protected subscribeChannel<T = unknown>(
    channelId: string,
    handler: (message: ChannelMessage<T>) => unknown,
    options?: SubscribeOptions,
  ): Promise<Subscription> {
    return this.#reader<T>(channelId).subscribe(handler, options);
  }

  protected writeChannel(
    channelId: string,
    content: unknown,
    options?: WriteOptions,
  ): Promise<WriteReceipt> {
    return this.#writer(channelId).write(content, options);
  }

  #reader<T = unknown>(channelId: string): ReadHandle<T> {
    const reader = this.#own().handle(channelId).reader;
    if (reader === undefined) throw this.#without('read', channelId);
    return reader as ReadHandle<T>; // by id the type is the caller's word
  }

  #writer(channelId: string): WriteHandle {
    const writer = this.#own().handle(channelId).writer;
    if (writer === undefined) throw this.#without('write', channelId);
    return writer;
  }

  #without(mode: string, channelId: string): HolonError {
    return new HolonError(
      'HOLON_CHANNEL_NOT_CONNECTED',
      `System '${this.id}' has no '${mode}' access to channel '${channelId}'`,
    );
  }

  #notLaunched(operation: string): HolonError {
    return new HolonError(
      'HOLON_WRONG_STATE',
      `${this.constructor.name} was not launched by itself and cannot ${operation}`,
      { hint: 'Call it on the app, or on the system that was launched.' },
    );
  }

  #own(): SystemContext {
    this.#context ??= this.#create(ownEnvironment(this.#options));
    return this.#context;
  }

  #create(environment: Omit<ChannelEnvironment, 'ownsStore'>): SystemContext {
    const metadata = readSystemMetadata(this.constructor as never); // absent on plain subclasses
    const id = this.#options.id ?? metadata?.id;
    if (id === undefined) {
      throw new HolonError('HOLON_INVALID_ARGUMENT', `${this.constructor.name} has no id`, {
        hint: `Pass one: new ${this.constructor.name}({ id: '…' }), or decorate it with @System.`,
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
      new ChannelClient(id, environment),
      environment,
    );
  }

  static {
    bindBaseSystem = (system, context) => {
      system.#context = context;
    };
  }
}
