import { Decisions } from '../../../../src/testing/simulation/decisions';
import { DEFAULT_RATES, type FaultRates } from '../../../../src/testing/simulation/faults';
import { Ledger } from '../../../../src/testing/simulation/ledger';
import { Schedule } from '../../../../src/testing/simulation/schedule';
import type { SimulationParts } from '../../../../src/testing/simulation/store-line';
import { Trace } from '../../../../src/testing/simulation/trace';

const names = Object.keys(DEFAULT_RATES) as (keyof FaultRates)[];

/** No faults but those given. */
export function rates(given: Partial<FaultRates> = {}): FaultRates {
  const none = Object.fromEntries(names.map((name) => [name, 0])) as unknown as FaultRates;
  return { ...none, ...given };
}

/** What a simulation is made of, time at 0. */
export function partsOf(
  options: { seed?: number; rates?: FaultRates; only?: readonly string[] } = {},
): SimulationParts {
  const schedule: Schedule = new Schedule(0, () => decisions);
  const { seed = 1, only } = options;
  const decisions = new Decisions(
    seed,
    options.rates ?? rates(),
    only && new Set(only),
    () => schedule.nowMs,
  );
  const trace = new Trace(() => schedule.elapsedMs);
  return { schedule, decisions, trace, ledger: new Ledger(() => schedule.nowMs, trace) };
}
