import { Metrics } from '../../../src/observability/metrics';
import { TIMING_BOUNDS_MS } from '../../../src/observability/metrics-timings';

describe('the metrics of an app', () => {
  it('keep one series for each set of labels', () => {
    const metrics = new Metrics();
    const writes = { channel: 'jobs', operation: 'write' };
    metrics.counter('channelMessages', writes).value += 2;
    metrics.counter('channelMessages', { ...writes }).value += 3;
    metrics.counter('channelMessages', { ...writes, operation: 'read' }).value += 1;
    expect(metrics.counters('channelMessages')).toEqual([
      { labels: writes, value: 5 },
      { labels: { channel: 'jobs', operation: 'read' }, value: 1 },
    ]);
  });

  it('tell labels apart whatever is in them', () => {
    const metrics = new Metrics();
    const one = metrics.counter('channelMessages', { channel: 'a","b', operation: 'c' });
    const two = metrics.counter('channelMessages', { channel: 'a', operation: 'b","c' });
    expect(one).not.toBe(two);
  });

  it('add up as `other` what comes beyond ten thousand series', () => {
    const metrics = new Metrics();
    for (let n = 0; n < 10_005; n += 1) {
      metrics.counter('channelMessages', { channel: `c${n}`, operation: 'write' }).value += 1;
    }
    metrics.counter('channelMessages', { channel: 'c7', operation: 'write' }).value += 1;
    const all = metrics.counters('channelMessages');
    expect(all).toHaveLength(10_001);
    expect(all[7]?.value).toBe(2);
    expect(all.at(-1)).toEqual({ labels: { channel: 'other', operation: 'other' }, value: 5 });
  });
});

describe('timings', () => {
  it('count in the first bucket that is long enough, and in the whole', () => {
    const timings = new Metrics().timings('httpRequest', { route: '/x' });
    for (const durationMs of [0.05, 1, 1.5, 60_000]) timings.record(durationMs);
    const upTo = (boundMs: number) => timings.cumulative()[TIMING_BOUNDS_MS.indexOf(boundMs)];
    expect([upTo(0.1), upTo(0.5), upTo(1), upTo(2.5), upTo(10_000)]).toEqual([1, 1, 2, 3, 3]);
    expect(timings.count).toBe(4);
    expect(timings.sumMs).toBeCloseTo(60_002.55);
  });
});
