import { createApp, silentLogger } from 'holon';

import type { Finding } from './check';
import { gatherEvidence } from './evidence';
import { CLAIM_MS, everything, Jobs, Plant } from './plant';

/** Claims of dead processes end by themselves: a living one gets everything that is left, each job once. */
export async function drainFile(file: string): Promise<Finding[]> {
  const { jobs } = await gatherEvidence(file);
  const left = [...jobs].filter(([, { state }]) => state !== 'acknowledged').map(([id]) => id);
  const taken: string[] = [];
  await using app = await createApp(Plant, { store: `sqlite:${file}`, logger: silentLogger });
  await app.launch();
  const client = app.client(everything, 'heir');
  while (taken.length < left.length) {
    const claims = await client.claim(Jobs, { limit: 500, waitMs: 2 * CLAIM_MS });
    if (claims.length === 0) break;
    for (const claim of claims) taken.push(claim.id);
    await client.acknowledge(
      Jobs,
      claims.map(({ id }) => id),
    );
  }
  const isWhole = taken.length === left.length && new Set(taken).size === left.length;
  if (isWhole) return [];
  return [
    { breach: 'lost', what: `${left.length} jobs were left and ${taken.length} could be claimed` },
  ];
}
