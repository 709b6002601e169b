import type { CompileFigures } from './compile-app';
import type { AppTypes } from './generate-app';

/** What the compiler said of each app, round by round. */
export type Runs = ReadonlyMap<AppTypes, readonly CompileFigures[]>;

export type Figure = keyof CompileFigures;

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** How many times as much holon's types take as `types`: the median over the rounds, as a machine treats a round alike. */
export function ratioOf(runs: Runs, types: AppTypes, field: Figure): number {
  const without = runs.get(types) ?? [];
  return median(
    (runs.get('holon') ?? []).map((run, round) => run[field] / (without[round]?.[field] ?? NaN)),
  );
}
