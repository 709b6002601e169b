import type { BaseChannel } from '../../channels/base-channel';
import type { ConsumerCounts } from '../../channels/attendance';
import { oldestPendingMs } from '../../channels/oldest-pending';
import { within } from '../../channels/within';
import type { MetricFamily, Sample } from '../../observability/metrics-text';
import type { LogStats, ReaderStats } from '../../stores/channel-store';
import type { PublishedApp } from '../../systems/published-app';

/** A channel whose store has not answered by then is left out. */
const BOUND_MS = 2_000;
/** Readers of one channel that are shown by name, those that are farthest behind; the others are added up. */
const MOST_READERS = 100;
const OTHERS = 'other';

/** What a channel is like right now. */
interface Figures {
  readonly channel: string;
  readonly stats: LogStats;
  readonly waitingSinceMs: number | undefined;
  readonly consumers: ConsumerCounts;
}

/** What is known of all channels of an app right now, private ones included: this page is for who runs it. */
export async function collectChannels(app: PublishedApp): Promise<readonly MetricFamily[]> {
  const { clock } = app.environment;
  const all = app.channels().filter(({ state }) => state === 'running');
  const found = await Promise.all(all.map((channel) => figuresInTime(channel, app)));
  const figures = found.filter((one) => one !== undefined);
  const nowMs = clock.nowMs();
  const gauge = (
    name: string,
    help: string,
    valueOf: (one: Figures) => number | undefined,
  ): MetricFamily => ({
    name: `holon_channel_${name}`,
    help,
    type: 'gauge',
    samples: figures.flatMap((one) => {
      const value = valueOf(one);
      return value === undefined ? [] : [{ labels: { channel: one.channel }, value }];
    }),
  });
  return [
    gauge('kept', 'Messages that are kept, whatever their state', ({ stats }) => stats.count),
    gauge(
      'pending',
      'Messages neither claimed, settled nor dead, delayed ones included',
      ({ stats }) => stats.pending,
    ),
    gauge('claimed', 'Messages that somebody works on', ({ stats }) => stats.claimed),
    gauge('dead', 'Messages whose attempts are used up', ({ stats }) => stats.dead),
    gauge(
      'oldest_pending_age_seconds',
      'Age of the oldest message that waits; in a mailbox of the oldest kept',
      ({ stats, waitingSinceMs }) => {
        if (stats.pending === 0 || waitingSinceMs === undefined) return 0;
        return Math.max(0, nowMs - waitingSinceMs) / 1_000;
      },
    ),
    {
      name: 'holon_channel_consumers',
      help: 'Who is there for the messages; claim: claims that wait for work',
      type: 'gauge',
      samples: figures.flatMap(({ channel, consumers }) =>
        Object.entries(consumers).map(([by, value]) => ({ labels: { channel, by }, value })),
      ),
    },
    {
      name: 'holon_channel_reader_lag',
      help: 'Kept messages that a reader can still get',
      type: 'gauge',
      samples: figures.flatMap((one) => readerSamples(one, ({ lag }) => lag)),
    },
    {
      name: 'holon_channel_reader_missed_total',
      help: 'Messages that retention took before a reader had read them',
      type: 'counter',
      samples: figures.flatMap((one) => readerSamples(one, ({ missed }) => missed)),
    },
    {
      name: 'holon_metrics_missing_channels',
      help: 'Running channels whose store did not answer in time and are not on this page',
      type: 'gauge',
      samples: [{ labels: {}, value: found.length - figures.length }],
    },
  ];
}

async function figuresInTime(
  channel: BaseChannel,
  { environment }: PublishedApp,
): Promise<Figures | undefined> {
  let figures: Figures | undefined;
  const collecting = figuresOf(channel).then((one) => {
    figures = one;
  });
  try {
    await within(collecting, BOUND_MS, environment.clock);
  } catch (error) {
    environment.logger.warn('metrics.channel-failed', { channelId: channel.id, error });
  }
  return figures;
}

async function figuresOf(channel: BaseChannel): Promise<Figures> {
  const stats = await channel.stats();
  const runtime = channel.active();
  const waitingSinceMs =
    channel.info.kind === 'mailbox'
      ? stats.oldestMs
      : await oldestPendingMs(runtime.log, runtime.environment.clock.nowMs());
  return { channel: channel.id, stats, waitingSinceMs, consumers: runtime.attendance.counts };
}

function readerSamples(
  { channel, stats }: Figures,
  valueOf: (reader: ReaderStats) => number,
): readonly Sample[] {
  const readers = Object.entries(stats.readers).filter(([reader]) => reader !== OTHERS);
  readers.sort(([, one], [, two]) => two.lag - one.lag);
  const samples = readers
    .slice(0, MOST_READERS)
    .map(([reader, figures]) => ({ labels: { channel, reader }, value: valueOf(figures) }));
  const rest = readers.slice(MOST_READERS).map(([, figures]) => figures);
  const namesake = stats.readers[OTHERS];
  if (namesake !== undefined) rest.push(namesake);
  if (rest.length === 0) return samples;
  const sum = rest.reduce((total, figures) => total + valueOf(figures), 0);
  return [...samples, { labels: { channel, reader: OTHERS }, value: sum }];
}
