import type { Metrics, TimingFamily } from '../../observability/metrics';
import { timingSamples, type MetricFamily } from '../../observability/metrics-text';
import { probeOf } from './health-probe';
import { readyStatus } from './health-status';
import type { PublicationParts } from './publication-parts';

/** What is known of an app and its publication right now, channels aside. */
export async function collectApp(publication: PublicationParts): Promise<readonly MetricFamily[]> {
  const { app, streams } = publication;
  const { environment } = app;
  const { systems } = app.health();
  const isReady = (await readyStatus(publication)) === 'ok';
  const isWritable = await probeOf(environment).isWritable();
  return [
    gauge('holon_ready', 'Whether /readyz says ok', isReady ? 1 : 0),
    gauge('holon_store_writable', 'Whether the store took a small write', isWritable ? 1 : 0),
    gauge('holon_http_streams', 'Event streams and waiting reads that are open', streams.open),
    {
      name: 'holon_system_up',
      help: 'Whether the system runs; 0 also while it is paused',
      type: 'gauge',
      samples: systems.map(({ id, state }) => ({
        labels: { system: id },
        value: state === 'running' ? 1 : 0,
      })),
    },
    {
      name: 'holon_system_failures_total',
      help: 'Steps and runs that threw',
      type: 'counter',
      samples: systems.map(({ id, failures }) => ({ labels: { system: id }, value: failures })),
    },
    ...timed(environment.metrics),
  ];
}

function timed(metrics: Metrics | undefined): readonly MetricFamily[] {
  if (metrics === undefined) return [];
  const histogram = (name: string, help: string, family: TimingFamily): MetricFamily => ({
    name,
    help,
    type: 'histogram',
    samples: timingSamples(name, metrics.allTimings(family)),
  });
  return [
    histogram(
      'holon_http_request_duration_seconds',
      'Requests by route and status, streams until they end',
      'httpRequest',
    ),
    histogram('holon_service_call_duration_seconds', 'Calls of @Expose methods', 'serviceCall'),
    histogram(
      'holon_channel_operation_duration_seconds',
      'Operations of channels, those inside transactions left out',
      'channelOperation',
    ),
    {
      name: 'holon_channel_messages_total',
      help: 'Messages written, read, claimed and settled, also in transactions',
      type: 'counter',
      samples: metrics.counters('channelMessages'),
    },
  ];
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, help, type: 'gauge', samples: [{ labels: {}, value }] };
}
