import { HolonError } from '../errors/holon-error';
import type { ChannelInfo, ChannelKind } from '../model/channel-info';
import type { ChannelType } from '../model/channel-class';
import type { ChannelMessage } from '../model/channel-message';
import type { Action, Caller } from '../model/channel-security';
import type { Eventually } from '../model/json';
import type { ClearFilter, LogStats } from '../stores/channel-store';
import { authorize, guardHandler, guardStream, onceAllowed, systemIdOf } from './authorize';
import { ownEnvironment, type ChannelEnvironment } from './channel-environment';
import type {
  ClaimOptions,
  DeadMessage,
  ReadOptions,
  StreamOptions,
  SubscribeOptions,
  Subscription,
  WriteOptions,
  WriteReceipt,
} from './channel-handle';
import { resolveSettings, type ChannelOptions, type ChannelSettings } from './channel-options';
import { ChannelRuntime } from './channel-runtime';
import type { Claim, NackOptions } from './claim';
import type { SettlementResult } from './held-claims';
import type { Intake } from './message-writer';
import { rejection } from './rejection';
import { unsupported } from './unsupported';
import {
  type ChannelDrainOptions,
  type ChannelDrainResult,
  drainRuntime,
  NOTHING_LEFT,
} from './drain-channel';

/** Where a channel stands in its life. */
export type ChannelState = 'init' | 'running' | 'draining' | 'stopped';

/** Which hook of a channel failed. */
export type ChannelHook = 'pull' | 'process' | 'message' | 'maintain' | 'stop';

const DRAIN_TIMEOUT_MS = 5_000;

/**
 * A durable, non-destructive log of messages with claims on it. Extend one of the kinds; this class holds what they
 * share. Inside an app systems hold a `ChannelClient` instead and never see the channel.
 */
export abstract class BaseChannel<T = unknown, Id extends string = string> implements ChannelType<
  T,
  Id
> {
  /** Tells a channel class from any other class. */
  static readonly isHolonChannel = true;
  static readonly kind: ChannelKind = 'passthrough';
  /** Whether instances can be read by cursor. */
  static readonly sharable: boolean = true;
  /** Whether instances can be claimed from. */
  static readonly claimable: boolean = true;

  readonly id: Id;
  declare readonly contentType?: T;
  /** Options with every default applied. */
  readonly settings: ChannelSettings;
  private currentState: ChannelState = 'init';
  private environment: ChannelEnvironment | undefined;
  private runtime: ChannelRuntime | undefined;
  private starting: Promise<void> | undefined;
  private stopping: Promise<ChannelDrainResult> | undefined;

  private readonly given: ChannelOptions<T, Id> | undefined;

  // The default makes the constructor's length 0: nothing here is for the container to inject.
  // eslint-disable-next-line @typescript-eslint/no-useless-default-assignment -- see above
  constructor(given: ChannelOptions<T, Id> | undefined = undefined) {
    this.given = given;
    this.settings = resolveSettings(this.class, given);
    this.id = this.settings.id as Id; // @Channel's type checks that the id is the class's
  }

  get name(): string {
    return this.settings.name;
  }

  get state(): ChannelState {
    return this.currentState;
  }

  get info(): ChannelInfo {
    const { id, name, description, visibility } = this.settings;
    return { id, name, description, visibility, kind: this.class.kind };
  }

  /** Sets what the channel runs on; the app does it before `start`. What `new` was given wins. */
  bind(environment: Omit<ChannelEnvironment, 'ownsStore'>): void {
    if (this.currentState !== 'init') {
      throw new HolonError('HOLON_WRONG_STATE', `Channel '${this.id}' has been started already`);
    }
    const own = ownEnvironment(this.given ?? {}, environment);
    this.environment = { ...own, logger: own.logger.child({ channelId: this.id }) };
  }

  /** Opens the log and runs `onStart`. May be called again; it starts once. */
  start(): Promise<void> {
    this.starting ??= this.begin();
    return this.starting;
  }

  // Not async, and neither are `read` and `claim`: handing on a promise from an async function costs three microtasks more.
  write(caller: Caller, content: T, options?: WriteOptions): Promise<WriteReceipt> {
    try {
      const asked = this.authorize(caller, 'write');
      const id = systemIdOf(caller);
      if (asked === undefined) return this.writable().write(id, content, options);
      return asked.then(() => this.writable().write(id, content, options));
    } catch (error) {
      return rejection(error);
    }
  }

  /** Stores `message` as it is; its sender must be the caller. @throws HOLON_SENDER_MISMATCH */
  async writeMessage(caller: Caller, message: ChannelMessage<T>): Promise<WriteReceipt> {
    await this.authorize(caller, 'write');
    return this.writable().writeMessage(systemIdOf(caller), message);
  }

  /** The next messages for this reader, by its own durable cursor. */
  read(caller: Caller, options?: ReadOptions): Promise<readonly ChannelMessage<T>[]> {
    const read = () => this.active().read(systemIdOf(caller), options);
    const messages = onceAllowed(() => this.mayTake('sharable', caller, 'read'), read);
    return messages as Promise<readonly ChannelMessage<T>[]>; // content was checked as T when written
  }

  /** Takes messages for this system alone until they are settled or the claims expire. */
  claim(caller: Caller, options?: ClaimOptions): Promise<Claim<T>[]> {
    const claim = () => this.active().claim(caller, options);
    const claims = onceAllowed(() => this.mayTake('claimable', caller, 'claim'), claim);
    return claims as Promise<Claim<T>[]>; // see read
  }

  private mayTake(ability: 'sharable' | 'claimable', caller: Caller, operation: string) {
    this.ensure(ability, operation);
    return this.authorize(caller, 'read');
  }

  // Settling asks for no right: who holds a claim may finish it, also when the right was taken away since.
  async acknowledge(caller: Caller, ids: readonly string[]): Promise<SettlementResult> {
    this.ensure('claimable', 'acknowledge');
    return this.active().acknowledge(systemIdOf(caller), ids);
  }

  async nack(
    caller: Caller,
    ids: readonly string[],
    options?: NackOptions,
  ): Promise<SettlementResult> {
    this.ensure('claimable', 'nack');
    return this.active().nack(systemIdOf(caller), ids, options);
  }

  /** Calls `handler` for every message from now on, in order, one at a time. */
  async subscribe(
    caller: Caller,
    handler: (message: ChannelMessage<T>) => unknown,
    options?: SubscribeOptions,
  ): Promise<Subscription> {
    await this.authorize(caller, 'read');
    const guarded = guardHandler(this, caller, handler);
    return this.active().subscribe(systemIdOf(caller), guarded, options);
  }

  /** Ends all subscriptions of `systemId`; answers how many there were. */
  async unsubscribe(systemId: string): Promise<number> {
    return this.active().unsubscribe(systemId);
  }

  /** The messages as they come, for `for await`. */
  stream(caller: Caller, options?: StreamOptions): AsyncIterableIterator<ChannelMessage<T>> {
    this.ensure('sharable', 'stream');
    return guardStream(this, caller, this.active().stream<T>(systemIdOf(caller), options));
  }

  async clear(filter?: ClearFilter): Promise<number> {
    return this.active().host.clear(filter);
  }

  async evict(options: {
    readonly beforeMs?: number;
    readonly maxCount?: number;
  }): Promise<number> {
    return this.active().host.evict(options);
  }

  async remove(ids: readonly string[]): Promise<readonly string[]> {
    return this.active().host.remove(ids);
  }

  async stats(): Promise<LogStats> {
    return this.active().host.stats();
  }

  async dead(options?: { readonly limit?: number }): Promise<readonly DeadMessage<T>[]> {
    return (await this.active().host.dead(options)) as readonly DeadMessage<T>[]; // see read
  }

  async redrive(ids: readonly string[]): Promise<readonly string[]> {
    return this.active().host.redrive(ids);
  }

  /**
   * Refuses new writes, waits until handlers are done and claims are settled, gives back what is still claimed at
   * the deadline, for which a slow store has a second at least, flushes and stops. May be called again; drains once.
   */
  drain(options: ChannelDrainOptions = {}): Promise<ChannelDrainResult> {
    const { timeoutMs = DRAIN_TIMEOUT_MS } = options;
    if (!(timeoutMs >= 0)) {
      const message = `drain of channel '${this.id}': timeoutMs must be 0 or more, not ${String(timeoutMs)}`;
      return Promise.reject(new HolonError('HOLON_INVALID_ARGUMENT', message));
    }
    this.stopping ??= this.end({ ...options, timeoutMs });
    return this.stopping;
  }

  /** What guards it: its own security, else the app's. @internal */
  get security(): ChannelEnvironment['security'] {
    return this.settings.security ?? this.bound.security;
  }

  /** Answers nothing at once where it needs no time. @throws HOLON_FORBIDDEN @internal */
  authorize(caller: Caller, action: Action): Promise<void> | undefined {
    return authorize(this.security, caller, action, this.id);
  }

  /** Whether it gives out messages by claims alone. @internal */
  get isClaimsOnly(): boolean {
    return !this.class.sharable;
  }

  /** Whether `onStop` does anything. @internal */
  get hasOnStop(): boolean {
    return this.onStop !== BaseChannel.prototype.onStop;
  }

  /** What `active` gives, where there is something. @internal */
  get activity(): ChannelRuntime | undefined {
    return this.runtime;
  }

  /** Stops at once: a drain that waits for nobody. */
  async stop(): Promise<void> {
    await this.drain({ timeoutMs: 0 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain();
  }

  /** What the channel works with while it runs. Not for users: clients get handles made from it. @internal */
  active(): ChannelRuntime {
    if (this.runtime !== undefined) return this.runtime;
    if (this.currentState === 'stopped') {
      throw new HolonError('HOLON_CHANNEL_CLOSED', `Channel '${this.id}' is closed`);
    }
    throw new HolonError('HOLON_CHANNEL_NOT_STARTED', `Channel '${this.id}' has not been started`);
  }

  /** The runtime, when the channel takes new messages. @internal */
  writable(): ChannelRuntime {
    if (this.currentState === 'draining') {
      throw new HolonError('HOLON_DRAINING', `Channel '${this.id}' is draining`);
    }
    return this.active();
  }

  /** Refuses what this kind of channel does not have. @internal */
  ensure(ability: 'sharable' | 'claimable', operation: string): void {
    if (this.class[ability]) return;
    throw unsupported(this.info, ability, operation);
  }

  /**
   * What is stored of what is written, however that is written; undefined leaves it out. Only kinds that do not store
   * content as it comes override it. @internal
   */
  protected takeIn(_senderId: string, content: unknown): Eventually<Intake | undefined> {
    return { content };
  }

  /** Runs once, after the log is open. Throwing makes `start` fail. */
  protected onStart(): void | Promise<void> {
    return undefined;
  }

  /** Runs after each message is stored, before subscribers get it. Throwing never fails the write. */
  protected onMessage(_message: ChannelMessage<T>): void | Promise<void> {
    return undefined;
  }

  /** Runs at every maintenance, after expired claims were released and the retention was applied. */
  protected onMaintain(): void | Promise<void> {
    return undefined;
  }

  /** Runs when another hook threw. The default logs it; the channel goes on in any case. */
  protected onError(error: unknown, hook: ChannelHook): void | Promise<void> {
    this.logger.error('channel.hook-failed', { hook, error });
  }

  /** Runs once, before the log is closed. */
  protected onStop(): void | Promise<void> {
    return undefined;
  }

  /** What keeps running beside reads and writes, until `signal` aborts. Only periodic channels have something. */
  protected background(_signal: AbortSignal): Promise<void> | undefined {
    return undefined;
  }

  protected get clock(): ChannelEnvironment['clock'] {
    return this.bound.clock;
  }

  protected get logger(): ChannelEnvironment['logger'] {
    return this.bound.logger;
  }

  /** Runs a hook; what it throws goes to `onError`, and what that throws to the log. */
  protected async guard(hook: ChannelHook, run: () => unknown): Promise<void> {
    try {
      await run();
    } catch (error) {
      try {
        await this.onError(error, hook);
      } catch (second) {
        this.logger.error('channel.on-error-failed', { hook, error: second });
      }
    }
  }

  private get class(): typeof BaseChannel {
    return this.constructor as typeof BaseChannel; // instances are made by subclasses of this class only
  }

  private get bound(): ChannelEnvironment {
    this.environment ??= ownEnvironment(this.given ?? {});
    return this.environment;
  }

  private async begin(): Promise<void> {
    if (this.stopping !== undefined) {
      throw new HolonError('HOLON_WRONG_STATE', `Channel '${this.id}' cannot be started again`);
    }
    const onMessage =
      this.onMessage === BaseChannel.prototype.onMessage
        ? undefined
        : (message: ChannelMessage) =>
            this.guard('message', () => this.onMessage(message as ChannelMessage<T>)); // see read
    const runtime = await ChannelRuntime.open(this.settings, this.bound, {
      info: this.info,
      addressed: this.class.kind === 'mailbox',
      mayRead: (caller) => this.authorize(caller, 'read'),
      onMessage,
      onMaintain: () => this.guard('maintain', () => this.onMaintain()),
      takeIn:
        this.takeIn === BaseChannel.prototype.takeIn
          ? undefined
          : (senderId, content) => this.takeIn(senderId, content),
    });
    this.runtime = runtime;
    this.currentState = 'running';
    try {
      await this.onStart();
    } catch (error) {
      await this.stop();
      throw error;
    }
    // A drain may have come while onStart was waiting.
    if (this.runtime === runtime) runtime.run((signal) => this.background(signal));
  }

  private async end(
    options: ChannelDrainOptions & { readonly timeoutMs: number },
  ): Promise<ChannelDrainResult> {
    if (this.runtime === undefined) await this.starting?.catch(() => undefined);
    const runtime = this.runtime;
    this.currentState = 'draining';
    const result =
      runtime === undefined
        ? NOTHING_LEFT
        : await drainRuntime(
            runtime,
            () => this.onStop(),
            (run) => this.guard('stop', run),
            { clock: this.clock, logger: this.logger, ...options },
          );
    this.currentState = 'stopped';
    this.runtime = undefined;
    await runtime?.close();
    return result;
  }
}
