import { join } from 'node:path';
import { SqliteStore } from '../../../../src/stores/sqlite/sqlite-store';
import { run } from '../../../../src/cli/run';
import { FakeIo } from '../fake-io';
import { tempProject } from '../temp-project';

/** An hour ago, so that what ends by the real clock has ended. */
export const WRITTEN_MS = Date.now() - 3_600_000;

/** A folder with a store in `plant.db` that an app has made and left: see the test of `inspect`. */
export async function tempStore(): Promise<{ cwd: string; file: string }> {
  const cwd = tempProject();
  const file = join(cwd, 'plant.db');
  const store = new SqliteStore({ file, durability: 'process' });
  const jobs = await store.open('jobs', { maxAttempts: 1 });
  const write = (id: string, visibleAtMs?: number) =>
    jobs.append(
      { id, timestampMs: WRITTEN_MS, senderId: 'web', content: { order: id }, metadata: {} },
      visibleAtMs === undefined ? {} : { visibleAtMs },
    );
  for (const id of ['done', 'dead-1', 'dead-2', 'held', 'waiting']) await write(id);
  await write('later', Date.now() + 3_600_000);
  const claim = { limit: 4, nowMs: WRITTEN_MS, expiresAtMs: Date.now() + 3_600_000 };
  await jobs.claim('worker', claim);
  const settle = (id: string, action: Parameters<typeof jobs.settle>[0]['action']) =>
    jobs.settle({ holder: 'worker', id, action }, WRITTEN_MS);
  await settle('done', { kind: 'acknowledge' });
  await settle('dead-1', { kind: 'nack', reason: 'no paper\n\u001b[31mred' });
  await settle('dead-2', { kind: 'nack' });

  const news = await store.open('news');
  for (const id of ['one', 'two', 'three']) {
    await news.append({ id, timestampMs: WRITTEN_MS, senderId: 'web', content: id, metadata: {} });
  }
  await news.read('display', { limit: 1, nowMs: WRITTEN_MS });
  await store.close();
  return { cwd, file };
}

/** Runs `holon …` in a folder. */
export async function holon(cwd: string, ...argv: string[]) {
  const io = new FakeIo(cwd);
  const exitCode = await run(argv, io);
  return { exitCode, out: io.out, err: io.err };
}
