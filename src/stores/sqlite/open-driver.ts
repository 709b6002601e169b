/* eslint-disable @typescript-eslint/no-require-imports -- native modules, loaded when the first store is opened */
import { HolonError } from '../../errors/holon-error';
import type { SqliteDriver } from './sqlite-driver';

type DriverClass = new (file: string) => SqliteDriver;

/** Where the libraries come from; each function throws where its library is missing. */
export interface DriverSources {
  readonly nodeVersion: string;
  betterSqlite3(): { readonly version: string; readonly Database: DriverClass };
  nodeSqlite(): DriverClass;
}

const SOURCES: DriverSources = {
  nodeVersion: process.versions.node,
  betterSqlite3() {
    // Neither library has types here; these are the shapes their documentation gives.
    const { version } = require('better-sqlite3/package.json') as { readonly version: string };
    return { version, Database: require('better-sqlite3') as DriverClass };
  },
  nodeSqlite: () => (require('node:sqlite') as { readonly DatabaseSync: DriverClass }).DatabaseSync,
};

/**
 * The SQLite library of this installation: better-sqlite3, or `node:sqlite` where that is not installed.
 * @throws HOLON_DEPENDENCY_MISSING
 */
export function findDriver(sources: DriverSources = SOURCES): DriverClass {
  let cause: unknown;
  try {
    const { version, Database } = sources.betterSqlite3();
    refuseCrashing(version, sources.nodeVersion);
    new Database(':memory:').close(); // Only this loads the native part, which may not have been built.
    return Database;
  } catch (error) {
    cause = error;
  }
  try {
    return sources.nodeSqlite();
  } catch {
    throw new HolonError(
      'HOLON_DEPENDENCY_MISSING',
      `A store of the form 'sqlite:<file>' needs better-sqlite3, which cannot be loaded: ${textOf(cause)}`,
      {
        hint: 'npm install better-sqlite3@^12.11.1, with install scripts allowed; Node 22.13 and newer need nothing.',
        cause,
      },
    );
  }
}

/** better-sqlite3 13 installs on Node 20 and then ends the process at its first use. */
function refuseCrashing(version: string, nodeVersion: string): void {
  if (Number.parseInt(version, 10) < 13 || Number.parseInt(nodeVersion, 10) >= 22) return;
  throw new HolonError(
    'HOLON_DEPENDENCY_MISSING',
    `better-sqlite3 ${version} does not run on Node ${nodeVersion}`,
  );
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}
