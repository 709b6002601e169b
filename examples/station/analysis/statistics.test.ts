import { deviation, mean, rise } from './statistics';

describe('the statistics of the station', () => {
  it('take the mean', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean([])).toBe(0);
  });

  it('take the deviation of a sample', () => {
    expect(deviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7));
    expect(deviation([5])).toBe(0);
  });

  it('follow the line that fits best, whatever the order of the points', () => {
    const points = [0, 30_000, 10_000, 20_000].map((timeMs) => ({
      timeMs,
      value: timeMs / 10_000,
    }));
    expect(rise(points)).toBeCloseTo(3);
    expect(rise(points.map(({ timeMs, value }) => ({ timeMs, value: -value })))).toBeCloseTo(-3);
    expect(rise([0, 1, 0, 1].map((value, index) => ({ timeMs: index, value })))).toBeCloseTo(0.6);
  });

  it('see no rise where there is no time', () => {
    expect(rise([])).toBe(0);
    expect(rise([1, 2].map((value) => ({ timeMs: 7, value })))).toBe(0);
  });
});
