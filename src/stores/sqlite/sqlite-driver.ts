/**
 * What the store needs of an SQLite library: the part that better-sqlite3 and `node:sqlite` have in common, so neither
 * needs an adapter. Everything is synchronous; transactions are statements like any other.
 */
export interface SqliteDriver {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

export interface SqliteStatement<Row = unknown> {
  run(...values: readonly SqliteValue[]): { readonly changes: number | bigint };
  get(...values: readonly SqliteValue[]): Row | undefined;
  all(...values: readonly SqliteValue[]): Row[];
}

export type SqliteValue = string | number | null;
