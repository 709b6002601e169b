import type { Finding } from '../channels/findings';
import type { Sample } from '../channels/sample';
import { deviation, mean, rise } from './statistics';

/** Fewer samples before say nothing about what is usual. */
const MIN_SAMPLES = 10;
const ANOMALOUS_Z = 3;
/** A machine at rest hardly varies; without this every tremble of it would be an anomaly. */
const MIN_DEVIATION = 0.03;

/** What `sample` means after the samples taken before it. */
export function analyse(sample: Sample, before: readonly Sample[]): Finding {
  const { figure, value, limit, unit, takenMs } = sample;
  const load = loadOf(sample);
  const loads = before.map(loadOf);
  const usualLoad = before.length === 0 ? load : mean(loads);
  const zScore = (load - usualLoad) / Math.max(deviation(loads), MIN_DEVIATION);
  const points = [...before, sample].map((one) => ({ timeMs: one.takenMs, value: loadOf(one) }));
  return {
    figure,
    value,
    limit,
    unit,
    takenMs,
    load,
    usualLoad,
    trend: rise(points),
    zScore,
    isAnomaly: before.length >= MIN_SAMPLES && Math.abs(zScore) >= ANOMALOUS_Z,
  };
}

function loadOf({ value, limit }: Sample): number {
  return value / limit;
}
