import { closeSync, openSync, readSync } from 'node:fs';
import { HolonError } from '../../errors/holon-error';
import { APPLICATION_ID, MIGRATIONS } from './migrations';
import type { SqliteDriver } from './sqlite-driver';
import { storeFault } from './sqlite-faults';

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const APPLICATION_ID_AT = 68;

/**
 * Whose mark a database carries, as its bytes alone tell: opening the file of another program would already finish what
 * that has left undone in a second file. A file of this store carries its mark from its first page on.
 * @throws HOLON_STORE_UNUSABLE when it is no database, or cannot be read
 */
export function readMark(file: string, address: string): 'own' | 'none' | 'foreign' {
  const header = readHeader(file, address);
  if (!header.toString('latin1').startsWith(MAGIC)) {
    throw unusable(
      address,
      'is no SQLite database',
      'Name another file; this one was left as it is.',
    );
  }
  const id = header.readUInt32BE(APPLICATION_ID_AT);
  if (id === APPLICATION_ID) return 'own';
  return id === 0 ? 'none' : 'foreign';
}

/** The version of the tables. @throws HOLON_STORE_UNUSABLE when a later version of holon has made them */
export function readSchemaVersion(driver: SqliteDriver, address: string): number {
  const version = Number(readPragma(driver, 'user_version'));
  if (version <= MIGRATIONS.length) return version;
  throw newerSchema(version, address);
}

/** The one value that a pragma answers. */
export function readPragma(driver: SqliteDriver, text: string): unknown {
  const row = driver.prepare(`PRAGMA ${text}`).get();
  return Object.values(row as Readonly<Record<string, unknown>>)[0]; // a pragma that answers, answers a row
}

export function newerSchema(version: number, address: string): HolonError {
  return unusable(
    address,
    `was written by a newer holon (schema ${version}, this one knows ${MIGRATIONS.length})`,
    'Update holon; the file was left as it is.',
  );
}

/** As SQLite would say later. */
export function notWritable(address: string, cause: unknown): HolonError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return storeFault(address, Object.assign(new Error(reason, { cause }), { code: 'SQLITE_PERM' }));
}

export function unusable(address: string, what: string, hint: string): HolonError {
  return new HolonError('HOLON_STORE_UNUSABLE', `The store "${address}" ${what}`, { hint });
}

/** Zeros behind the end of a shorter file. */
function readHeader(file: string, address: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  let handle: number | undefined;
  try {
    handle = openSync(file, 'r');
    readSync(handle, header);
  } catch (error) {
    throw notWritable(address, error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
  return header;
}
