import type { Metric, Registry } from 'prom-client';

import type { Labels } from './metrics';
import { TIMING_BOUNDS_MS, type Timings } from './metrics-timings';

/** One line of a family. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** Where it is not that of the family: `…_bucket`, `…_sum`. */
  readonly metricName?: string;
}

/** Everything of one name, as Prometheus shows it. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

/** A page for Prometheus, from families of one's own and the figures of the process. Loads prom-client when first asked. */
export class MetricsText {
  /** One for each publication; prom-client's global one stays the user's. */
  private registry: Registry | undefined;

  /** @returns the text and its content type */
  async render(
    families: readonly MetricFamily[],
  ): Promise<{ readonly text: string; readonly contentType: string }> {
    this.registry ??= new (loadPromClient().Registry)();
    const { registry } = this;
    registry.clear();
    for (const family of families) registry.registerMetric(asMetric(family));
    const texts = await Promise.all([registry.metrics(), figuresOfProcess().metrics()]);
    return { text: texts.join('\n'), contentType: registry.contentType };
  }
}

/** The lines of a histogram in seconds. */
export function timingSamples(name: string, all: readonly Timings[]): readonly Sample[] {
  return all.flatMap((timings) => {
    const { labels, count, sumMs } = timings;
    const bucket = (le: string, value: number): Sample => ({
      metricName: `${name}_bucket`,
      labels: { ...labels, le },
      value,
    });
    return [
      ...timings
        .cumulative()
        .map((value, index) => bucket(String((TIMING_BOUNDS_MS[index] ?? 0) / 1_000), value)),
      bucket('+Inf', count),
      { metricName: `${name}_sum`, labels, value: sumMs / 1_000 },
      { metricName: `${name}_count`, labels, value: count },
    ];
  });
}

function asMetric({ name, help, type, samples }: MetricFamily): Metric {
  const metric = {
    name,
    get: () => Promise.resolve({ name, help, type, values: samples, aggregator: 'sum' }),
  };
  // A registry calls nothing but `get`; its type names the whole of prom-client's own classes.
  return metric as unknown as Metric;
}

let processRegistry: Registry | undefined;

/** Memory, CPU, event loop and garbage collection: of the process, so counted once, however many apps it publishes. */
function figuresOfProcess(): Registry {
  if (processRegistry !== undefined) return processRegistry;
  const { Registry: NewRegistry, collectDefaultMetrics } = loadPromClient();
  processRegistry = new NewRegistry();
  collectDefaultMetrics({ register: processRegistry });
  return processRegistry;
}

function loadPromClient(): typeof import('prom-client') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, and what its types say it is
  return require('prom-client') as typeof import('prom-client');
}
