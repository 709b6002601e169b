import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { HolonError } from '../../errors/holon-error';
import { didYouMean } from '../../util/did-you-mean';
import { readMark, readSchemaVersion, unusable } from './check-file';
import { MIGRATIONS } from './migrations';
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
  if (stats?.isFile() === true) {
    if (stats.size > 0 && readMark(path, address) === 'own') return;
    throw unusable(
      address,
      'is no store of holon',
      'Name another file; this one was left as it is.',
    );
  }
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
  const version = readSchemaVersion(driver, address);
  const known = MIGRATIONS.length;
  if (version === known) return;
  if (version === 0) {
    throw unusable(
      address,
      'holds nothing yet',
      'Was it copied without its `-wal`? Put that beside it before anybody opens it. A new store is filled by its app.',
    );
  }
  throw unusable(
    address,
    `has schema ${version}; this holon knows ${known}`,
    'Start its app once with this version of holon: that brings it up to date.',
  );
}
