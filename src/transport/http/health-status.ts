import { probeOf } from './health-probe';
import type { PublicationParts } from './publication-parts';

/** Whether an app takes requests, in a word. */
export type ReadyStatus =
  'ok' | 'starting' | 'degraded' | 'draining' | 'stopped' | 'store-unavailable';

/** `ok` where requests are let in, every system runs and the store takes writes. */
export async function readyStatus(publication: PublicationParts): Promise<ReadyStatus> {
  const { app, state } = publication;
  if (state === 'starting') return 'starting';
  if (state === 'draining') return 'draining';
  if (state === 'closed') return 'stopped';
  const { status } = app.health();
  if (status !== 'ok') return status;
  return (await probeOf(app.environment).isWritable()) ? 'ok' : 'store-unavailable';
}
