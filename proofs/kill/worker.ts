/** Writes, reads, claims, settles and transacts until it is killed, and reports what it was answered. */
import { createApp, isHolonError, silentLogger, type ChannelClient, type Claim } from 'holon';

import { Random } from '../shared/random';
import { report as send } from '../shared/report';
import { everything, Jobs, Left, Notes, PAGE, Plant, Right } from './plant';
import { tagOf, type Intent, type Settled, type WorkReport } from './report';
import { openStoreUnderTest, type StoreName } from './stores-under-test';

type Client = ChannelClient<typeof everything>;
type Job = Claim<{ n: number }>;

const WRITERS = 3;
const CLAIMERS = 4;

const report = (value: WorkReport): void => send(value);

async function main(file: string, name: string, seed: number, storeName: StoreName): Promise<void> {
  const random = new Random(seed);
  const store = openStoreUnderTest(storeName, file);
  const app = await createApp(Plant, { store, logger: silentLogger });
  await app.launch();
  const each = (count: number, role: string, work: (client: Client) => Promise<never>) =>
    Array.from({ length: count }, (_, index) =>
      work(app.client(everything, `${name}-${role}-${index}`)),
    );
  await Promise.all([
    ...each(WRITERS, 'writer', write),
    ...each(CLAIMERS, 'claimer', (client) => claim(client, random)),
    ...each(1, 'reader', read),
  ]);
}

async function write(client: Client): Promise<never> {
  for (let n = 1; ; n += 1) {
    const job = await client.write(Jobs, { n });
    report({ kind: 'wrote', channel: 'jobs', id: job.id });
    const note = await client.write(Notes, { n });
    report({ kind: 'wrote', channel: 'notes', id: note.id });
  }
}

async function read(client: Client): Promise<never> {
  for (let n = 1; ; n += 1) {
    const note = await client.write(Notes, { n });
    report({ kind: 'wrote', channel: 'notes', id: note.id });
    const reader = client.systemId;
    report({ kind: 'reading', reader });
    const notes = await client.read(Notes, { limit: PAGE });
    report({ kind: 'read', reader, ids: notes.map(({ id }) => id) });
  }
}

async function claim(client: Client, random: Random): Promise<never> {
  for (;;) {
    const jobs = await client.claim(Jobs, { limit: random.between(1, 4), waitMs: 60_000 });
    const atMs = Date.now();
    const holder = client.systemId;
    for (const { id, attempt, expiresAtMs } of jobs) {
      report({ kind: 'claimed', id, attempt, holder, atMs, expiresAtMs });
    }
    for (const job of jobs) await finish(client, job, random.between(0, 9));
  }
}

/** Chance decides what becomes of a job: kept until it expires, given back, done, or done with a result. */
async function finish(client: Client, job: Job, chance: number): Promise<void> {
  if (chance === 0) return;
  if (chance <= 2) await settle(job, 'nacking', 'nacked', () => job.nack());
  else if (chance <= 5) await settle(job, 'acknowledging', 'acknowledged', () => job.ack());
  else await settle(job, 'transacting', 'transacted', () => writeResults(client, job));
}

async function writeResults(client: Client, job: Job): Promise<void> {
  const tag = tagOf(job);
  await client.transaction(async (tx) => {
    await tx.write(Left, { tag });
    await tx.write(Right, { tag });
    await tx.acknowledge(Jobs, [job.id]);
  });
}

async function settle(
  { id, attempt }: Job,
  intent: Intent,
  settled: Settled,
  work: () => Promise<void>,
): Promise<void> {
  report({ kind: intent, id, attempt });
  try {
    await work();
  } catch (error) {
    if (isHolonError(error, 'HOLON_CLAIM_LOST')) return; // it expired meanwhile: refused, as promised
    throw error;
  }
  report({ kind: settled, id, attempt });
}

const [file = '', name = '', seed = '', store = ''] = process.argv.slice(2);
main(file, name, Number(seed), store as StoreName).catch((error: unknown) => {
  report({ kind: 'failed', message: error instanceof Error ? (error.stack ?? '') : String(error) });
  process.exit(1);
});
