import type { Sample } from '../channels/sample';
import type { FigureName } from '../machine/machine';
import { analyse } from './analyse';
import { History } from './history';

function sampleOf(figure: FigureName, second: number, value: number): Sample {
  return { figure, value, limit: 4, unit: 'cores', takenMs: second * 1_000 };
}

function cpuSample(second: number, value: number): Sample {
  return sampleOf('cpu', second, value);
}

function cpuSamples(values: readonly number[]): Sample[] {
  return values.map((value, second) => cpuSample(second, value));
}

describe('an analysis', () => {
  it('measures the load against the limit', () => {
    const finding = analyse(cpuSample(0, 3), []);
    expect(finding).toEqual({
      figure: 'cpu',
      value: 3,
      limit: 4,
      unit: 'cores',
      takenMs: 0,
      load: 0.75,
      usualLoad: 0.75,
      trend: 0,
      zScore: 0,
      isAnomaly: false,
    });
  });

  it('compares with the samples before alone', () => {
    const finding = analyse(cpuSample(10, 4), cpuSamples([0, 2, 0, 2, 0, 2, 0, 2, 0, 2]));
    expect(finding.usualLoad).toBeCloseTo(0.25);
    expect(finding.zScore).toBeCloseTo(0.75 / Math.sqrt(0.625 / 9));
  });

  it('calls it an anomaly from three deviations on, up or down', () => {
    const isAnomaly = (value: number) =>
      analyse(cpuSample(10, value), cpuSamples([1, 3, 1, 3, 1, 3, 1, 3, 1, 3])).isAnomaly;
    expect([-1.2, -1.1, 2, 5.1, 5.2].map(isAnomaly)).toEqual([true, false, false, false, true]);
  });

  it('calls nothing an anomaly before it knows what is usual, nor for a tremble', () => {
    const usual = Array.from({ length: 10 }, () => 0.4);
    expect(analyse(cpuSample(9, 4), cpuSamples(usual.slice(1))).isAnomaly).toBe(false);
    expect(analyse(cpuSample(10, 4), cpuSamples(usual)).isAnomaly).toBe(true);
    expect(analyse(cpuSample(10, 0.7), cpuSamples(usual)).isAnomaly).toBe(false);
  });
});

describe('the history', () => {
  it('answers the samples of the same figure before this one', () => {
    const history = new History();
    const [first, second, third] = cpuSamples([1, 2, 3]) as [Sample, Sample, Sample]; // three were made
    expect(history.before(first)).toEqual([]);
    history.before(sampleOf('disk', 0, 1));
    history.before(third);
    expect(history.before(second)).toEqual([first]);
  });

  it('keeps a sample once however often it is tried', () => {
    const history = new History();
    history.before(cpuSample(0, 1));
    history.before(cpuSample(0, 1));
    expect(history.before(cpuSample(1, 1))).toHaveLength(1);
  });

  it('forgets what is older than a minute of samples', () => {
    const history = new History();
    for (let second = 0; second < 100; second += 1) history.before(cpuSample(second, 1));
    const before = history.before(cpuSample(100, 1));
    expect(before.map(({ takenMs }) => takenMs / 1_000)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 40),
    );
  });
});
