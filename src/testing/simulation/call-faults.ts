import { HolonError } from '../../errors/holon-error';
import type { ConsumerSpec } from '../../systems/consumer-spec';
import type { SeededRandom } from './seeded-random';
import type { SimulationParts } from './store-line';

const USUAL_MS = 2_000;
const HANDLER_SHARE = 1.5;

/** What the simulation must know of the process whose calls it slows down and lets fail. */
export interface CallingProcess {
  readonly isGone: boolean;
  /** Owner of what dies with the process. */
  readonly lifetime: object;
  /** Calls that have not returned. */
  readonly running: Set<RunningCall>;
}

/** A call of a system that has not returned, and how it is told to. */
export interface RunningCall {
  readonly label: string;
  readonly signal: AbortSignal | undefined;
}

/** What goes wrong with one call. */
export interface CallFaults {
  readonly slowness: SeededRandom | undefined;
  readonly failure: SeededRandom | undefined;
  /** Whether it is a `run`: over when it has done its work, it is never slow and fails only before. */
  readonly isRun: boolean;
}

/** Whether the call of this name is to go wrong now. */
export function faultsOf(label: string, { decisions }: SimulationParts, isRun = false): CallFaults {
  const slowness = decisions.take('slowHandler', label);
  return { slowness, failure: decisions.take('failHandler', label), isRun };
}

/** Calls, slowly or with a failure before or after the work, as `faults` say. */
export async function disturb(
  label: string,
  { slowness, failure, isRun }: CallFaults,
  consumer: ConsumerSpec | undefined,
  process: CallingProcess,
  parts: SimulationParts,
  call: () => unknown,
): Promise<unknown> {
  const isSlowBefore = slowness !== undefined && slowness.next() < 0.5;
  const isFailingBefore = failure !== undefined && (isRun || failure.next() < 0.5);
  if (isSlowBefore && !isRun) await pass(label, slowness, consumer, process, parts);
  if (isFailingBefore) throw failed(label, parts);
  const result = await call();
  if (slowness !== undefined && !isSlowBefore && !isRun) {
    await pass(label, slowness, consumer, process, parts);
  }
  if (failure !== undefined && !isFailingBefore) throw failed(label, parts);
  if (consumer !== undefined) parts.trace.add(`${label} has done its work`);
  return result;
}

/** Takes time, until the faults cease at the latest. */
function pass(
  label: string,
  random: SeededRandom,
  consumer: ConsumerSpec | undefined,
  { lifetime }: CallingProcess,
  { schedule, trace }: SimulationParts,
): Promise<void> {
  const leaseMs = consumer?.claimTimeoutMs ?? 0;
  const isLong = random.next() < 0.5;
  const longestMs = isLong ? Math.max(USUAL_MS, leaseMs * HANDLER_SHARE) : USUAL_MS;
  const slowMs = random.spread(10, longestMs);
  trace.add(`${label} takes ${slowMs} ms`);
  return new Promise((resolve) => {
    schedule.add(`end of ${label}`, 0, resolve, { owner: lifetime, lateMs: slowMs });
  });
}

function failed(label: string, { trace }: SimulationParts): HolonError {
  trace.add(`${label} throws`);
  return new HolonError('HOLON_SIMULATED_FAULT', `The simulation lets ${label} fail`);
}
