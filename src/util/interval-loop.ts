import type { Clock } from './clock';
import { sleep } from './abort';

/** One turn of an `intervalLoop`. */
export interface IntervalTurn {
  /** 0 for the first turn. */
  readonly count: number;
  /** Wall clock at which this turn was due, milliseconds since 1970. */
  readonly dueMs: number;
  /** Turns left out since the last one because it took longer than a period, or because a timer was late. */
  readonly missed: number;
}

/** What an `intervalLoop` runs on. */
export interface IntervalLoopOptions {
  readonly clock: Clock;
  readonly periodMs: number;
  /** Ends the loop; the turn under way is still awaited. */
  readonly signal: AbortSignal;
  /** Awaited before every turn: how a loop is paused. Pausing moves the later turns, it does not skip them. */
  readonly gate?: () => Promise<void> | undefined;
}

/**
 * Calls `turn` at once and then every `periodMs`, one at a time. Turn n is due at start + n × period, so the time a
 * turn takes never adds up to a drift; turns that came due while another ran, or that a
 * late timer has let pass, are left out and counted in `missed`. `turn` must not reject.
 */
export async function intervalLoop(
  turn: (turn: IntervalTurn) => unknown,
  { clock, periodMs, signal, gate }: IntervalLoopOptions,
): Promise<void> {
  let startMonotonicMs = clock.monotonicMs();
  let startWallMs = clock.nowMs();
  let index = 0;
  let missed = 0;
  for (let count = 0; !signal.aborted; count += 1) {
    const paused = gate?.();
    if (paused !== undefined) {
      await paused;
      if (signal.aborted) return;
      startMonotonicMs = clock.monotonicMs() - index * periodMs;
      startWallMs = clock.nowMs() - index * periodMs;
    }
    // A timer that fires late finds several turns due: they are one, the last of them.
    const dueIndex = Math.floor((clock.monotonicMs() - startMonotonicMs) / periodMs);
    if (dueIndex > index) {
      missed += dueIndex - index;
      index = dueIndex;
    }
    await turn({ count, dueMs: startWallMs + index * periodMs, missed });
    const turnsDue = Math.floor((clock.monotonicMs() - startMonotonicMs) / periodMs);
    missed = Math.max(0, turnsDue - index - 1);
    index += 1 + missed;
    const waitMs = startMonotonicMs + index * periodMs - clock.monotonicMs();
    // Even a late turn yields, so that a step that never waits starves nobody.
    await sleep(clock, Math.max(0, waitMs), signal);
  }
}
