import { Timings } from './metrics-timings';

/** What tells one thing that is measured from the others of its family: `{ channel: 'jobs', operation: 'write' }`. */
export type Labels = Readonly<Record<string, string>>;

/** A number that only grows. */
export interface Counter {
  readonly labels: Labels;
  value: number;
}

/** What is counted. */
export type CounterFamily = 'channelMessages';

/** What is timed. */
export type TimingFamily = 'channelOperation' | 'serviceCall' | 'httpRequest';

/** Series in one family; what comes beyond counts as one more, whose labels are all `other`. */
const MOST_SERIES = 10_000;
const OTHER = 'other';

/**
 * Where an app counts and times what it does, one for each app. It knows nobody who collects: those who measure ask for
 * a series once and keep it, those who collect read all of them. While `isOn` is false nothing is to be measured, and
 * nothing is: not even the clock is asked.
 */
export class Metrics {
  /** Set by whoever collects. */
  isOn = false;
  private readonly counterFamilies = new Map<CounterFamily, Map<string, Counter>>();
  private readonly timingFamilies = new Map<TimingFamily, Map<string, Timings>>();

  /** The counter with these labels; labels of one family have the same names in the same order. */
  counter(family: CounterFamily, labels: Labels): Counter {
    return seriesOf(this.counterFamilies, family, labels, (own) => ({ labels: own, value: 0 }));
  }

  /** The timings with these labels; see `counter`. */
  timings(family: TimingFamily, labels: Labels): Timings {
    return seriesOf(this.timingFamilies, family, labels, (own) => new Timings(own));
  }

  counters(family: CounterFamily): readonly Counter[] {
    return [...(this.counterFamilies.get(family)?.values() ?? [])];
  }

  allTimings(family: TimingFamily): readonly Timings[] {
    return [...(this.timingFamilies.get(family)?.values() ?? [])];
  }
}

function seriesOf<F, S>(
  families: Map<F, Map<string, S>>,
  family: F,
  labels: Labels,
  create: (labels: Labels) => S,
): S {
  const all = families.get(family) ?? new Map<string, S>();
  families.set(family, all);
  const own = JSON.stringify(Object.values(labels));
  const isFull = all.size >= MOST_SERIES && !all.has(own);
  const key = isFull ? OTHER : own;
  const series = all.get(key) ?? create(isFull ? othersOf(labels) : labels);
  all.set(key, series);
  return series;
}

function othersOf(labels: Labels): Labels {
  return Object.fromEntries(Object.keys(labels).map((name) => [name, OTHER]));
}
