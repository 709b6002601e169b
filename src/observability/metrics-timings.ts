import type { Labels } from './metrics';

/** Upper bounds of the buckets; what takes longer than the last counts in the whole only. */
export const TIMING_BOUNDS_MS: readonly number[] = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000,
];

/** How often one thing was done and how long that took. Recording allocates nothing. */
export class Timings {
  count = 0;
  sumMs = 0;
  private readonly buckets = new Float64Array(TIMING_BOUNDS_MS.length + 1);

  constructor(readonly labels: Labels) {}

  record(durationMs: number): void {
    this.count += 1;
    this.sumMs += durationMs;
    let bucket = 0;
    for (const boundMs of TIMING_BOUNDS_MS) {
      if (durationMs <= boundMs) break;
      bucket += 1;
    }
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
  }

  /** How many took at most as long as each bound, in the order of the bounds. */
  cumulative(): readonly number[] {
    let sum = 0;
    return TIMING_BOUNDS_MS.map((_, bucket) => (sum += this.buckets[bucket] ?? 0));
  }
}
