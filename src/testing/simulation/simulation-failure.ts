import { HolonError } from '../../errors/holon-error';
import { type Breach, INVARIANTS, type InvariantName } from './breach';
import type { RunReport } from './simulation';

const TRACE_LINES = 25;

/** An invariant did not hold. The message says which, which faults that needs, what happened, and how to have it again. */
export class SimulationFailure extends HolonError {
  readonly seed: number;
  readonly invariant: InvariantName;
  /** The faults that it needs; pass them on to `simulate` as `only`. */
  readonly only: readonly string[];
  readonly trace: readonly string[];
  /** The same whenever the same happens. */
  readonly traceHash: string;

  constructor(root: string, seed: number, breach: Breach, smallest: RunReport, found: RunReport) {
    super('HOLON_INVARIANT_BROKEN', describe(root, seed, breach, smallest, found), {
      cause: breach.cause,
      hint: `Again: simulate(${root}, { …, ${replay(seed, smallest.taken)} })`,
    });
    this.seed = seed;
    this.invariant = breach.invariant;
    this.only = smallest.taken;
    this.trace = smallest.trace;
    this.traceHash = smallest.traceHash;
  }
}

function describe(
  root: string,
  seed: number,
  { invariant, what }: Breach,
  smallest: RunReport,
  found: RunReport,
): string {
  const { taken, trace } = smallest;
  const left = trace.length - TRACE_LINES;
  return [
    `seed ${seed}: ${what}`,
    `Broken: ${INVARIANTS[invariant]}.`,
    taken.length === 0
      ? 'No fault is needed:'
      : `It needs ${taken.length} of the ${found.taken.length} faults of this seed:`,
    ...taken.map((name) => `  ${name}`),
    ...(left > 0
      ? [`What happened, after ${left} lines more (milliseconds first):`]
      : ['What happened (milliseconds first):']),
    ...trace.slice(-TRACE_LINES).map((line) => `  ${line}`),
    `Again: simulate(${root}, { …, ${replay(seed, taken)} })`,
  ].join('\n');
}

function replay(seed: number, only: readonly string[]): string {
  return `seed: ${seed}, only: [${only.map((name) => `'${name.replaceAll("'", "\\'")}'`).join(', ')}]`;
}
