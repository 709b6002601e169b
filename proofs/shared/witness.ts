import { findDriver } from '../../src/stores/sqlite/open-driver';
import type { SqliteDriver } from '../../src/stores/sqlite/sqlite-driver';

/** A file as SQLite alone reads it: the store is no witness in its own cause. */
export class Witness {
  private readonly driver: SqliteDriver;

  constructor(file: string) {
    this.driver = new (findDriver())(file);
  }

  exec(sql: string): void {
    this.driver.exec(sql);
  }

  /** The rows; `Row` is what the text selects. */
  rows<Row>(sql: string): Row[] {
    return this.driver.prepare(sql).all() as Row[];
  }

  /** `ok`, or what SQLite says is wrong with the file. */
  integrity(): string {
    return this.rows<{ integrity_check: string }>('PRAGMA integrity_check')
      .map((row) => row.integrity_check)
      .join('; ');
  }

  close(): void {
    this.driver.close();
  }
}
