import type { SystemClass } from '../../decorators/metadata';
import { callPlace } from '../kit/call-place';
import { told } from '../kit/kit-error';
import { shrink } from './shrink';
import { Simulation, type RunReport } from './simulation';
import { SimulationFailure } from './simulation-failure';
import { checkSeed, checkSettings, type SimulationOptions } from './simulation-options';

/** What a simulation that held was like. */
export interface SimulationResult {
  readonly seed: number;
  /** The faults that happened, by name. */
  readonly faults: readonly string[];
  /** What happened, a line each. */
  readonly trace: readonly string[];
  /** The same whenever the same happens. */
  readonly traceHash: string;
  /** Moments at which the invariants were looked at. */
  readonly steps: number;
  /** How many times the app was started. */
  readonly processes: number;
  /** Virtual milliseconds. */
  readonly elapsedMs: number;
}

const SHRINK_RUNS = 200;

/**
 * Runs the app of `root` in virtual time while things go wrong, as `seed` says: crashes and restarts on the same store,
 * slow and failing handlers, a slow and failing store, late timers, writes that come twice, messages that are delivered
 * again, every order of what may interleave. After each step the invariants must hold: those of holon, and the one given.
 * @throws HOLON_INVARIANT_BROKEN with the seed, the faults that it takes, and what happened; the same seed does it again
 * @throws HOLON_INVALID_ARGUMENT for wrong options, and what `createApp` throws
 */
export async function simulate(
  root: SystemClass,
  options: SimulationOptions,
): Promise<SimulationResult> {
  return told(() => play(root, options), callPlace());
}

async function play(root: SystemClass, options: SimulationOptions): Promise<SimulationResult> {
  checkSettings(options);
  const seed = checkSeed(options.seed);
  const run = (only: readonly string[] | undefined): Promise<RunReport> =>
    new Simulation(root, options, only).run();
  const found = await run(options.only);
  if (found.breach === undefined) return resultOf(seed, found);
  const mostRuns = options.only === undefined ? (options.shrinkRuns ?? SHRINK_RUNS) : 0;
  const smallest = await shrink(found, run, mostRuns);
  throw new SimulationFailure(root.name, seed, smallest.breach ?? found.breach, smallest, found);
}

function resultOf(seed: number, report: RunReport): SimulationResult {
  const { elapsedMs, processes, steps, taken, trace, traceHash } = report;
  return { seed, faults: taken, trace, traceHash, steps, processes, elapsedMs };
}
