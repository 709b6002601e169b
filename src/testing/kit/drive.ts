import type { HolonError } from '../../errors/holon-error';
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
const POLLS = 100;

/**
 * Waits for `work`, moving time from timer to timer for as long as it is not done.
 * @throws HOLON_NOT_DONE when it needs more time than `withinMs`, or when nothing that it could wait for is to come
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
  const settled = async (): Promise<boolean> => {
    for (let round = 0; round < PATIENCE_ROUNDS && !isDone; round += 1) await clock.settle();
    return isDone;
  };
  while (!(await settled())) {
    const nextMs = clock.nextDueMs({ background: false });
    if (nextMs === undefined) {
      if (await waitReally(() => isDone)) break;
      throw notDone(
        `${what} has not ended, and nothing is to come that would end it`,
        'See what it awaits: a promise that nobody resolves, or a timer of the machine instead of the injected CLOCK.',
      );
    }
    if (nextMs > endMs) {
      throw notDone(
        `${what} has not ended within ${String(withinMs)} ms of virtual time`,
        'See what it awaits, or allow more: { withinMs }.',
      );
    }
    await clock.advance(Math.max(0, nextMs - clock.nowMs()));
  }
  return work;
}

/** For work that waits for files, sockets and the like; answers whether it was done in time. */
async function waitReally(isDone: () => boolean): Promise<boolean> {
  for (let poll = 0; poll < POLLS && !isDone(); poll += 1) await sleep(systemClock, POLL_MS);
  return isDone();
}

function notDone(message: string, hint: string): HolonError {
  return kitError('HOLON_NOT_DONE', message, { hint });
}
