/** A value at a time, milliseconds. */
export interface Point {
  readonly timeMs: number;
  readonly value: number;
}

/** 0 for no values. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of a sample; 0 for fewer than two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** How far the line that fits the points best rises from the first to the last; 0 where all are at one time. */
export function rise(points: readonly Point[]): number {
  const times = points.map(({ timeMs }) => timeMs);
  const middleMs = mean(times);
  const middle = mean(points.map(({ value }) => value));
  let covariance = 0;
  let variance = 0;
  for (const { timeMs, value } of points) {
    covariance += (timeMs - middleMs) * (value - middle);
    variance += (timeMs - middleMs) ** 2;
  }
  if (variance === 0) return 0;
  return (covariance / variance) * (Math.max(...times) - Math.min(...times));
}
