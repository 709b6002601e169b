import { statSync } from 'node:fs';
import { SqliteStore } from '../../../../src/stores/sqlite/sqlite-store';
import { holon, tempStore } from './temp-store';

/** Messages of 1 KiB each, added and removed again. */
async function fillAndEmpty(file: string): Promise<void> {
  const store = new SqliteStore({ file, durability: 'process' });
  const news = await store.open('news');
  const content = 'x'.repeat(1_024);
  const ids = Array.from({ length: 500 }, (_, index) => `bulk-${index}`);
  await Promise.all(
    ids.map(async (id) =>
      news.append({ id, timestampMs: 0, senderId: 'a', content, metadata: {} }),
    ),
  );
  await news.remove(ids);
  await store.close();
}

describe('holon store vacuum', () => {
  it('gives room back, says how much, and keeps the rest', async () => {
    const { cwd, file } = await tempStore();
    await fillAndEmpty(file);
    const before = statSync(file).size;
    const { exitCode, out } = await holon(cwd, 'store', 'vacuum', 'sqlite:plant.db');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^\d+\.\d KiB before, \d+\.\d KiB now\n$/);
    expect(statSync(file).size).toBeLessThan(before - 400 * 1_024);
    const { out: kept } = await holon(cwd, 'store', 'inspect', 'sqlite:plant.db');
    expect(kept).toMatch(/\njobs +6 +2 +1 +1 +1 +2 /);
    expect(kept).toMatch(/\nnews +display +2 +0\n/);
  });

  it('tells machines the sizes', async () => {
    const { cwd, file } = await tempStore();
    await fillAndEmpty(file);
    const beforeBytes = statSync(file).size;
    const { out } = await holon(cwd, 'store', 'vacuum', 'sqlite:plant.db', '--json');
    expect(JSON.parse(out)).toEqual({ beforeBytes, afterBytes: statSync(file).size });
  });

  it('refuses while an app uses the store, and leaves both as they were', async () => {
    const { cwd, file } = await tempStore();
    await fillAndEmpty(file);
    const store = new SqliteStore({ file });
    const news = await store.open('news');
    const before = statSync(file).size;
    const { exitCode, out, err } = await holon(cwd, 'store', 'vacuum', 'sqlite:plant.db');
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain('HOLON_STORE_FAILED');
    expect(err).toContain('is used by another process');
    expect(err).toContain('cure: Stop the app');
    expect(statSync(file).size).toBe(before);
    await news.append({ id: 'still', timestampMs: 0, senderId: 'a', content: 1, metadata: {} });
    await store.close();
  });
});
