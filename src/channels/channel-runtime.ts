import type { ChannelMessage } from '../model/channel-message';
import { HolonError } from '../errors/holon-error';
import type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  Settlement,
  StoredMessage,
} from '../stores/channel-store';
import { throwIfAborted } from '../util/abort';
import { isPending } from '../util/eventually';
import type { ChannelEnvironment } from './channel-environment';
import type {
  ClaimOptions,
  ReadOptions,
  StreamOptions,
  SubscribeOptions,
  Subscription,
  WriteOptions,
  WriteReceipt,
} from './channel-handle';
import { createChannelHost } from './channel-host';
import type { ChannelHost } from './channel-handle';
import type { ChannelSettings } from './channel-options';
import { checkId, checkIds, checkLimit, checkSpan } from './check-arguments';
import { nackAction, type Claim, type NackOptions } from './claim';
import { HeldClaims, type SettlementResult } from './held-claims';
import { Maintenance } from './maintenance';
import { messageStream } from './message-stream';
import { MessageWriter } from './message-writer';
import type { SubscriberHandler } from './subscriber';
import { Subscribers } from './subscribers';
import { Upkeep } from './upkeep';
import { Wakeups } from './wakeups';

/** What the channel itself adds to its runtime. */
export interface RuntimeHooks {
  readonly addressed: boolean;
  readonly onMessage: ((message: ChannelMessage) => Promise<void>) | undefined;
  readonly onMaintain: () => Promise<void>;
}

/** A started channel: its open log and everything that works on it. Lives from `start` to `stop`. */
export class ChannelRuntime {
  readonly host: ChannelHost;
  readonly maintenance: Maintenance;
  readonly writer: MessageWriter;
  readonly claims: HeldClaims;
  private readonly subscribers: Subscribers;
  private readonly wakeups: Wakeups;
  /** Ends what the channel does by itself, waits and streams. */
  private readonly draining = new AbortController();
  private isClosed = false;
  private readonly stopWatching: () => void;
  private readonly upkeep: Upkeep;
  private readonly claimPlace: string;
  private background: Promise<void> | undefined;

  static async open(
    settings: ChannelSettings,
    environment: ChannelEnvironment,
    hooks: RuntimeHooks,
  ): Promise<ChannelRuntime> {
    const log = await environment.store.open(settings.id, {
      addressed: hooks.addressed,
      maxAttempts: settings.maxAttempts,
      ...(settings.capacity === undefined ? {} : { capacity: settings.capacity }),
    });
    return new ChannelRuntime(settings, environment, hooks, log);
  }

  private constructor(
    private readonly settings: ChannelSettings,
    readonly environment: ChannelEnvironment,
    private readonly hooks: RuntimeHooks,
    readonly log: ChannelLog,
  ) {
    const { clock, logger } = environment;
    this.wakeups = new Wakeups(clock);
    this.claimPlace = `claim from channel '${settings.id}'`;
    this.writer = new MessageWriter(settings, environment);
    this.maintenance = new Maintenance(log, settings.retention, clock, logger);
    this.claims = new HeldClaims(settings.id, log, clock, (untilMs) => {
      this.wakeups.hiddenUntil(untilMs);
    });
    this.subscribers = new Subscribers({
      log,
      clock,
      logger,
      timeoutMs: settings.subscriberTimeoutMs,
      addressed: hooks.addressed,
    });
    this.host = createChannelHost(this);
    this.upkeep = new Upkeep(() => this.maintain(), hooks.onMaintain, {
      clock,
      logger,
      intervalMs: settings.maintenanceIntervalMs,
    });
    this.stopWatching = log.watch((foreign) => {
      this.onChange(foreign === true);
    });
  }

  get busySubscribers(): readonly string[] {
    return this.subscribers.busy;
  }

  /** Whether what the channel does by itself still goes on. */
  get busyBackground(): boolean {
    return this.background !== undefined;
  }

  /** Starts maintenance and what the channel does by itself. */
  run(background: (signal: AbortSignal) => Promise<void> | undefined): void {
    this.upkeep.start();
    this.background = background(this.draining.signal)?.finally(() => {
      this.background = undefined;
    });
  }

  /** Not async: `store` makes the one promise of a write. What is wrong with the content is thrown at once. */
  write(systemId: string, content: unknown, options?: WriteOptions): Promise<WriteReceipt> {
    const nowMs = this.environment.clock.nowMs();
    const built = this.writer.message(systemId, content, options, nowMs);
    const append = this.writer.appendOptions(options, nowMs);
    if (isPending(built)) return built.then((message) => this.store(message, append, nowMs));
    return this.store(built, append, nowMs);
  }

  async writeMessage(systemId: string, message: ChannelMessage): Promise<WriteReceipt> {
    const stored = await this.writer.direct(systemId, message);
    return this.store(stored, {}, this.environment.clock.nowMs());
  }

  /** Appends and pushes. */
  async store(
    message: StoredMessage,
    options: AppendOptions,
    nowMs: number,
  ): Promise<WriteReceipt> {
    // The content may have been checked for longer than the channel was open.
    if (this.isClosed) throw this.closed();
    let result: AppendResult;
    try {
      const appended = this.log.append(message, options);
      result = isPending(appended) ? await appended : appended;
    } catch (error) {
      if (!(await this.madeRoom(error))) throw error;
      result = await this.log.append(message, options);
    }
    if (result.duplicate) return { id: result.id, duplicate: true };
    const published = this.publish(message, result.seq, options.visibleAtMs, nowMs);
    if (published !== undefined) await published;
    return { id: result.id, duplicate: false };
  }

  /** Runs `onMessage`, pushes to the subscribers and keeps the retention. */
  publish(
    message: StoredMessage,
    seq: number,
    visibleAtMs: number | undefined,
    nowMs: number,
  ): Promise<void> | undefined {
    if (visibleAtMs !== undefined) this.wakeups.hiddenUntil(visibleAtMs);
    const { onMessage } = this.hooks;
    if (onMessage !== undefined || this.maintenance.overCount()) {
      return this.publishSlowly(message, seq, visibleAtMs, nowMs);
    }
    if (this.subscribers.size === 0) return undefined;
    const entry = { seq, message, ...(visibleAtMs === undefined ? {} : { visibleAtMs }) };
    const pushed = this.subscribers.publish(entry, nowMs);
    return isPending(pushed) ? pushed : undefined;
  }

  async read(systemId: string, options: ReadOptions = {}): Promise<readonly ChannelMessage[]> {
    const place = `read from channel '${this.settings.id}'`;
    const limit = checkLimit(options.limit, place);
    checkId(systemId, 'systemId', place);
    if (options.after !== undefined) checkId(options.after, 'after', place);
    const nowMs = this.environment.clock.nowMs();
    if (this.maintenance.ageIsDue(nowMs)) await this.maintenance.enforce();
    this.maintenance.readerIsBack(systemId);
    const entries = await this.log.read(systemId, {
      limit,
      nowMs,
      ...(options.after === undefined ? {} : { after: options.after }),
      ...(options.from === undefined ? {} : { from: options.from }),
    });
    return entries.map((entry) => entry.message);
  }

  async claim(systemId: string, options: ClaimOptions = {}): Promise<Claim<unknown>[]> {
    const { claimPlace } = this;
    const limit = checkLimit(options.limit, claimPlace);
    checkId(systemId, 'systemId', claimPlace);
    const waitMs = checkSpan(options.waitMs ?? 0, 'waitMs', claimPlace);
    const leaseMs = checkSpan(
      options.timeoutMs ?? this.settings.claimTimeoutMs,
      'timeoutMs',
      claimPlace,
    );
    throwIfAborted(options.signal);
    if (this.draining.signal.aborted) throw this.noMoreClaims();
    const { clock } = this.environment;
    const untilMs = waitMs === 0 ? 0 : clock.monotonicMs() + waitMs;
    for (let place: 'claimer' | 'returned' = 'claimer'; ; place = 'returned') {
      const ticket = this.wakeups.ticket();
      const nowMs = clock.nowMs();
      if (this.maintenance.ageIsDue(nowMs)) await this.maintenance.enforce();
      // What a drain gives back is not for those who still wait here.
      if (this.draining.signal.aborted) return [];
      const claimed = this.log.claim(systemId, { limit, nowMs, expiresAtMs: nowMs + leaseMs });
      const stored = isPending(claimed) ? await claimed : claimed;
      if (stored.length > 0) {
        if (stored.length === limit) this.wakeups.passOn();
        return stored.map((one) => this.claims.hold(systemId, one));
      }
      const leftMs = waitMs === 0 ? 0 : untilMs - clock.monotonicMs();
      if (leftMs <= 0) return [];
      this.wakeups.wakeAt(await this.log.nextVisibleAtMs());
      await this.wakeups.wait(place, ticket, { timeoutMs: leftMs, signal: options.signal });
      if (options.signal?.aborted === true) {
        // It may have been this wait that was woken for a message; the next one must not sleep on.
        this.wakeups.passOn();
        throwIfAborted(options.signal);
      }
    }
  }

  async acknowledge(systemId: string, ids: readonly string[]): Promise<SettlementResult> {
    checkIds(ids, `acknowledge on channel '${this.settings.id}'`);
    return this.claims.settleAll(systemId, ids, { kind: 'acknowledge' });
  }

  async nack(
    systemId: string,
    ids: readonly string[],
    options: NackOptions = {},
  ): Promise<SettlementResult> {
    checkIds(ids, `nack on channel '${this.settings.id}'`);
    const nowMs = this.environment.clock.nowMs();
    return this.claims.settleAll(systemId, ids, nackAction(options, nowMs, this.settings.id));
  }

  async subscribe(
    systemId: string,
    handler: SubscriberHandler,
    options: SubscribeOptions = {},
  ): Promise<Subscription> {
    const place = `subscribe to channel '${this.settings.id}'`;
    checkId(systemId, 'systemId', place);
    if (typeof handler !== 'function') {
      throw new HolonError('HOLON_INVALID_ARGUMENT', `${place}: the handler must be a function`);
    }
    throwIfAborted(options.signal);
    return this.subscribers.subscribe(systemId, handler, options.signal);
  }

  unsubscribe(systemId: string): number {
    return this.subscribers.unsubscribe(systemId);
  }

  stream<T>(systemId: string, options?: StreamOptions): AsyncIterableIterator<ChannelMessage<T>> {
    const place = `stream from channel '${this.settings.id}'`;
    checkId(systemId, 'systemId', place);
    checkLimit(options?.capacity, place);
    return messageStream<T>(
      {
        log: this.log,
        clock: this.environment.clock,
        wakeups: this.wakeups,
        ending: this.draining.signal,
        addressed: this.hooks.addressed,
      },
      systemId,
      options,
    );
  }

  /** Waits until something may be there to read. Consumers sit here between pages. */
  async waitForChange(ticket: number, signal: AbortSignal): Promise<void> {
    this.wakeups.wakeAt(await this.log.nextVisibleAtMs());
    await this.wakeups.wait('reader', ticket, { signal });
  }

  changeTicket(): number {
    return this.wakeups.ticket();
  }

  /** Claims may be free again, or messages were put back. */
  released(): void {
    this.wakeups.notifyAll();
  }

  /** A transaction has settled a claim. */
  settled({ id, action }: Settlement): void {
    this.claims.settledElsewhere(id);
    if (action.kind === 'nack' && action.visibleAtMs !== undefined) {
      this.wakeups.hiddenUntil(action.visibleAtMs);
    }
  }

  /** Ends what the channel does by itself; resolves when no handler runs and nothing is claimed. */
  async quiesce(): Promise<void> {
    this.draining.abort();
    this.wakeups.notifyAll();
    this.claims.dropExpired(this.environment.clock.nowMs());
    await this.background;
    await this.subscribersIdle();
    await this.claims.whenEmpty();
  }

  subscribersIdle(): Promise<void> {
    return this.subscribers.idle();
  }

  releaseClaims(): Promise<readonly string[]> {
    return this.claims.releaseAll();
  }

  async close(): Promise<void> {
    this.draining.abort();
    this.isClosed = true;
    this.upkeep.stop();
    this.stopWatching();
    this.subscribers.removeAll();
    this.wakeups.notifyAll();
    const { store, ownsStore } = this.environment;
    await (ownsStore ? store.close() : store.flush());
  }

  private async publishSlowly(
    message: StoredMessage,
    seq: number,
    visibleAtMs: number | undefined,
    nowMs: number,
  ): Promise<void> {
    await this.hooks.onMessage?.(message);
    await this.subscribers.publish(
      { seq, message, ...(visibleAtMs === undefined ? {} : { visibleAtMs }) },
      nowMs,
    );
    if (!this.maintenance.overCount()) return;
    try {
      await this.maintenance.enforce();
    } catch (error) {
      // The message is stored; the next write or maintenance tries again.
      this.environment.logger.error('channel.maintenance-failed', { error });
    }
  }

  /** A full channel with a retention may have messages that are due to go. */
  private async madeRoom(error: unknown): Promise<boolean> {
    if (!(error instanceof HolonError && error.code === 'HOLON_BACKPRESSURE')) return false;
    return (await this.maintenance.enforce()) > 0;
  }

  private onChange(foreign: boolean): void {
    // A message for one recipient must not wake the waiting claimer of another instead.
    if (this.hooks.addressed || foreign) this.wakeups.notifyAll();
    else this.wakeups.notify();
    if (!foreign) return;
    void this.catchUpSubscribers().catch((error: unknown) => {
      this.environment.logger.error('subscriber.catch-up-failed', { error });
    });
  }

  private async catchUpSubscribers(): Promise<void> {
    if (this.subscribers.size > 0) this.subscribers.catchUp(await this.log.headSeq());
  }

  private async maintain(): Promise<void> {
    if ((await this.maintenance.sweep()) > 0) this.wakeups.notifyAll();
    this.claims.dropExpired(this.environment.clock.nowMs());
    await this.maintenance.enforce();
    await this.catchUpSubscribers();
  }

  private closed(): HolonError {
    return new HolonError('HOLON_CHANNEL_CLOSED', `Channel '${this.settings.id}' is closed`);
  }

  private noMoreClaims(): HolonError {
    const message = `Channel '${this.settings.id}' is draining and gives out no more claims`;
    return new HolonError('HOLON_DRAINING', message, {
      hint: 'What is left is kept; claim again once the channel has been started anew.',
    });
  }
}
