import { sleep } from '../util/abort';
import type { Clock } from '../util/clock';
import { nextTurn } from '../util/turn';

/** Waits for `work` at most `ms`; answers whether it is done. With 0 it gets one turn of the event loop. */
export async function within(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const over = new AbortController();
  let done = false;
  const watched = work.then(() => {
    done = true;
  });
  try {
    await Promise.race([watched, ms > 0 ? sleep(clock, ms, over.signal) : nextTurn()]);
  } finally {
    over.abort();
  }
  return done;
}
