import { Deadline } from '../systems/deadline';
import type { DrainReport } from '../systems/drain-report';
import { systemClock, type Clock } from '../util/clock';
import { createDeferred } from '../util/deferred';
import { nextTurn } from '../util/turn';
import type { CliIo, StopSignal } from './cli-io';
import { renderDrainReport } from './render-drain-report';
import { renderUnhandled } from './render-unhandled';

/** The part of an app that is watched over here. */
export interface SupervisedApp {
  launch(): Promise<void>;
  drain(options: { timeoutMs: number }): Promise<DrainReport>;
  /** Resolves when it has stopped, by whatever means. */
  readonly stopped: Promise<void>;
}

/** 128 and the number of the signal, as shells have it. */
const SIGNAL_CODES: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm, which got it too. */
const ONE_KEYSTROKE_MS = 100;

/**
 * Builds and launches an app and drains it at the first SIGINT or SIGTERM, or when something is thrown that nobody
 * catches, however far it has come. Answers the exit code: 0 when it ended by itself or drained in full, 1 when
 * something was thrown, was abandoned by the drain, or was still being built at its deadline, 130 or 143 at once at a
 * second signal.
 */
export async function supervise(
  createApp: () => Promise<SupervisedApp>,
  io: CliIo,
  options: { drainTimeoutMs: number; clock?: Clock },
): Promise<number> {
  const { drainTimeoutMs, clock = systemClock } = options;
  // Systems that only wait for messages keep no timer, and neither promises nor signals keep a process alive.
  const keepAlive = clock.setTimer(Number.MAX_SAFE_INTEGER, () => undefined);
  const first = createDeferred<StopSignal | 'HOLON_UNHANDLED'>();
  const second = createDeferred<StopSignal>();
  let firstAtMs: number | undefined;
  let hasFailed = false;
  const stopListening = io.onStopSignal((signal) => {
    const nowMs = clock.monotonicMs();
    firstAtMs ??= nowMs;
    if (nowMs - firstAtMs < ONE_KEYSTROKE_MS) first.resolve(signal);
    else second.resolve(signal);
  });
  const stopWatching = io.onUnhandled((thrown, origin) => {
    hasFailed = true;
    firstAtMs ??= clock.monotonicMs();
    io.stderr.write(renderUnhandled(thrown, origin));
    first.resolve('HOLON_UNHANDLED');
  });

  let isBuilt = false;
  const stopping = first.promise.then((reason) => {
    const doing = isBuilt ? 'draining' : 'the app is still being built, waiting';
    const seconds = String(drainTimeoutMs / 1_000);
    const again = reason === 'HOLON_UNHANDLED' ? 'Ctrl-C' : 'once more';
    io.stderr.write(`${reason}: ${doing} for at most ${seconds} s; ${again} ends it at once\n`);
    return new Deadline(clock, drainTimeoutMs);
  });

  const live = async (): Promise<number> => {
    const building = createApp();
    const early = await Promise.race([stopping, building.then(() => undefined)]);
    if (early !== undefined && !(await early.allows(building))) {
      const seconds = (early.elapsedMs / 1_000).toFixed(1);
      io.stdout.write(`✗ gave up after ${seconds} s: the app was still being built\n`);
      return 1;
    }
    const app = await building;
    isBuilt = true;
    const deadline = early ?? (await Promise.race([stopping, runToEnd(app)]));
    if (deadline === undefined) return 0;
    const report = await app.drain({ timeoutMs: deadline.leftMs });
    io.stdout.write(renderDrainReport(report));
    return report.completed && !hasFailed ? 0 : 1;
  };

  try {
    return await Promise.race([live(), second.promise.then((signal) => SIGNAL_CODES[signal])]);
  } finally {
    await nextTurn(); // what was rejected just now is told of on the next turn
    stopListening();
    stopWatching();
    keepAlive.cancel();
  }
}

async function runToEnd(app: SupervisedApp): Promise<undefined> {
  await app.launch();
  await app.stopped;
}
