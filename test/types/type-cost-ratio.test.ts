import { judge } from '../../scripts/check-type-cost';

const rounds = (...checksMs: readonly number[]) =>
  checksMs.map((checkMs) => ({ checkMs, totalMs: 1, memoryMiB: 1, instantiations: 1, types: 1 }));

describe('what the types cost, as CI judges it', () => {
  const judged = (without: readonly number[], withTypes: readonly number[]) =>
    judge(
      new Map([
        ['contents', rounds(...without)],
        ['holon', rounds(...withTypes)],
      ]),
    );

  it('is the median of the ratios of the rounds, so that one bad round decides nothing', () => {
    // Ratios 1.3, 5 and 1.5.
    expect(judged([1_000, 1_000, 4_000], [1_300, 5_000, 6_000])).toEqual({
      isWell: true,
      line: 'check time with access types ÷ without: 1.50, below 2',
    });
  });

  it('fails from twice on', () => {
    expect(judged([1_000, 1_000, 1_000], [1_300, 1_999, 1_999]).isWell).toBe(true);
    expect(judged([1_000, 1_000, 1_000], [1_300, 2_000, 2_000])).toEqual({
      isWell: false,
      line: 'check time with access types ÷ without: 2.00, not below 2',
    });
  });

  it('fails where nothing was measured', () => {
    expect(judged([], []).isWell).toBe(false);
    expect(judged([], [1_000]).isWell).toBe(false);
  });
});
