/** One of several processes on a file: writes its part of the jobs and the news, and takes what it can get of all. */
import { createApp, silentLogger, type ChannelClient, type ChannelMessage } from 'holon';

import { report as send } from '../shared/report';
import { everything, Jobs, News, Shop, Signals, type ShopReport } from './shop';

type Client = ChannelClient<typeof everything>;

const WRITERS = 10;
const BATCH = 10;
const WAIT_MS = 100;

const report = (value: ShopReport): void => send(value);

async function main(file: string, name: string, jobs: number, news: number): Promise<void> {
  await using app = await createApp(Shop, { store: `sqlite:${file}`, logger: silentLogger });
  await app.launch();
  const client = app.client(everything, name);
  const stop = new AbortController();
  const go = new Promise<void>((resolve) => {
    void client.subscribe(Signals, ({ content }) => (content === 'go' ? resolve() : stop.abort()));
  });
  await client.subscribe(News, (message) => reportNews('heard', message));
  const reading = [takeJobs(client, stop.signal), stream(client, stop.signal)];
  report({ kind: 'ready' });
  await go;
  const writing = Array.from({ length: WRITERS }, () => writeJobs(client, jobs / WRITERS));
  await Promise.all([...reading, ...writing, writeNews(client, news)]);
}

async function writeJobs(client: Client, count: number): Promise<void> {
  const ids = [];
  for (let n = 0; n < count; n += 1) ids.push((await client.write(Jobs, { n })).id);
  report({ kind: 'wrote', jobs: ids });
}

async function writeNews(client: Client, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await client.write(News, { n });
}

async function takeJobs(client: Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const jobs = await client.claim(Jobs, { limit: BATCH, waitMs: WAIT_MS });
    const ids = jobs.map(({ id }) => id);
    if (ids.length === 0) continue;
    report({ kind: 'claimed', ids, atMs: Date.now() });
    const { settled } = await client.acknowledge(Jobs, ids);
    report({ kind: 'done', ids: settled });
  }
}

async function stream(client: Client, signal: AbortSignal): Promise<void> {
  for await (const message of client.stream(News, { signal })) reportNews('streamed', message);
}

function reportNews(
  kind: 'heard' | 'streamed',
  { id, senderId, timestampMs }: ChannelMessage,
): void {
  report({ kind, id, senderId, waitedMs: Date.now() - timestampMs });
}

const [file = '', name = '', jobs = '', news = ''] = process.argv.slice(2);
main(file, name, Number(jobs), Number(news)).catch((error: unknown) => {
  report({ kind: 'failed', message: error instanceof Error ? (error.stack ?? '') : String(error) });
  process.exit(1);
});
