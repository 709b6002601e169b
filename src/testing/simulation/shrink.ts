import type { RunReport } from './simulation';

/** Runs once more with these faults alone. */
export type Rerun = (only: readonly string[]) => Promise<RunReport>;

/**
 * Looks for a small set of faults that still breaks the same invariant: leaves out ever smaller parts of what happened
 * for as long as that goes on breaking it (delta debugging), within `mostRuns`.
 */
export async function shrink(found: RunReport, rerun: Rerun, mostRuns: number): Promise<RunReport> {
  let smallest = found;
  let runs = 0;
  const breaks = async (only: readonly string[]): Promise<boolean> => {
    runs += 1;
    const report = await rerun(only);
    if (report.breach?.invariant !== found.breach?.invariant) return false;
    if (report.taken.length >= smallest.taken.length) return false;
    smallest = report;
    return true;
  };
  for (let parts = 1; runs < mostRuns && smallest.taken.length > 0;) {
    const { taken } = smallest;
    const size = Math.ceil(taken.length / parts);
    let isSmaller = false;
    for (let start = 0; start < taken.length && runs < mostRuns && !isSmaller; start += size) {
      isSmaller = await breaks([...taken.slice(0, start), ...taken.slice(start + size)]);
    }
    if (isSmaller) parts = Math.max(1, parts - 1);
    else if (size === 1) break;
    else parts = Math.min(taken.length, parts * 2);
  }
  return smallest;
}
