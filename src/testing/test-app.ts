import { type App, runtimesOf } from '../container/app';
import type { BaseChannel } from '../channels/base-channel';
import type { ChannelClient } from '../channels/channel-client';
import { checkSpan } from '../channels/check-arguments';
import type { Token } from '../decorators/declarations';
import type { SystemClass } from '../decorators/metadata';
import type { Access } from '../model/channel-access';
import type { AnyChannelClass, ContentOf } from '../model/channel-class';
import type { SystemRuntime } from '../systems/system-runtime';
import type { CallLog } from './kit/call-log';
import { type CallPlace, callPlace } from './kit/call-place';
import type { ChannelRecord, RecordedEvent, RecordFilter } from './kit/channel-record';
import { checkAllowed } from './kit/check-test-options';
import {
  checkPredicate,
  checkSteps,
  finishing,
  type FinishOptions,
  type PausedOptions,
  whilePaused,
  within,
  type WithinOptions,
} from './kit/check-time';
import { drive } from './kit/drive';
import { endApp } from './kit/end-app';
import { findChannel } from './kit/find-channel';
import { kitError, told, toldAtOnce } from './kit/kit-error';
import type { Leftover } from './kit/leftovers';
import { notedClient } from './kit/noted-client';
import type { Pauses } from './kit/pauses';
import { quiet } from './kit/quiet';
import type { RecordingStore } from './kit/recording-store';
import type { Stepper } from './kit/stepper';
import { type Failure, type LoggedEvent, tellFailures, type TestLogger } from './kit/test-logger';
import { until } from './kit/until';
import { TestChannel, TESTER_ID, type WrittenTo } from './test-channel';
import { TestInbox, TestOutbox } from './test-queues';
import type { VirtualClock } from './virtual-clock';

const ANYTHING: readonly Leftover[] = ['claims', 'work', 'timers'];

/** What a `TestApp` is made of. */
export interface TestAppParts {
  readonly tested: SystemClass;
  /** What stands in the app for a class of the declared tree. */
  readonly standsFor: ReadonlyMap<SystemClass, SystemClass>;
  readonly app: App;
  readonly clock: VirtualClock;
  /** Whether nobody else has timers on the clock. */
  readonly ownsClock: boolean;
  readonly store: RecordingStore;
  readonly record: ChannelRecord;
  readonly logger: TestLogger;
  readonly calls: CallLog;
  readonly stepper: Stepper;
  readonly pauses: Pauses;
  readonly allow: readonly Leftover[];
  /** Where the test has made it. */
  readonly place: CallPlace;
}

/** A system, or a tree of them, that runs in virtual time over real channels in memory. Made by `createTestApp`. */
export class TestApp<S extends object = object> implements AsyncDisposable {
  /** The app itself, for what this class does not have. */
  readonly app: App;
  readonly clock: VirtualClock;
  private readonly parts: TestAppParts;
  private readonly startMs: number;
  private readonly looked = new Map<BaseChannel, TestChannel>();
  private disposed: Promise<void> | undefined;

  /** @internal */
  constructor(parts: TestAppParts) {
    this.parts = parts;
    this.app = parts.app;
    this.clock = parts.clock;
    this.startMs = parts.clock.nowMs();
  }

  /** The system under test. */
  get system(): S {
    return this.get(this.parts.tested) as S; // the class that the app was made of
  }

  /** An instance of the app: of a system (of what stands in for it), or of a provider. @throws HOLON_UNKNOWN_PROVIDER */
  get<T>(token: Token<T>): T {
    const standsFor: ReadonlyMap<unknown, SystemClass> = this.parts.standsFor;
    const replaced = standsFor.get(token) as Token<T> | undefined; // it stands for a class of that type
    return toldAtOnce(() => this.app.get(replaced ?? token));
  }

  /** A channel that the systems under test declare. @throws HOLON_CHANNEL_NOT_CONNECTED for any other */
  channel<C extends AnyChannelClass>(channel: C): TestChannel<ContentOf<C>, WrittenTo<C>> {
    return this.look(findChannel(channel, this.channels, this.parts.tested)) as TestChannel<
      ContentOf<C>,
      WrittenTo<C>
    >; // the channel is of this class
  }

  /** Writes what is to be there before any system starts. @internal */
  async seed(channel: AnyChannelClass, contents: readonly unknown[]): Promise<void> {
    const place = (name: string): string => `createTestApp({ channels: [[${name}, …]] })`;
    await this.look(findChannel(channel, this.channels, this.parts.tested, place)).seed(contents);
  }

  /**
   * A client for what only clients have: streams, requests, transactions.
   * @throws HOLON_CHANNEL_NOT_CONNECTED for a channel that no system under test declares
   */
  client<const A extends Access>(access: A, systemId = TESTER_ID): ChannelClient<A> {
    const { own = [], read = [], write = [] } = access;
    for (const one of [...own, ...read, ...write]) {
      findChannel(one, this.channels, this.parts.tested, (name) => `test.client(… ${name} …)`);
    }
    const client = toldAtOnce(() => this.app.client(access, systemId));
    return notedClient(client, this.parts.calls, () => this.clock.settle());
  }

  /** What feeds the inbox of the system under test. @throws HOLON_WRONG_STATE where it has none */
  get inbox(): TestInbox {
    const { calls, tested } = this.parts;
    return new TestInbox(this.app, tested, calls, () => this.quiet());
  }

  /** What the system under test has sent by its outbox. @throws HOLON_WRONG_STATE where it has none */
  get outbox(): TestOutbox {
    return new TestOutbox(this.app, this.parts.tested, this.parts.calls);
  }

  /**
   * Every system that has a `step()` makes `count` more, parents first, and what they bring about happens. By hand time
   * stands still, but for what a step waits for; by the clock it moves to when the steps are due.
   * @throws HOLON_NOT_DONE when a step does not end
   * @throws HOLON_WRONG_STATE when a system is paused, or none has a `step()`
   */
  async tick(count = 1, options: WithinOptions = {}): Promise<void> {
    const { calls, stepper, tested } = this.parts;
    await calls.moving('test.tick()', async () => {
      const withinMs = within(options, 'test.tick');
      checkSteps(count);
      this.checkLive('test.tick()');
      stepper.checkSteps('test.tick()', tested.name);
      for (let made = 0; made < count; made += 1) {
        await stepper.tick(withinMs, 'test.tick()');
        await this.quiet();
      }
    });
  }

  /**
   * Moves time by `ms`: whatever comes due on the way happens, in order. Steps by hand are not made.
   * @throws HOLON_WRONG_STATE while a system is paused by the test, unless `whilePaused` says that this is meant
   */
  async advance(ms: number, options: PausedOptions = {}): Promise<void> {
    await this.parts.calls.moving('test.advance()', async () => {
      const isMeant = whilePaused(options, 'test.advance');
      this.checkLive('test.advance()');
      const cure = `, or say that it is meant: advance(${String(ms)}, { whilePaused: true })`;
      if (!isMeant) this.parts.pauses.check('test.advance()', cure);
      await this.clock.advance(checkSpan(ms, 'ms', 'test.advance'));
      await this.quiet();
    });
  }

  /**
   * Lets the app go on until `predicate` answers something truthy, and answers that. Steps by hand are made as the clock
   * would make them.
   * @throws HOLON_NOT_DONE
   * @throws HOLON_WRONG_STATE while a system is paused by the test
   */
  async until<R>(predicate: () => R | Promise<R>, options: WithinOptions = {}): Promise<R> {
    const { calls, clock, pauses, stepper } = this.parts;
    return calls.moving('test.until()', async () => {
      const withinMs = within(options, 'test.until');
      checkPredicate(predicate);
      this.checkLive('test.until()');
      pauses.check('test.until()');
      return until(predicate, { clock, stepper, withinMs, failures: () => this.tellFailures() });
    });
  }

  /**
   * Waits for `work`, a reply for example, and moves time as far as it needs.
   * @throws HOLON_NOT_DONE
   * @throws HOLON_WRONG_STATE while a system is paused by the test, unless `whilePaused` says that this is meant
   */
  async finish<R>(work: Promise<R>, options: FinishOptions = {}): Promise<R> {
    const { calls, clock, pauses } = this.parts;
    const what = 'What test.finish() waits for';
    const awaited = Promise.resolve(work); // whatever is awaited may be given, also a value that is there already
    awaited.catch(() => undefined); // where this call is refused, nobody waits for it any more
    return calls.moving('test.finish()', async () => {
      const { whilePaused: isMeant, withinMs } = finishing(options, 'test.finish');
      this.checkLive('test.finish()');
      const cure = ', or say that it is meant: finish(…, { whilePaused: true })';
      if (!isMeant) pauses.check('test.finish()', cure);
      return drive(awaited, { clock, what, withinMs });
    });
  }

  /** Lets everything happen that can happen now; time stands still. */
  async settle(): Promise<void> {
    await this.parts.calls.moving('test.settle()', async () => {
      this.checkLive('test.settle()');
      await this.quiet();
    });
  }

  /** Suspends steps and consumers of a system and of all below it. @defaultValue the system under test */
  pause(system: SystemClass = this.parts.tested): void {
    this.parts.pauses.pause(this.runtimesOf(system));
  }

  /** Ends a `pause`. */
  resume(system: SystemClass = this.parts.tested): void {
    this.parts.pauses.resume(this.runtimesOf(system));
  }

  /** What systems have written, read, claimed and settled: who, which message, and when. */
  recorded(filter: RecordFilter = {}): readonly RecordedEvent[] {
    this.parts.calls.looking('test.recorded()');
    return this.parts.record.matching(filter);
  }

  /** What has thrown in a step, handler or hook, and was caught by nobody. The app has gone on. */
  failures(): readonly Failure[] {
    this.parts.calls.looking('test.failures()');
    return this.parts.logger.failures;
  }

  /** Everything that the app has logged, of every level. */
  logged(event?: string): readonly LoggedEvent[] {
    const { events } = this.parts.logger;
    return event === undefined ? [...events] : events.filter((one) => one.event === event);
  }

  /**
   * Drains the app and checks that the test has left nothing behind: no call that was not awaited, no claim open, no
   * step or handler still running, no timer that somebody still waits for. May be called again.
   * @throws HOLON_LEFT_BEHIND
   */
  async dispose(options: { readonly allow?: readonly Leftover[] } = {}): Promise<void> {
    const place = callPlace();
    const { allow = [] } = options;
    await told(async () => checkAllowed(allow, 'test.dispose'), place);
    await this.end(place, [...this.parts.allow, ...allow]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The line that calls is one of the compiler's: the test knows the one where it has made the app. What a test that
    // has failed leaves behind would hide why it has failed.
    await this.end(this.parts.place, this.parts.calls.hasFailed ? ANYTHING : this.parts.allow);
  }

  private async end(place: CallPlace, allowed: readonly Leftover[]): Promise<void> {
    this.disposed ??= endApp(this.parts, this.channels, allowed);
    const { disposed } = this;
    await told(() => disposed, place, { isOutermost: true });
  }

  /** @throws HOLON_WRONG_STATE once the test app has been disposed of */
  private checkLive(call: string): void {
    if (this.disposed === undefined) return;
    throw kitError('HOLON_WRONG_STATE', `${call} was called after the test app was disposed of`, {
      hint: 'Make a test app for each test: await using test = await createTestApp(…).',
    });
  }

  private quiet(): Promise<void> {
    return quiet(this.clock, this.channels);
  }

  private get channels(): readonly BaseChannel[] {
    return runtimesOf(this.app).flatMap((runtime) => runtime.channels);
  }

  private look(channel: BaseChannel): TestChannel {
    let looked = this.looked.get(channel);
    if (looked === undefined) {
      const { calls, clock, record, store } = this.parts;
      const settle = (): Promise<void> => this.quiet();
      const failures = (): string => this.tellFailures();
      const checkLive = (call: string): void => {
        this.checkLive(call);
      };
      looked = new TestChannel({
        channel,
        store,
        record,
        clock,
        calls,
        settle,
        failures,
        checkLive,
      });
      this.looked.set(channel, looked);
    }
    return looked;
  }

  private runtimesOf(system: SystemClass): readonly SystemRuntime[] {
    const instance: unknown = this.get(system);
    const flatten = (one: SystemRuntime): readonly SystemRuntime[] => [
      one,
      ...one.children.flatMap(flatten),
    ];
    return runtimesOf(this.app)
      .filter((runtime) => runtime.spec.instance === instance)
      .flatMap(flatten);
  }

  private tellFailures(): string {
    return tellFailures(this.parts.logger.failures, this.startMs);
  }
}
