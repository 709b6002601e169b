import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isHolonError, type HolonError } from '../../../../src/errors/holon-error';
import { MIGRATIONS } from '../../../../src/stores/sqlite/migrations';
import { findDriver } from '../../../../src/stores/sqlite/open-driver';
import { openConnection } from '../../../../src/stores/sqlite/open-connection';
import { SqliteStore } from '../../../../src/stores/sqlite/sqlite-store';
import { message, TempFolder } from './temp-store';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

function refusal(file: string): HolonError {
  try {
    folder.open({ file, busyTimeoutMs: 20 });
  } catch (error) {
    if (isHolonError(error)) return error;
    throw error;
  }
  throw new Error(`${file} was opened`);
}

/** Opens a database as any program may. */
function openRaw(file: string) {
  return new (findDriver())(file);
}

async function fillStore(count: number): Promise<void> {
  const store = folder.open();
  const log = await store.open('q');
  for (let index = 0; index < count; index += 1) {
    await log.append(message(`m${index}`, { content: 'x'.repeat(500) }));
  }
  await store.close();
}

describe('opening a SQLite store', () => {
  it('makes a new file that only its owner may read, or as told', async () => {
    await fillStore(1);
    expect(statSync(folder.file()).mode & 0o777).toBe(0o600);
    folder.open({ file: folder.file('shared.db'), fileMode: 0o640 });
    expect(statSync(folder.file('shared.db')).mode & 0o777).toBe(0o640);
  });

  it.each([
    ['disk', 2],
    ['process', 1],
  ] as const)(
    'keeps a write-ahead log that it syncs as durability %s says',
    (durability, level) => {
      const driver = openConnection({
        ...{ address: 'sqlite:', file: folder.file(), durability, busyTimeoutMs: 20 },
        ...{ fileMode: 0o600, maxFileBytes: undefined },
      });
      expect(driver.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
      expect(driver.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: level });
      expect(driver.prepare('PRAGMA temp_store').get()).toEqual({ temp_store: 2 });
      driver.close();
    },
  );

  it('refuses a folder, a missing folder and an impossible name, and makes nothing', () => {
    expect(refusal(folder.path)).toMatchObject({
      code: 'HOLON_STORE_UNUSABLE',
      message: expect.stringContaining('is a folder'),
    });
    expect(refusal(join(folder.path, 'missing', 'store.db'))).toMatchObject({
      code: 'HOLON_STORE_UNUSABLE',
      message: expect.stringContaining('a folder that is not there'),
      hint: 'Create the folder.',
    });
    writeFileSync(folder.file('file'), '');
    expect(refusal(join(folder.path, 'file', 'store.db')).code).toBe('HOLON_STORE_UNUSABLE');
    expect(refusal('').code).toBe('HOLON_INVALID_ARGUMENT');
    expect(refusal(':memory:').code).toBe('HOLON_INVALID_ARGUMENT');
    expect(readdirSync(folder.path)).toEqual(['file']);
  });

  it('takes the smallest limit of its size, with room for messages', async () => {
    const log = await folder.open({ maxFileBytes: 128 * 1024 }).open('q');
    for (const id of ['a', 'b', 'c']) await log.append(message(id));
    expect(log.count).toBe(3);
  });

  it.each([
    { maxFileBytes: 0 },
    { maxFileBytes: 128 * 1024 - 1 },
    { busyTimeoutMs: -1 },
    { maxMessageBytes: 1.5 },
    { durability: 'none' as 'disk' },
  ])('refuses the options %j', (options) => {
    expect(() => folder.open(options)).toThrow(
      expect.objectContaining({ code: 'HOLON_INVALID_ARGUMENT' }),
    );
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('refuses what is no database and leaves it as it is', () => {
    writeFileSync(folder.file(), 'Dear diary, today I wrote a text file.');
    expect(refusal(folder.file())).toMatchObject({
      code: 'HOLON_STORE_UNUSABLE',
      message: expect.stringContaining('no SQLite database'),
    });
    expect(readFileSync(folder.file(), 'utf8')).toMatch(/^Dear diary/);
    expect(readdirSync(folder.path)).toEqual(['store.db']);
  });

  it('refuses the database of another program and leaves it as it is', () => {
    const raw = openRaw(folder.file());
    raw.exec('CREATE TABLE bookmarks (url)');
    raw.close();
    const before = readFileSync(folder.file());
    expect(refusal(folder.file())).toMatchObject({
      code: 'HOLON_STORE_UNUSABLE',
      message: expect.stringContaining('another program'),
    });
    expect(readFileSync(folder.file()).equals(before)).toBe(true);
  });

  it('refuses the file of a newer version and leaves it as it is', async () => {
    await fillStore(1);
    const raw = openRaw(folder.file());
    raw.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    raw.close();
    const error = refusal(folder.file());
    expect(error).toMatchObject({ code: 'HOLON_STORE_UNUSABLE', retryable: false });
    expect(error.message).toContain('newer holon');
    expect(error.hint).toContain('Update holon');
  });

  it.each([
    ['its start', 100],
    ['a page inside', 5 * 4096],
  ])('refuses a file that is damaged at %s, and never replaces it', async (_where, offset) => {
    await fillStore(40);
    const bytes = readFileSync(folder.file());
    randomBytes(2048).copy(bytes, offset);
    writeFileSync(folder.file(), bytes);
    expect(refusal(folder.file())).toMatchObject({
      code: 'HOLON_STORE_UNUSABLE',
      message: expect.stringContaining('damaged'),
      hint: expect.stringContaining('backup'),
    });
    expect(readFileSync(folder.file()).equals(bytes)).toBe(true);
  });

  it('says that another process holds the file, and that it may be tried again', async () => {
    await fillStore(1);
    const raw = openRaw(folder.file());
    raw.exec('BEGIN IMMEDIATE');
    expect(refusal(folder.file())).toMatchObject({ code: 'HOLON_STORE_FAILED', retryable: true });
    raw.exec('ROLLBACK');
    raw.close();
    expect((await folder.open().open('q')).count).toBe(1);
  });

  it('refuses a file or folder that this user may not write', async () => {
    await fillStore(1);
    chmodSync(folder.path, 0o755);
    chmodSync(folder.file(), 0o444);
    const isRoot = process.geteuid?.() === 0;
    // Root may write everything.
    if (isRoot) process.seteuid?.(65_534);
    try {
      for (const file of [folder.file(), folder.file('new.db')]) {
        if (!isRoot && file !== folder.file()) chmodSync(folder.path, 0o555);
        expect(refusal(file)).toMatchObject({
          code: 'HOLON_STORE_UNUSABLE',
          hint: expect.stringContaining('right to write'),
        });
      }
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder.path, 0o755);
    }
    expect(readdirSync(folder.path)).toEqual(['store.db']);
  });

  it('lets a second store use the same file at once', async () => {
    mkdirSync(folder.file('data'));
    const file = join(folder.path, 'data', 'store.db');
    const [one, other] = [folder.open({ file }), folder.open({ file })];
    await (await one.open('q')).append(message('a'));
    expect((await (await other.open('q')).get('a'))?.seq).toBe(1);
    expect(one.address).toBe(`sqlite:${file}`);
    expect(one).toBeInstanceOf(SqliteStore);
  });
});
