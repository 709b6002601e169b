import { shrink } from '../../../../src/testing/simulation/shrink';
import type { RunReport } from '../../../../src/testing/simulation/simulation';

const report = (taken: readonly string[], invariant: 'lost' | 'order' | undefined): RunReport => ({
  breach: invariant && { invariant, what: '' },
  taken,
  trace: [],
  traceHash: '',
  steps: 0,
  processes: 1,
  elapsedMs: 0,
});

/** A run that breaks when all of `needed` happen. */
function runNeeding(needed: readonly string[]) {
  const runs: (readonly string[])[] = [];
  const rerun = async (only: readonly string[]) => {
    runs.push(only);
    return report(only, needed.every((one) => only.includes(one)) ? 'lost' : undefined);
  };
  return { runs, rerun };
}

const ALL = Array.from({ length: 64 }, (_, index) => `fault #${index}`);

describe('shrinking', () => {
  it.each([
    [[]],
    [['fault #13']],
    [['fault #0', 'fault #63']],
    [['fault #5', 'fault #6', 'fault #40']],
  ])('finds that %j suffices', async (needed) => {
    const { rerun } = runNeeding(needed);
    const smallest = await shrink(report(ALL, 'lost'), rerun, 1_000);
    expect([...smallest.taken].sort()).toEqual([...needed].sort());
  });

  it('does not run more often than it may', async () => {
    const { runs, rerun } = runNeeding(['fault #5', 'fault #6', 'fault #40']);
    const smallest = await shrink(report(ALL, 'lost'), rerun, 10);
    expect(runs).toHaveLength(10);
    expect(smallest.taken.length).toBeLessThan(ALL.length);
  });

  it('takes no other breach for the one it looks for', async () => {
    const rerun = async (only: readonly string[]) =>
      report(only, only.includes('fault #1') ? 'lost' : 'order');
    const { taken } = await shrink(report(ALL, 'lost'), rerun, 1_000);
    expect(taken).toEqual(['fault #1']);
  });
});
