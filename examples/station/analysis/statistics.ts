/** A value at a time; the unit of the time is the caller's. */
export interface Point {
  readonly time: number;
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

/** By how much the value changes in one unit of time, by least squares; 0 where all points are at one time. */
export function slope(points: readonly Point[]): number {
  const middleTime = mean(points.map(({ time }) => time));
  const middleValue = mean(points.map(({ value }) => value));
  let covariance = 0;
  let variance = 0;
  for (const { time, value } of points) {
    covariance += (time - middleTime) * (value - middleValue);
    variance += (time - middleTime) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}
