import type { ChannelMessage } from '../model/channel-message';
import type { Caller } from '../model/channel-security';
import { HolonError, isHolonError } from '../errors/holon-error';
import type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  Settlement,
  StoredMessage,
} from '../stores/channel-store';
import { throwIfAborted } from '../util/abort';
import { createAbortController } from '../util/abort-controller';
import { isPending } from '../util/eventually';
import { Attendance } from './attendance';
import type { ChannelEnvironment } from './channel-environment';
import type {
  ChannelHost,
  ClaimOptions,
  PreparedWrite,
  ReadOptions,
  StreamOptions,
  SubscribeOptions,
  Subscription,
  WriteOptions,
  WriteReceipt,
} from './channel-handle';
import { createChannelHost } from './channel-host';
import { ChannelMeter } from './channel-meter';
import { ChannelReader } from './channel-reader';
import type { ChannelSettings } from './channel-options';
import { checkFunction, checkId, checkIds } from './check-arguments';
import { nackAction, type Claim, type NackOptions } from './claim';
import { Claimer } from './claimer';
import { HeldClaims, type SettlementResult } from './held-claims';
import { Maintenance } from './maintenance';
import { MessageWriter } from './message-writer';
import { Neglect } from './neglect';
import type { SubscriberHandler } from './subscriber';
import { Ongoing } from './ongoing';
import { Observation } from './observation';
import { Publisher } from './publisher';
import type { RuntimeHooks } from './runtime-hooks';
import { Subscribers } from './subscribers';
import { Upkeep } from './upkeep';
import { Wakeups } from './wakeups';

const LEFT_OUT: WriteReceipt = Object.freeze({ id: '', duplicate: false });

/** A started channel: its open log and everything that works on it. Lives from `start` to `stop`. */
export class ChannelRuntime {
  readonly host: ChannelHost;
  readonly maintenance: Maintenance;
  readonly writer: MessageWriter;
  readonly claims: HeldClaims;
  readonly meter: ChannelMeter;
  readonly attendance: Attendance;
  readonly reader: ChannelReader;
  readonly subscribers: Subscribers;
  private readonly publisher: Publisher;
  readonly observation: Observation;
  readonly wakeups: Wakeups;
  /** Ends what the channel does by itself. */
  private readonly stopping = createAbortController();
  /** Ends waits and streams. */
  private readonly draining = createAbortController();
  private isClosed = false;
  /** Pages that streams are not done with, by reader. */
  private readonly openPages = new Ongoing();
  private readonly stopWatching: () => void;
  private readonly upkeep: Upkeep;
  private readonly neglect: Neglect | undefined;
  readonly claimer: Claimer;
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
    this.observation = new Observation(hooks.info, settings.observers, logger);
    this.wakeups = new Wakeups(clock);
    this.meter = new ChannelMeter(settings.id, environment.metrics, clock);
    this.writer = new MessageWriter(settings, environment, hooks.takeIn);
    this.maintenance = new Maintenance(log, settings.retention, clock, logger);
    this.claims = new HeldClaims(settings.id, log, clock, this.meter, (untilMs) => {
      this.wakeups.hiddenUntil(untilMs);
    });
    this.subscribers = new Subscribers({
      log,
      clock,
      logger,
      timeoutMs: settings.subscriberTimeoutMs,
      addressed: hooks.addressed,
      retention: this.maintenance,
    });
    this.attendance = new Attendance(this);
    const shared = {
      channelId: settings.id,
      log,
      clock,
      maintenance: this.maintenance,
      wakeups: this.wakeups,
      ending: this.draining.signal,
      observation: this.observation,
      meter: this.meter,
      attendance: this.attendance,
    };
    this.claimer = new Claimer({
      ...shared,
      claimTimeoutMs: settings.claimTimeoutMs,
      held: this.claims,
      mayRead: hooks.mayRead,
    });
    this.reader = new ChannelReader({
      ...shared,
      addressed: hooks.addressed,
      openPages: this.openPages,
      isClosed: () => this.isClosed,
    });
    this.publisher = new Publisher({
      subscribers: this.subscribers,
      maintenance: this.maintenance,
      onMessage: hooks.onMessage,
      timeoutMs: settings.subscriberTimeoutMs,
      clock,
      logger,
    });
    this.host = createChannelHost(this);
    this.upkeep = new Upkeep(() => this.maintain(), hooks.onMaintain, {
      clock,
      logger,
      intervalMs: settings.maintenanceIntervalMs,
    });
    this.neglect = Neglect.of(hooks, { log, clock, logger, attendance: this.attendance });
    this.stopWatching = log.watch((foreign) => {
      this.onChange(foreign === true);
    });
  }

  get busySubscribers(): readonly string[] {
    return this.subscribers.busy;
  }

  /** Systems whose streams have not come to the end of what they fetched. */
  get busyStreams(): readonly string[] {
    return this.openPages.names;
  }

  get busyOnMessage(): boolean {
    return this.publisher.busy;
  }

  /** Whether what the channel does by itself still goes on. */
  get busyBackground(): boolean {
    return this.background !== undefined;
  }

  /** Starts maintenance and what the channel does by itself. */
  run(background: (signal: AbortSignal) => Promise<void> | undefined): void {
    this.upkeep.start();
    this.background = background(this.stopping.signal)?.finally(() => {
      this.background = undefined;
    });
  }

  /** Not async: `store` makes the one promise of a write. What is wrong with the content is thrown at once. */
  write(systemId: string, content: unknown, options?: WriteOptions): Promise<WriteReceipt> {
    if (this.hooks.takeIn !== undefined) {
      return this.storePrepared(this.writer.prepare(systemId, content, options));
    }
    const nowMs = this.environment.clock.nowMs();
    const built = this.writer.message(systemId, content, options, nowMs);
    const append = this.writer.appendOptions(options, nowMs);
    if (isPending(built)) return built.then((message) => this.store(message, append, nowMs));
    return this.store(built, append, nowMs);
  }

  writeMessage(systemId: string, message: ChannelMessage): Promise<WriteReceipt> {
    return this.storePrepared(this.writer.prepareMessage(systemId, message));
  }

  /** Appends and pushes. Measured here: another function around it would make another promise. */
  async store(
    message: StoredMessage,
    options: AppendOptions,
    nowMs: number,
  ): Promise<WriteReceipt> {
    const startedMs = this.meter.begin();
    try {
      // The content may have been checked for longer than the channel was open.
      this.checkOpen();
      let result: AppendResult;
      try {
        const appended = this.log.append(message, options);
        result = isPending(appended) ? await appended : appended;
      } catch (error) {
        if (!(await this.madeRoom(error))) throw error;
        result = await this.log.append(message, options);
      }
      const { id, seq, duplicate } = result;
      if (!duplicate) {
        const published = this.publish(message, seq, options.visibleAtMs, nowMs);
        if (published !== undefined) await published;
      }
      this.meter.end('write', startedMs);
      return { id, duplicate };
    } catch (error) {
      this.meter.end('write', startedMs, false);
      this.failed(error);
      throw error;
    }
  }

  /** Runs `onMessage`, pushes to the subscribers and keeps the retention. Refuses nothing: the message is stored. */
  publish(
    message: StoredMessage,
    seq: number,
    visibleAtMs: number | undefined,
    nowMs: number,
  ): Promise<void> | undefined {
    this.observation.sent(message);
    this.meter.count('write', 1);
    if (this.isClosed) return undefined;
    if (visibleAtMs !== undefined) this.wakeups.hiddenUntil(visibleAtMs);
    if (!this.publisher.isNeeded()) return undefined;
    const entry = { seq, message, ...(visibleAtMs === undefined ? {} : { visibleAtMs }) };
    const pushed = this.publisher.publish(entry, nowMs);
    return isPending(pushed) ? pushed : undefined;
  }

  read(systemId: string, options?: ReadOptions): Promise<readonly ChannelMessage[]> {
    return this.reader.read(systemId, options);
  }

  claim(caller: Caller, options: ClaimOptions = {}): Promise<Claim<unknown>[]> {
    return this.claimer.claim(caller, options);
  }

  async acknowledge(systemId: string, ids: readonly string[]): Promise<SettlementResult> {
    checkIds(ids, `acknowledge on channel '${this.settings.id}'`);
    return this.claims.settleAll(systemId, ids, { kind: 'acknowledge' });
  }

  async nack(systemId: string, ids: readonly string[], options: NackOptions = {}) {
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
    checkFunction(handler, 'the handler', place);
    throwIfAborted(options.signal);
    const observed = this.observation.handler(handler);
    return this.subscribers.subscribe(systemId, observed, options.signal);
  }

  unsubscribe(systemId: string): number {
    return this.subscribers.unsubscribe(systemId);
  }

  stream<T>(systemId: string, options?: StreamOptions): AsyncIterableIterator<ChannelMessage<T>> {
    return this.reader.stream(systemId, options);
  }

  /** Waits until something may be there to read. Consumers sit here between pages. */
  async waitForChange(ticket: number, signal: AbortSignal): Promise<void> {
    this.wakeups.wakeAt(await this.log.nextVisibleAtMs());
    await this.wakeups.wait('reader', ticket, { signal });
  }

  changeTicket(): number {
    return this.wakeups.ticket();
  }

  /** Claims may be free again, or messages are there that nobody was told of. */
  mayHaveChanged(): void {
    this.wakeups.notifyAll();
  }

  /** A store that failed may have done all the same what it was asked to; one that has no room has not. */
  failed(error: unknown): void {
    if (!isHolonError(error, 'HOLON_BACKPRESSURE')) this.mayHaveChanged();
  }

  /** A transaction has settled a claim. */
  settled(settlement: Settlement): void {
    const { action } = settlement;
    this.claims.settledElsewhere(settlement);
    this.meter.count('settle', 1);
    if (action.kind === 'nack' && action.visibleAtMs !== undefined) {
      this.wakeups.hiddenUntil(action.visibleAtMs);
    }
  }

  /** Ends what the channel does by itself; resolves when no handler runs and nothing is claimed. */
  async quiesce(): Promise<void> {
    this.draining.abort();
    this.wakeups.notifyAll();
    this.claims.dropExpired(this.environment.clock.nowMs());
    await this.stopBackground();
    await this.subscribersIdle();
    await this.openPages.whenIdle();
    await this.claims.whenEmpty();
  }

  /** Ends what the channel does by itself; resolves when that has ended. */
  async stopBackground(): Promise<void> {
    this.stopping.abort();
    await this.background;
  }

  /** Resolves when neither a subscriber nor `onMessage` is at work. */
  subscribersIdle(): Promise<void> {
    return this.publisher.idle();
  }

  async close(): Promise<void> {
    this.stopping.abort();
    this.draining.abort();
    this.isClosed = true;
    this.upkeep.stop();
    this.stopWatching();
    this.publisher.close();
    this.wakeups.notifyAll();
    const { store, ownsStore } = this.environment;
    await (ownsStore ? store.close() : store.flush());
  }

  private async storePrepared(
    preparing: Promise<PreparedWrite | undefined>,
  ): Promise<WriteReceipt> {
    const prepared = await preparing;
    if (prepared === undefined) return LEFT_OUT;
    return this.store(prepared.message, prepared.append, this.environment.clock.nowMs());
  }

  /** A full channel with a retention may have messages that are due to go. */
  async madeRoom(error: unknown): Promise<boolean> {
    if (!isHolonError(error, 'HOLON_BACKPRESSURE')) return false;
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
    await this.neglect?.look();
  }

  /** @throws HOLON_CHANNEL_CLOSED */
  checkOpen(): void {
    if (!this.isClosed) return;
    throw new HolonError('HOLON_CHANNEL_CLOSED', `Channel '${this.settings.id}' is closed`);
  }
}
