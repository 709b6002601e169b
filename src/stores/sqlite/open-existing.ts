import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { HolonError } from '../../errors/holon-error';
import { didYouMean } from '../../util/did-you-mean';
import { APPLICATION_ID, MIGRATIONS } from './migrations';
import { findDriver } from './open-driver';
import type { SqliteDriver } from './sqlite-driver';
import { storeFault } from './sqlite-faults';
import type { SqliteSettings } from './sqlite-options';

/** What the connection is for. `alone` keeps everybody else out, and fails at once when somebody is in. */
export type ConnectionUse = 'read' | 'write' | 'alone';

/**
 * Opens the file of a store that is there. Makes none, and does not change the schema: an app may be using it.
 * @throws HOLON_STORE_UNUSABLE when there is no store, or not one that this version knows
 * @throws HOLON_STORE_FAILED when it is locked
 * @throws HOLON_DEPENDENCY_MISSING
 */
export function openExisting(
  { address, file, busyTimeoutMs }: SqliteSettings,
  use: ConnectionUse,
): SqliteDriver {
  const path = resolve(file);
  checkFile(path, address);
  const Driver = findDriver();
  let driver: SqliteDriver | undefined;
  try {
    driver = new Driver(path);
    driver.exec(`PRAGMA busy_timeout = ${use === 'alone' ? 0 : busyTimeoutMs}`);
    if (use === 'read') driver.exec('PRAGMA query_only = 1');
    if (use === 'alone') driver.exec('PRAGMA locking_mode = EXCLUSIVE');
    checkSchema(driver, address);
    driver.exec('PRAGMA synchronous = FULL');
    return driver;
  } catch (error) {
    driver?.close();
    throw error instanceof HolonError ? error : storeFault(address, error);
  }
}

function checkFile(path: string, address: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() === true) return;
  if (stats !== undefined) {
    throw unusable(address, 'is a folder', 'Name the file inside it.');
  }
  const folder = dirname(path);
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const guess = isFolder ? didYouMean(basename(path), readdirSync(folder)) : '';
  throw unusable(
    address,
    `does not exist${guess}`,
    'Name the file of a store that an app has made; relative paths are relative to the working directory.',
  );
}

function checkSchema(driver: SqliteDriver, address: string): void {
  const { id } = row<{ id: number }>(
    driver,
    'SELECT application_id AS id FROM pragma_application_id',
  );
  if (id !== APPLICATION_ID) {
    throw unusable(
      address,
      'is no store of holon',
      'Name another file; this one was left as it is.',
    );
  }
  const version = schemaVersion(driver);
  const known = MIGRATIONS.length;
  if (version === known) return;
  throw unusable(
    address,
    `has schema ${version}; this holon knows ${known}`,
    version > known
      ? 'Update holon.'
      : 'Start its app once with this version of holon: that brings it up to date.',
  );
}

export function schemaVersion(driver: SqliteDriver): number {
  return row<{ version: number }>(driver, 'SELECT user_version AS version FROM pragma_user_version')
    .version;
}

/** The one row, of the shape that `sql` selects. */
function row<Row>(driver: SqliteDriver, sql: string): Row {
  return driver.prepare(sql).get() as Row;
}

function unusable(address: string, what: string, hint: string): HolonError {
  return new HolonError('HOLON_STORE_UNUSABLE', `The store "${address}" ${what}`, { hint });
}
