import { MetricsText } from '../../observability/metrics-text';
import { textAnswer } from './answer';
import { collectApp } from './metrics-app';
import { collectChannels } from './metrics-channels';
import type { PublicationParts } from './publication-parts';
import { RequestTimings } from './request-timings';
import type { BufferedAnswer, RouteFactory } from './route';

/** What the security is asked for. */
const RESOURCE = '/metrics';
/** One page serves everybody who asks within this time. */
const FRESH_MS = 1_000;

/** A page for Prometheus. Measuring begins with the first publication that has one. */
export const metricsRoutes: RouteFactory = (publication) => {
  const { app, settings } = publication;
  const { clock, metrics } = app.environment;
  if (!settings.metrics || metrics === undefined) return [];
  metrics.isOn = true;
  const known = new RequestTimings(metrics);
  publication.observe((answered) => {
    known.of(answered).record(answered.durationMs);
  });
  const page = new MetricsText();
  let last: { readonly atMs: number; readonly answer: Promise<BufferedAnswer> } | undefined;
  return [
    {
      method: 'GET',
      pattern: '/metrics',
      access: 'caller',
      always: true,
      async handle(request) {
        await request.authorize('admin', RESOURCE);
        const atMs = clock.monotonicMs();
        if (last === undefined || atMs - last.atMs >= FRESH_MS) {
          last = { atMs, answer: render(page, publication) };
        }
        return last.answer;
      },
    },
  ];
};

async function render(page: MetricsText, publication: PublicationParts): Promise<BufferedAnswer> {
  const [ofApp, ofChannels] = await Promise.all([
    collectApp(publication),
    collectChannels(publication.app),
  ]);
  const { text, contentType } = await page.render([...ofApp, ...ofChannels]);
  return textAnswer(text, contentType);
}
