/** Several processes share one file: nothing is given twice, nobody goes without, everybody hears of everything. */
import { createApp, silentLogger } from 'holon';
import { join } from 'node:path';

import { openStore } from '../../src/stores/open-store';
import { bundle } from '../shared/bundle';
import { Child, until } from '../shared/child';
import { withScratch } from '../shared/scratch';
import { conclude, figure, printTable } from '../shared/verdict';
import { checkShop, summarise, type Staff } from './check-shop';
import { everything, Shop, Signals, type ShopReport } from './shop';

const JOBS = 5_000;
const NEWS = 300;
const CREWS = [2, 3] as const;
const DEADLINE_MS = 60_000;

async function main(folder: string): Promise<void> {
  const program = await bundle('processes/clerk.ts', folder);
  const problems: string[] = [];
  const rows = [];
  for (const size of CREWS) {
    const file = join(folder, `${size}.db`);
    const staff = await work(program, file, size);
    problems.push(...checkShop(staff, JOBS, await newsOrder(file)));
    rows.push(...summarise(staff));
  }
  printTable(rows);
  conclude(
    'processes',
    `${CREWS.join(' and ')} processes, ${figure(JOBS)} messages each, ` +
      (problems.length === 0 ? '0 twice, 0 left, 0 starved, all news heard in order' : 'see above'),
    problems,
  );
}

async function work(program: string, file: string, size: number): Promise<Staff> {
  await using app = await createApp(Shop, { store: `sqlite:${file}`, logger: silentLogger });
  await app.launch();
  const client = app.client(everything, 'keeper');
  const share = Math.floor(JOBS / size / 10) * 10;
  const clerks = Array.from({ length: size }, (_, index) => {
    const jobs = index === 0 ? JOBS - share * (size - 1) : share;
    const name = `clerk ${index + 1} of ${size}`;
    return {
      name,
      child: new Child<ShopReport>(program, [file, name, String(jobs), String(NEWS)]),
    };
  });
  const children = clerks.map(({ child }) => child);
  const isReady = (reports: readonly ShopReport[]) => reports.some(({ kind }) => kind === 'ready');
  await until('all are ready', children, DEADLINE_MS, () =>
    children.every(({ reports }) => isReady(reports)),
  );
  const startMs = Date.now();
  await client.write(Signals, 'go');
  await until('all is done', children, DEADLINE_MS, () => {
    const count = (kind: 'heard' | 'streamed') =>
      children.every(
        ({ reports }) => reports.filter((one) => one.kind === kind).length >= NEWS * size,
      );
    const done = children.reduce((sum, { reports }) => sum + countDone(reports), 0);
    return done >= JOBS && count('heard') && count('streamed');
  });
  await client.write(Signals, 'stop');
  const exits = await Promise.all(clerks.map(({ child }) => child.ended));
  return clerks.map(({ name, child }, index) => ({
    name,
    startMs,
    reports: child.reports,
    exit: exits[index] ?? 1,
  }));
}

function countDone(reports: readonly ShopReport[]): number {
  return reports.reduce((sum, one) => (one.kind === 'done' ? sum + one.ids.length : sum), 0);
}

async function newsOrder(file: string): Promise<readonly string[]> {
  const { store } = openStore(`sqlite:${file}`);
  const log = await store.open('news');
  const entries = await log.scan({ afterSeq: 0, limit: Number.MAX_SAFE_INTEGER, nowMs: 0 });
  await store.close();
  return entries.map(({ message }) => message.id);
}

void withScratch(main);
