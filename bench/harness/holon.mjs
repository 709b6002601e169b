import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const root = new URL('../../', import.meta.url).pathname;
/** The build that is measured. `HOLON_DIST` names another one, to compare two. */
const dist = resolve(process.env.HOLON_DIST ?? `${root}dist`);
const require = createRequire(`${root}package.json`);

require('reflect-metadata');
export const holon = require(dist);

/** @param durability 'disk' or 'process' */
export function openSqlite(file, durability) {
  const { SqliteStore } = require(`${dist}/stores/sqlite/sqlite-store`);
  return new SqliteStore({ file, durability });
}

/** What a query of one number answers, asked by a connection of its own. */
export function askFile(file, sql) {
  const database = Database(file);
  try {
    return database.prepare(sql).pluck().get();
  } finally {
    database.close();
  }
}

/** Messages in a file of holon's, whoever counted them. */
export const messagesIn = (file) => askFile(file, 'SELECT count(*) FROM messages');

/** The driver that holon uses, for the floors. */
export const Database = (file) => new (require('better-sqlite3'))(file);
