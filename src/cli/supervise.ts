import type { DrainReport } from '../systems/drain-report';
import { systemClock, type Clock } from '../util/clock';
import { createDeferred } from '../util/deferred';
import type { CliIo, StopSignal } from './cli-io';
import { renderDrainReport } from './render-drain-report';

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
 * Builds and launches an app and drains it at the first SIGINT or SIGTERM, however far it has come. Answers the exit
 * code: 0 when it ended by itself or drained in full, 1 when the drain had to abandon something, 130 or 143 at once at
 * a second signal.
 */
export async function supervise(
  createApp: () => Promise<SupervisedApp>,
  io: CliIo,
  options: { drainTimeoutMs: number; clock?: Clock },
): Promise<number> {
  const { drainTimeoutMs, clock = systemClock } = options;
  // Systems that only wait for messages keep no timer, and neither promises nor signals keep a process alive.
  const keepAlive = clock.setTimer(Number.MAX_SAFE_INTEGER, () => undefined);
  const first = createDeferred<StopSignal>();
  const second = createDeferred<StopSignal>();
  let firstAtMs: number | undefined;
  const stopListening = io.onStopSignal((signal) => {
    const nowMs = clock.monotonicMs();
    firstAtMs ??= nowMs;
    (nowMs - firstAtMs < ONE_KEYSTROKE_MS ? first : second).resolve(signal);
  });

  const live = async (): Promise<number> => {
    const app = await createApp();
    const ended = app.launch().then(() => app.stopped);
    const signal = await Promise.race([first.promise, ended]);
    if (signal === undefined) return 0;
    ended.catch(() => undefined); // a launch that the drain cuts short may well reject
    const seconds = String(drainTimeoutMs / 1_000);
    io.stderr.write(`${signal}: draining for at most ${seconds} s; once more ends it at once\n`);
    const report = await app.drain({ timeoutMs: drainTimeoutMs });
    io.stdout.write(renderDrainReport(report));
    return report.completed ? 0 : 1;
  };

  try {
    return await Promise.race([live(), second.promise.then((signal) => SIGNAL_CODES[signal])]);
  } finally {
    stopListening();
    keepAlive.cancel();
  }
}
