import type { VirtualClock } from '../virtual-clock';
import { kitError } from './kit-error';
import type { Stepper } from './stepper';

/** What `until` goes by. */
export interface UntilOptions {
  readonly clock: VirtualClock;
  readonly stepper: Stepper;
  readonly withinMs: number;
  /** What has failed so far, for the end of a message. */
  readonly failures: () => string;
}

/**
 * Lets the app go on, as the clock would, until `predicate` answers something truthy; answers that.
 * @throws HOLON_NOT_DONE when it has not within `withinMs`
 */
export async function until<R>(
  predicate: () => R | Promise<R>,
  { clock, failures, stepper, withinMs }: UntilOptions,
): Promise<R> {
  const endMs = clock.nowMs() + withinMs;
  let stepDueMs = stepper.isByHand && stepper.periodMs > 0 ? clock.nowMs() : Infinity;
  for (;;) {
    await clock.settle();
    const answer = await predicate();
    if (answer) return answer;
    const nextMs = Math.min(clock.nextDueMs() ?? Infinity, stepDueMs);
    if (nextMs > endMs) {
      // The predicate may ask for the time alone.
      await clock.advance(Math.max(0, endMs - clock.nowMs()));
      const last = await predicate();
      if (last) return last;
      break;
    }
    if (nextMs > clock.nowMs()) await clock.advance(nextMs - clock.nowMs());
    else if (nextMs < stepDueMs) await clock.advance(0);
    if (clock.nowMs() < stepDueMs) continue;
    await stepper.tick(withinMs, 'test.until()');
    stepDueMs = Math.max(stepDueMs + stepper.periodMs, clock.nowMs());
  }
  throw kitError(
    'HOLON_NOT_DONE',
    `test.until(${predicate.toString()}) was not fulfilled within ${String(withinMs)} ms of virtual time${failures()}`,
    { hint: 'See what should have made it true, or allow more: { withinMs }.' },
  );
}
