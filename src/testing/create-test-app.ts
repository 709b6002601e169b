import { runtimesOf } from '../container/app';
import { createApp, type CreateAppOptions } from '../container/create-app';
import { readSubsystems } from '../decorators/metadata-storage';
import type { SystemClass } from '../decorators/metadata';
import type { AnyChannelClass } from '../model/channel-class';
import { MemoryStore } from '../stores/memory/memory-store';
import { benchFor } from './kit/bench';
import { CallLog } from './kit/call-log';
import { ChannelRecord } from './kit/channel-record';
import { checkProviderOverrides, checkSystemOverrides } from './kit/check-overrides';
import { type CallPlace, callPlace } from './kit/call-place';
import { checkTestOptions } from './kit/check-test-options';
import { drive } from './kit/drive';
import { told } from './kit/kit-error';
import type { Leftover } from './kit/leftovers';
import { Pauses } from './kit/pauses';
import { RecordingStore } from './kit/recording-store';
import { replaceSystems, type SystemOverride } from './kit/replace-systems';
import { recordPushes } from './kit/record-pushes';
import { repeatableIds } from './kit/repeatable-ids';
import { Stepper } from './kit/stepper';
import { errorsOnly, TestLogger } from './kit/test-logger';
import { TestApp } from './test-app';
import type { WrittenTo } from './test-channel';
import { VirtualClock } from './virtual-clock';

/** Virtual milliseconds that the start may take. */
const START_MS = 60_000;

/** What a test app is given. */
export interface TestAppOptions<
  Cs extends readonly AnyChannelClass[] = readonly AnyChannelClass[],
> extends Omit<CreateAppOptions, 'store' | 'clock' | 'ids' | 'signal'> {
  /** What systems below the one under test are replaced by: `[[Real, Fake]]`. A fake gets the access of the real one. */
  readonly override?: readonly SystemOverride[];
  /** What is in channels before any system starts: `[[Jobs, [{ url }]]]`. */
  readonly channels?: {
    readonly [K in keyof Cs]: readonly [channel: Cs[K], contents: readonly WrittenTo<Cs[K]>[]];
  };
  /**
   * Who makes the steps: `tick()` alone, or the clock.
   * @defaultValue 'by-hand' for a system without subsystems, 'by-clock' for a tree
   */
  readonly ticks?: 'by-hand' | 'by-clock';
  /** Passed on to the next test app, it is what a restart finds. @defaultValue an empty one */
  readonly store?: MemoryStore;
  /** @defaultValue one that begins at 1_700_000_000_000 */
  readonly clock?: VirtualClock;
  /** What the test may leave behind when it ends. @defaultValue nothing */
  readonly allow?: readonly Leftover[];
}

/**
 * Builds and starts `System` by itself, over real channels in memory and in virtual time. The channels that it declares
 * are there whoever owns them in the real app, and no others; so are an inbox and an outbox where it has them. A root is
 * built with everything below.
 * @throws HOLON_INVALID_ARGUMENT for options that do not exist or are of another kind
 * @throws HOLON_UNKNOWN_OVERRIDE, and what `createApp` and `launch` throw
 */
export async function createTestApp<
  S extends object,
  const Cs extends readonly AnyChannelClass[] = readonly [],
>(System: SystemClass<S>, options: TestAppOptions<Cs> = {}): Promise<TestApp<S>> {
  const place = callPlace();
  return told(() => build(System, options, place), place);
}

async function build<S extends object, Cs extends readonly AnyChannelClass[]>(
  System: SystemClass<S>,
  options: TestAppOptions<Cs>,
  place: CallPlace,
): Promise<TestApp<S>> {
  checkTestOptions(options);
  const { allow = [], override = [], channels, store, clock: given, ticks, ...forApp } = options;
  checkSystemOverrides(System, override);
  const { root: replaced, standsFor } = replaceSystems(System, override);
  const root = benchFor(replaced);
  checkProviderOverrides(root, System, options.providers ?? []);

  const clock = given ?? new VirtualClock(undefined, { traceTimers: true });
  const calls = new CallLog();
  const record = new ChannelRecord();
  const memory = store ?? new MemoryStore();
  const recording = new RecordingStore(memory, record, clock);
  const logger = new TestLogger(clock, options.logger ?? errorsOnly(clock));
  const ids = repeatableIds(memory);
  const app = await createApp(root, { ...forApp, store: recording, clock, ids, logger });

  const isByHand = (ticks ?? defaultTicks(System)) === 'by-hand';
  for (const runtime of runtimesOf(app)) {
    runtime.ticksByHand = isByHand;
    for (const channel of runtime.channels) recordPushes(channel, record, clock);
  }
  const pauses = new Pauses();
  const test = new TestApp<S>({
    tested: System,
    standsFor,
    app,
    clock,
    ownsClock: given === undefined,
    store: recording,
    record,
    logger,
    calls,
    stepper: new Stepper(() => runtimesOf(app), clock, pauses, isByHand),
    pauses,
    allow,
    place,
  });
  const seeds: readonly Seed[] = channels ?? [];
  const start = async (): Promise<void> => {
    for (const [channel, contents] of seeds) await test.seed(channel, contents);
    await app.launch();
  };
  const what = `The start of ${System.name}`;
  await drive(calls.app(start), { clock, what, withinMs: START_MS });
  await clock.settle();
  return test;
}

/** A system by itself is looked at step by step; a tree goes by itself. */
function defaultTicks(system: SystemClass): 'by-hand' | 'by-clock' {
  return readSubsystems(system).length === 0 ? 'by-hand' : 'by-clock';
}

type Seed = readonly [channel: AnyChannelClass, contents: readonly unknown[]];
