import { accessSync, closeSync, constants, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { HolonError } from '../../errors/holon-error';
import { notWritable, readMark, readPragma, readSchemaVersion, unusable } from './check-file';
import { APPLICATION_ID, MIGRATIONS } from './migrations';
import { findDriver } from './open-driver';
import type { SqliteDriver } from './sqlite-driver';
import { storeFault } from './sqlite-faults';

export interface ConnectionOptions {
  readonly address: string;
  readonly file: string;
  readonly durability: 'disk' | 'process';
  readonly busyTimeoutMs: number;
  readonly fileMode: number;
  readonly maxFileBytes: number | undefined;
}

/** Files up to this size are checked whole when they are opened: that takes some 10 ms. */
const CHECKED_BYTES = 8 * 1024 * 1024;
const CACHE_KIB = 16 * 1024;
const LONGEST_WAL_BYTES = 64 * 1024 * 1024;

/**
 * Opens the file, creating it when it is not there, and brings its tables up to date.
 * @throws HOLON_STORE_UNUSABLE when the path or the file is not one to work with; it is left as it was then
 * @throws HOLON_STORE_FAILED when the file is locked or the disk full
 * @throws HOLON_DEPENDENCY_MISSING
 */
export function openConnection(options: ConnectionOptions): SqliteDriver {
  const { address } = options;
  const file = resolve(options.file);
  const Driver = findDriver();
  const bytes = checkPath(file, address);
  if (bytes === undefined) create(file, options);
  let driver: SqliteDriver | undefined;
  try {
    driver = new Driver(file);
    prepare(driver, bytes ?? 0, options);
    return driver;
  } catch (error) {
    driver?.close();
    if (bytes === undefined && statSync(file).size === 0) rmSync(file);
    throw error instanceof HolonError ? error : storeFault(address, error);
  }
}

/** The size of the file; undefined when there is none and one may be created. */
function checkPath(file: string, address: string): number | undefined {
  const folder = dirname(file);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw unusable(address, `lies in a folder that is not there: ${folder}`, 'Create the folder.');
  }
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) {
    throw unusable(address, 'is a folder', 'Name a file inside it: sqlite:<folder>/<file>.db.');
  }
  try {
    accessSync(folder, constants.W_OK);
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw notWritable(address, error);
  }
  if (stats.size === 0) return 0;
  const mark = readMark(file, address);
  const isUnfinished = existsSync(`${file}-wal`) || existsSync(`${file}-journal`);
  if (mark === 'foreign' || (mark === 'none' && isUnfinished)) throw foreign(address);
  return stats.size;
}

/** SQLite gives its two other files the mode of this one. */
function create(file: string, { address, fileMode }: ConnectionOptions): void {
  try {
    closeSync(openSync(file, 'a', fileMode));
  } catch (error) {
    throw notWritable(address, error);
  }
}

function prepare(driver: SqliteDriver, bytes: number, options: ConnectionOptions): void {
  const { address, busyTimeoutMs, durability, maxFileBytes } = options;
  driver.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  const isMarked = checkOwner(driver, address);
  if (bytes <= CHECKED_BYTES) checkWhole(driver, address);
  // Before the write-ahead log, which would keep it from the file itself.
  if (!isMarked) driver.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  const mode = readPragma(driver, 'journal_mode = WAL');
  if (mode !== 'wal') {
    throw unusable(
      address,
      `lies where SQLite cannot keep a write-ahead log (journal mode ${String(mode)})`,
      'Put it on a disk of this machine, not on a network file system.',
    );
  }
  driver.exec(`
    PRAGMA synchronous = ${durability === 'process' ? 'NORMAL' : 'FULL'};
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -${CACHE_KIB};
    PRAGMA journal_size_limit = ${LONGEST_WAL_BYTES};
  `);
  if (maxFileBytes !== undefined) {
    const pages = Math.ceil(maxFileBytes / Number(readPragma(driver, 'page_size')));
    readPragma(driver, `max_page_count = ${pages}`);
  }
  migrate(driver, address);
  // From here on a locked file is waited for by timer; SQLite itself would hold up the event loop.
  driver.exec('PRAGMA busy_timeout = 0');
}

/** Whether the file carries the mark of this store. Touches nothing: it may belong to somebody else. */
function checkOwner(driver: SqliteDriver, address: string): boolean {
  const id = readPragma(driver, 'application_id');
  if (id === APPLICATION_ID) return true;
  const isEmpty = driver.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (id === 0 && isEmpty) return false;
  throw foreign(address);
}

function checkWhole(driver: SqliteDriver, address: string): void {
  const verdict = readPragma(driver, 'quick_check(1)');
  if (verdict === 'ok') return;
  throw storeFault(address, Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' }));
}

function migrate(driver: SqliteDriver, address: string): void {
  driver.exec('BEGIN IMMEDIATE');
  try {
    const version = readSchemaVersion(driver, address);
    if (version < MIGRATIONS.length) {
      for (const step of MIGRATIONS.slice(version)) driver.exec(step);
      driver.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    }
    driver.exec('COMMIT');
  } catch (error) {
    try {
      driver.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself.
    }
    throw error;
  }
}

function foreign(address: string): HolonError {
  return unusable(
    address,
    'is the database of another program',
    'Name another file; this one was left as it is.',
  );
}
