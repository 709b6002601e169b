import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SqliteStore } from '../../../../src/stores/sqlite/sqlite-store';
import { findDriver } from '../../../../src/stores/sqlite/open-driver';
import { tempProject } from '../temp-project';
import { holon, tempStore } from './temp-store';

const COMMANDS: readonly (readonly [string, ...string[]])[] = [
  ['inspect'],
  ['dead'],
  ['redrive', '--channel', 'jobs', '--all'],
  ['vacuum'],
];

describe.each(COMMANDS)('holon store %s', (command, ...flags) => {
  const refused = async (cwd: string, address?: string) => {
    const argv = address === undefined ? [] : [address];
    const { exitCode, out, err } = await holon(cwd, 'store', command, ...argv, ...flags);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(/\n {2}cure: \S/);
    expect(err).not.toMatch(/\n\s+at .*:\d+:\d+\)?\n/);
    return err;
  };

  it('makes no store where there is none, and guesses which was meant', async () => {
    const { cwd } = await tempStore();
    const before = readdirSync(cwd);
    const err = await refused(cwd, 'sqlite:plnat.db');
    expect(err).toContain('HOLON_STORE_UNUSABLE');
    expect(err).toContain("does not exist, did you mean 'plant.db'?");
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('makes no folder either', async () => {
    const cwd = tempProject();
    expect(await refused(cwd, 'sqlite:no/where.db')).toContain('does not exist');
    expect(existsSync(join(cwd, 'no'))).toBe(false);
  });

  it('refuses a folder, an empty file and the file of another program, and leaves them', async () => {
    const cwd = tempProject({ 'empty.db': '', 'notes.txt': 'n'.repeat(5_000) });
    mkdirSync(join(cwd, 'folder.db'));
    expect(await refused(cwd, 'sqlite:folder.db')).toContain('is a folder');
    expect(await refused(cwd, 'sqlite:empty.db')).toContain('is no store of holon');
    expect(await refused(cwd, 'sqlite:notes.txt')).toContain('no SQLite database');
    expect(readFileSync(join(cwd, 'empty.db'))).toHaveLength(0);
    expect(readFileSync(join(cwd, 'notes.txt'), 'utf8')).toBe('n'.repeat(5_000));
  });

  it('says of a copy without its write-ahead log what is missing', async () => {
    const cwd = tempProject();
    const store = new SqliteStore({ file: join(cwd, 'plant.db') });
    await store.open('jobs');
    copyFileSync(join(cwd, 'plant.db'), join(cwd, 'copy.db'));
    const err = await refused(cwd, 'sqlite:copy.db');
    await store.close();
    expect(err).toContain('holds nothing yet');
    expect(err).toContain('Was it copied without its `-wal`?');
  });

  it('leaves what another program has left undone as it is', async () => {
    const cwd = tempProject();
    const live = new (findDriver())(join(cwd, 'live.db'));
    live.exec('PRAGMA journal_mode = WAL');
    live.exec('CREATE TABLE bookmarks (url)');
    for (const end of ['', '-wal'])
      copyFileSync(join(cwd, `live.db${end}`), join(cwd, `other.db${end}`));
    live.close();
    const before = ['other.db', 'other.db-wal'].map((name) => readFileSync(join(cwd, name), 'hex'));
    expect(await refused(cwd, 'sqlite:other.db')).toContain('is no store of holon');
    expect(readdirSync(cwd).filter((name) => name.startsWith('other'))).toEqual([
      'other.db',
      'other.db-wal',
    ]);
    const after = ['other.db', 'other.db-wal'].map((name) => readFileSync(join(cwd, name), 'hex'));
    expect(after).toEqual(before);
  });

  it('refuses a damaged file', async () => {
    const { cwd, file } = await tempStore();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(7, 4_096));
    expect(await refused(cwd, 'sqlite:plant.db')).toMatch(/HOLON_STORE_UNUSABLE: .* is damaged/);
  });

  it('refuses a store of a newer version, and says so', async () => {
    const { cwd, file } = await tempStore();
    const Driver = findDriver();
    const driver = new Driver(file);
    driver.exec('PRAGMA user_version = 99');
    driver.close();
    const err = await refused(cwd, 'sqlite:plant.db');
    expect(err).toMatch(/newer holon \(schema 99, this one knows \d+\)\n {2}cure: Update holon;/);
  });

  it('refuses addresses that it cannot look into', async () => {
    const cwd = tempProject();
    expect(await refused(cwd, 'memory:')).toContain('HOLON_UNSUPPORTED_OPERATION');
    expect(await refused(cwd, 'plant.db')).toContain('HOLON_UNKNOWN_STORE');
    expect(await refused(cwd, 'sqlite:')).toContain('HOLON_INVALID_ARGUMENT');
    expect(await refused(cwd, 'sqlite:plant.db?mode=x')).toContain("unknown option 'mode'");
    expect(await refused(cwd)).toContain('No store is named');
  });
});

describe('holon store', () => {
  it('lists its commands when none is named', async () => {
    const { exitCode, err } = await holon(tempProject(), 'store');
    expect(exitCode).toBe(2);
    for (const [command] of COMMANDS) expect(err).toMatch(new RegExp(`\\n  ${command} `));
  });
});
