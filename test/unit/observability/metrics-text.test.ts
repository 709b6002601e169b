import { register } from 'prom-client';
import { MetricsText, timingSamples } from '../../../src/observability/metrics-text';
import { Timings } from '../../../src/observability/metrics-timings';

const gauge = (value: number, channel = 'jobs') => ({
  name: 'holon_channel_pending',
  help: 'Messages that wait',
  type: 'gauge' as const,
  samples: [{ labels: { channel }, value }],
});

describe('the text for Prometheus', () => {
  it('has a help, a type and a line for each sample', async () => {
    const { text, contentType } = await new MetricsText().render([gauge(3)]);
    expect(text).toContain(
      '# HELP holon_channel_pending Messages that wait\n' +
        '# TYPE holon_channel_pending gauge\n' +
        'holon_channel_pending{channel="jobs"} 3\n',
    );
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('says what is so now, not what was', async () => {
    const page = new MetricsText();
    await page.render([gauge(3, 'gone')]);
    const { text } = await page.render([gauge(4)]);
    expect(text).toContain('holon_channel_pending{channel="jobs"} 4\n');
    expect(text).not.toContain('gone');
  });

  it('escapes what is in labels', async () => {
    const { text } = await new MetricsText().render([gauge(1, 'a"b\\c\nd')]);
    expect(text).toContain('{channel="a\\"b\\\\c\\nd"} 1');
  });

  it('shows timings as a histogram in seconds', async () => {
    const timings = new Timings({ route: '/x' });
    timings.record(2);
    timings.record(20_000);
    const name = 'holon_http_request_duration_seconds';
    const samples = timingSamples(name, [timings]);
    const { text } = await new MetricsText().render([
      { name, help: 'Time', type: 'histogram', samples },
    ]);
    const lines = text.split('\n').filter((line) => line.startsWith(name));
    expect(lines).toHaveLength(16 + 3);
    expect(lines).toEqual(
      expect.arrayContaining([
        `${name}_bucket{route="/x",le="0.001"} 0`,
        `${name}_bucket{route="/x",le="0.0025"} 1`,
        `${name}_bucket{route="/x",le="10"} 1`,
        `${name}_bucket{route="/x",le="+Inf"} 2`,
        `${name}_sum{route="/x"} 20.002`,
        `${name}_count{route="/x"} 2`,
      ]),
    );
  });

  it('has the event loop and the heap of the process, and leaves the global registry alone', async () => {
    const texts = await Promise.all([new MetricsText().render([]), new MetricsText().render([])]);
    for (const { text } of texts) {
      expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \S+$/m);
      expect(text).toMatch(/^nodejs_heap_size_used_bytes \d+$/m);
    }
    expect(register.getMetricsAsArray()).toEqual([]);
  });
});
