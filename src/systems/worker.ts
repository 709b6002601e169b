import type { Supervision } from '../decorators/metadata';
import { isHolonError } from '../errors/holon-error';
import type { Logger } from '../observability/logger';
import { sleep } from '../util/abort';
import type { Clock } from '../util/clock';
import { growingDelayMs } from './backoff';

const LONGEST_DELAY_MS = 30_000;
/** A run that lasted this long counts as healthy: the next restart is the first again. */
const HEALTHY_MS = 60_000;

/** What a supervised run goes by. */
export interface WorkerOptions {
  readonly supervision: Supervision;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown, restarts: number) => Promise<void>;
}

/**
 * Keeps `run(signal)` going: when it throws it is called again after a growing delay, as the supervision says.
 * @returns 'ended' when it returned or was stopped, 'failed' when the restarts are used up
 */
export async function superviseRun(
  run: (signal: AbortSignal) => unknown,
  { supervision, clock, logger, signal, onError }: WorkerOptions,
): Promise<'ended' | 'failed'> {
  for (let restarts = 0; ; restarts += 1) {
    const startedMs = clock.monotonicMs();
    try {
      await run(signal);
      return 'ended';
    } catch (error) {
      if (signal.aborted) {
        if (!isAbort(error)) logger.warn('system.failed-while-stopping', { error });
        return 'ended';
      }
      if (clock.monotonicMs() - startedMs >= HEALTHY_MS) restarts = 0;
      await onError(error, restarts);
      if (supervision.restart === 'never' || restarts >= supervision.maxRestarts) {
        logger.error('system.gave-up', { restarts, error });
        return 'failed';
      }
    }
    await sleep(clock, growingDelayMs(supervision.delayMs, restarts, LONGEST_DELAY_MS), signal);
    if (signal.aborted) return 'ended';
  }
}

/** What waits throw when their signal aborts: those of holon, of Node and of the web. */
function isAbort(error: unknown): boolean {
  if (isHolonError(error, 'HOLON_ABORTED')) return true;
  // By name: a DOMException of another realm is no instance of this one's Error.
  return (
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError'
  );
}
