import type { BaseChannel } from '../channels/base-channel';
import { HolonError } from '../errors/holon-error';
import type { SystemState, Tick } from '../model/system-state';
import type { Logger } from '../observability/logger';
import { createAbortController } from '../util/abort-controller';
import type { Clock, Timer } from '../util/clock';
import { createDeferred, type Deferred } from '../util/deferred';
import { intervalLoop, type IntervalTurn } from '../util/interval-loop';
import { ClaimConsumer } from './claim-consumer';
import type { ConsumerSpec } from './consumer-spec';
import { CursorConsumer } from './cursor-consumer';
import { PauseGate } from './pause-gate';
import { hooksOf, type SystemHooks } from './system-hooks';
import type { SystemHealth, SystemSpec } from './system-spec';
import { superviseRun } from './worker';

/** Milliseconds after which a step that still runs is reported. */
const SLOW_STEP_MS = 10_000;

/** What a test kit puts around a call: a function that is called in its place, with the same arguments. */
export type WrapCall = <Call extends (...args: never[]) => unknown>(
  call: Call,
  method: string,
  consumer?: ConsumerSpec,
) => Call;

/** Runs one system: its hooks, ticks, consumers and pauses. Children are the tree's business. */
export class SystemRuntime {
  readonly children: SystemRuntime[] = [];
  readonly channels: BaseChannel[];
  /** Set before `begin`: the clock makes no steps then, `stepByHand` does. @internal */
  ticksByHand = false;
  /** Steps that have ended so far, failed ones included. */
  stepsMade = 0;
  /** Calls of `serve` under way. */
  callsRunning = 0;
  private hooks: SystemHooks;
  private handlers: readonly ConsumerSpec[];
  private readonly gate = new PauseGate();
  private readonly stopping = createAbortController();
  private readonly aborting = createAbortController();
  private readonly consumers: (ClaimConsumer | CursorConsumer)[] = [];
  private currentState: SystemState = 'init';
  private activity: Promise<unknown> | undefined;
  private failures = 0;
  private stepSinceMs: number | undefined;
  private slowStep: Timer | undefined;
  private inboxEnded = false;
  /** Whether the restarts of `run` are used up. */
  private hasFailed = false;
  private setupStep: 'none' | 'running' | 'done' = 'none';
  private handStep: Promise<void> | undefined;
  private lastCall: Deferred<void> | undefined;

  constructor(
    readonly spec: SystemSpec,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.hooks = hooksOf(spec.instance);
    this.handlers = spec.consumers;
    this.channels = [...spec.channels];
  }

  get id(): string {
    return this.spec.id;
  }

  get state(): SystemState {
    return this.currentState;
  }

  /** Whether handles of this system may still be used. */
  get isActive(): boolean {
    return this.currentState !== 'stopped';
  }

  health(): SystemHealth {
    const { stepSinceMs } = this;
    return {
      id: this.id,
      name: this.spec.name,
      state: this.currentState,
      failures: this.failures,
      handlersRunning: this.consumers.reduce((sum, one) => sum + one.inFlight, 0),
      handlersBackingOff: this.consumers.filter((one) => one.isBackingOff).length,
      ...(stepSinceMs === undefined
        ? {}
        : { stepRunningMs: this.clock.monotonicMs() - stepSinceMs }),
    };
  }

  async setup(): Promise<void> {
    this.setupStep = 'running';
    await this.hooks.setup?.();
    this.setupStep = 'done';
  }

  /** Whether `setup` has been called and has neither returned nor thrown. */
  get isSettingUp(): boolean {
    return this.setupStep === 'running';
  }

  /** Whether `setup` has been called. */
  get wasSetUp(): boolean {
    return this.setupStep !== 'none';
  }

  get hasOnStop(): boolean {
    return this.hooks.onStop !== undefined;
  }

  /** Puts `wrap` around everything that is called of the system; before it is set up. Only for test kits. @internal */
  intercept(wrap: WrapCall): void {
    const { setup, step, run } = this.hooks;
    this.hooks = {
      ...this.hooks,
      ...(setup === undefined ? {} : { setup: wrap(setup, 'setup') }),
      ...(step === undefined ? {} : { step: wrap(step, 'step') }),
      ...(run === undefined ? {} : { run: wrap(run, 'run') }),
    };
    this.handlers = this.handlers.map((consumer) => ({
      ...consumer,
      handle: wrap(consumer.handle, consumer.method, consumer),
    }));
  }

  /** Starts ticks, run and consumers. */
  begin(): void {
    if (this.currentState !== 'init') return;
    this.currentState = 'running';
    const { gate, clock, logger } = this;
    const environment = { clock, logger, gate, aborting: this.aborting.signal };
    const activities: Promise<void>[] = [];
    for (const spec of this.handlers) {
      const reader = spec.source.reader;
      if (reader === undefined) continue; // the topology check has refused it
      const consumer = spec.source.isClaimsOnly
        ? new ClaimConsumer(spec, reader, environment)
        : new CursorConsumer(spec, reader, environment);
      this.consumers.push(consumer);
      activities.push(consumer.run().finally(reader.attend?.()));
    }
    if (this.hooks.run !== undefined) activities.push(this.work(this.hooks.run));
    else if (this.hasSteps && !this.ticksByHand) activities.push(this.tick());
    this.activity = Promise.all(activities);
    logger.debug('system.started');
  }

  /** Whether `step` is called. */
  get hasSteps(): boolean {
    return this.hooks.step !== undefined && this.hooks.run === undefined;
  }

  /** One step as a tick would make it, where ticks are by hand. @internal */
  async stepByHand(turn: IntervalTurn): Promise<void> {
    if (this.currentState !== 'running') throw this.wrongState('step');
    this.handStep = this.makeStep(turn);
    await this.handStep;
  }

  /**
   * Runs a call from outside as work of this system, also while it is paused: a drain waits for it, and the signal
   * aborts when it waits no longer.
   * @throws HOLON_DRAINING
   */
  async serve<R>(call: (aborting: AbortSignal) => Promise<R>): Promise<R> {
    if (this.gate.ended.aborted) {
      throw new HolonError('HOLON_DRAINING', `System '${this.id}' takes no more calls`);
    }
    this.callsRunning += 1;
    try {
      return await call(this.aborting.signal);
    } finally {
      this.callsRunning -= 1;
      if (this.callsRunning === 0) this.lastCall?.resolve();
    }
  }

  /** Suspends ticks and consumers; what runs at this moment is finished. A `run(signal)` is not touched. */
  pause(): void {
    if (this.currentState !== 'running') throw this.wrongState('pause');
    this.currentState = 'paused';
    this.gate.close();
  }

  resume(): void {
    if (this.currentState !== 'paused') throw this.wrongState('resume');
    this.currentState = this.hasFailed ? 'error' : 'running';
    this.gate.open();
  }

  /** Nothing feeds the inbox any more: what is in it is worked off, then the system ends by itself. */
  endInbox(): void {
    this.inboxEnded = true;
    this.spec.inbox?.shutdown();
  }

  /** Takes no new work; resolves when what is under way is done. */
  async finish(): Promise<void> {
    if (this.currentState === 'running' || this.currentState === 'paused') {
      this.currentState = 'draining';
    }
    this.gate.end();
    if (!this.hasInboxToWorkOff()) this.stopping.abort();
    if (this.callsRunning > 0) this.lastCall ??= createDeferred();
    await Promise.all([this.activity, this.handStep, this.lastCall?.promise]);
    this.stopping.abort();
  }

  /** Stops waiting for anything: signals of handlers, steps and runs abort, the inbox ends. */
  giveUp(): void {
    this.slowStep?.cancel();
    this.stopping.abort();
    this.aborting.abort(new HolonError('HOLON_DRAINING', `System '${this.id}' is given up`));
    this.gate.end();
    this.endInbox();
  }

  /** Runs `onStop`; the system's handles are dead afterwards. */
  async stop(): Promise<void> {
    if (this.currentState === 'stopped') return;
    try {
      if (this.wasSetUp) await this.hooks.onStop?.();
    } catch (error) {
      this.logger.error('system.on-stop-failed', { error });
    }
    this.markStopped();
  }

  markStopped(): void {
    this.currentState = 'stopped';
    this.logger.debug('system.stopped');
  }

  private async tick(): Promise<void> {
    await intervalLoop((turn) => this.makeStep(turn), {
      clock: this.clock,
      periodMs: 1_000 / this.spec.ticksPerSecond,
      signal: this.stopping.signal,
      gate: () => this.gate.pass(),
    });
  }

  private async makeStep(turn: IntervalTurn): Promise<void> {
    const tick: Tick = { ...turn, signal: this.aborting.signal };
    this.stepSinceMs = this.clock.monotonicMs();
    this.slowStep = this.clock.setTimer(
      SLOW_STEP_MS,
      () => {
        this.logger.warn('system.step-slow', { tick: tick.count, runningMs: SLOW_STEP_MS });
      },
      { background: true },
    );
    try {
      await this.hooks.step?.(tick);
    } catch (error) {
      await this.stepFailed(error, tick);
    } finally {
      this.slowStep.cancel();
      this.stepSinceMs = undefined;
      this.stepsMade += 1;
    }
    if (this.inboxEnded && !this.hasInboxToWorkOff()) this.stopping.abort();
  }

  private async work(run: NonNullable<SystemHooks['run']>): Promise<void> {
    const outcome = await superviseRun(run, {
      supervision: this.spec.supervision,
      clock: this.clock,
      logger: this.logger,
      signal: this.stopping.signal,
      onError: (error, restarts) =>
        this.stepFailed(error, {
          count: restarts,
          dueMs: this.clock.nowMs(),
          missed: 0,
          signal: this.aborting.signal,
        }),
    });
    if (outcome !== 'failed') return;
    this.hasFailed = true;
    if (this.currentState === 'running') this.currentState = 'error';
  }

  /** A run ends by itself once its inbox does; ticks go on until it is empty. */
  private hasInboxToWorkOff(): boolean {
    const { inbox } = this.spec;
    if (inbox === undefined) return false;
    return this.hooks.run !== undefined || this.stepSinceMs !== undefined || inbox.size > 0;
  }

  private async stepFailed(error: unknown, tick: Tick): Promise<void> {
    this.failures += 1;
    if (this.hooks.onStepError === undefined) {
      this.logger.error('system.step-failed', { tick: tick.count, error });
      return;
    }
    try {
      await this.hooks.onStepError(error, tick);
    } catch (second) {
      this.logger.error('system.on-step-error-failed', { tick: tick.count, error: second });
    }
  }

  private wrongState(operation: string): HolonError {
    return new HolonError(
      'HOLON_WRONG_STATE',
      `System '${this.id}' is ${this.currentState} and cannot ${operation}`,
    );
  }
}
