import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteStore } from '../../../../src/stores/sqlite/sqlite-store';
import { holon, tempStore, WRITTEN_MS } from './temp-store';

describe('holon store inspect', () => {
  it('shows each channel and each reader', async () => {
    const { cwd, file } = await tempStore();
    const { exitCode, out, err } = await holon(cwd, 'store', 'inspect', 'sqlite:plant.db');
    expect([exitCode, err]).toEqual([0, '']);
    const [address, sizes, ...rest] = out.split('\n');
    expect(address).toBe(`sqlite:${file}`);
    expect(sizes).toMatch(/^file \d+\.\d KiB, write-ahead log 0 B, schema 1$/);
    expect(rest).toEqual([
      "durability: each app's own; disk, unless it says durability=process",
      '',
      'CHANNEL  KEPT  PENDING  DELAYED  CLAIMED  ACKNOWLEDGED  DEAD  OLDEST',
      'jobs        6        2        1        1             1     2  1 h',
      'news        3        3        0        0             0     0  1 h',
      '',
      'CHANNEL  READER   LAG  MISSED',
      'news     display    2       0',
      '',
    ]);
  });

  it('gives machines the same as JSON', async () => {
    const { cwd, file } = await tempStore();
    const { out } = await holon(cwd, 'store', 'inspect', 'sqlite:plant.db', '--json');
    expect(JSON.parse(out)).toMatchObject({
      file,
      schemaVersion: 1,
      channels: [
        { id: 'jobs', count: 6, pending: 2, delayed: 1, claimed: 1, acknowledged: 1, dead: 2 },
        { id: 'news', oldestMs: WRITTEN_MS, readers: { display: { lag: 2, missed: 0 } } },
      ],
    });
  });

  it('takes the store of the settings when none is named', async () => {
    const { cwd } = await tempStore();
    writeFileSync(join(cwd, 'nest-cli-style.json'), '{ "store": "sqlite:./plant.db" }');
    expect((await holon(cwd, 'store', 'inspect')).out).toContain('jobs ');
  });

  it('shows a store that an app is using, and changes nothing of it', async () => {
    const { cwd, file } = await tempStore();
    const app = new SqliteStore({ file });
    const news = await app.open('news');
    await news.append({ id: 'four', timestampMs: 0, senderId: 'a', content: 4, metadata: {} });
    const before = readFileSync(`${file}-wal`);
    const { out } = await holon(cwd, 'store', 'inspect', 'sqlite:plant.db', '--json');
    expect(JSON.parse(out)).toMatchObject({
      walBytes: before.length,
      channels: [{}, { id: 'news', count: 4 }],
    });
    expect(readFileSync(`${file}-wal`).equals(before)).toBe(true);
    await app.close();
  });

  it('says when a store has no channels', async () => {
    const { cwd, file } = await tempStore();
    await new SqliteStore({ file: `${file}2` }).close();
    const { exitCode, out } = await holon(cwd, 'store', 'inspect', 'sqlite:plant.db2');
    expect(exitCode).toBe(0);
    expect(out).toContain('\nno channels\n');
  });
});
