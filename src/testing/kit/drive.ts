import { sleep } from '../../util/abort';
import { systemClock } from '../../util/clock';
import type { VirtualClock } from '../virtual-clock';
import { kitError } from './kit-error';

/** What is waited for, and how long. */
export interface DriveOptions {
  readonly clock: VirtualClock;
  /** As a sentence begins: `A step of 'refiner'`. */
  readonly what: string;
  /** Most virtual milliseconds that may pass. */
  readonly withinMs: number;
}

/** Times that real input and output may still answer before virtual time is moved. */
const PATIENCE_ROUNDS = 4;
/** Real time is looked at in short waits, so that a debugger which stops the process takes none of it. */
const POLL_MS = 20;
const POLLS = 50;

/**
 * Waits for `work`, moving time from timer to timer for as long as it is not done. Where only timers of the background
 * are left, files and sockets get a second of real time first.
 * @throws HOLON_NOT_DONE when it needs more time than `withinMs`
 */
export async function drive<R>(
  work: Promise<R>,
  { clock, what, withinMs }: DriveOptions,
): Promise<R> {
  let isDone = false;
  const note = (): void => {
    isDone = true;
  };
  work.then(note, note);
  const endMs = clock.nowMs() + withinMs;
  let hasWaited = false;
  while (!(await settled(clock, () => isDone))) {
    // Somebody else moves time, for example the call that a dispose finds under way.
    if (clock.isAdvancing) continue;
    if (!hasWaited && clock.nextDueMs({ background: false }) === undefined) {
      hasWaited = true;
      await waitReally(() => isDone);
      continue;
    }
    const nextMs = clock.nextDueMs();
    if (nextMs === undefined || nextMs > endMs) {
      throw kitError(
        'HOLON_NOT_DONE',
        `${what} has not ended within ${String(withinMs)} ms of virtual time`,
        {
          hint: 'See what it awaits: a promise that nobody resolves, a timer of the machine instead of the injected CLOCK, or more time than it was given: { withinMs }.',
        },
      );
    }
    await clock.advance(Math.max(0, nextMs - clock.nowMs()));
  }
  return work;
}

/** Answers whether it is done when all that can happen now has happened. */
async function settled(clock: VirtualClock, isDone: () => boolean): Promise<boolean> {
  for (let round = 0; round < PATIENCE_ROUNDS && !isDone(); round += 1) await clock.settle();
  return isDone();
}

/** For work that waits for files, sockets and the like. */
async function waitReally(isDone: () => boolean): Promise<void> {
  for (let poll = 0; poll < POLLS && !isDone(); poll += 1) await sleep(systemClock, POLL_MS);
}
