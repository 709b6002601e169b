import { findDriver } from '../../../../src/stores/sqlite/open-driver';
import { MIGRATIONS } from '../../../../src/stores/sqlite/migrations';
import type { SqliteDriver, SqliteStatement } from '../../../../src/stores/sqlite/sqlite-driver';
import { Statements } from '../../../../src/stores/sqlite/statements';

/** Name and text of every statement. */
function textsOf(): [string, string][] {
  const texts = new Map<unknown, string>();
  const recorder = {
    prepare: (sql: string) => {
      const statement = {};
      texts.set(statement, sql);
      return statement as SqliteStatement;
    },
  } as SqliteDriver;
  return Object.entries(new Statements(recorder)).flatMap(([name, statement]) => {
    const sql = texts.get(statement);
    return sql === undefined ? [] : [[name, sql] as [string, string]];
  });
}

describe('Statements', () => {
  const driver = new (findDriver())(':memory:');
  for (const step of MIGRATIONS) driver.exec(step);
  const texts = textsOf();

  const planOf = (sql: string) => {
    const values = Array.from(sql.matchAll(/\?/g), () => 1);
    const rows = driver.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    return (rows as { detail: string }[]).map((row) => row.detail).join('\n');
  };

  it.each(texts.filter(([, sql]) => /^\s*(SELECT|UPDATE|DELETE)/.test(sql)))(
    '%s finds its rows by a key or an index',
    (_name, sql) => {
      const plan = planOf(sql);
      expect(plan).toMatch(/SEARCH/);
      expect(plan).not.toMatch(/SCAN/);
    },
  );

  it.each([
    ['readyAgain', 'states_ready_again (channel=? AND lane=?)'],
    ['due', 'states_hidden (channel=? AND until_ms<?)'],
    ['nextUntil', 'states_hidden (channel=? AND until_ms>?)'],
    ['late', 'messages_late (channel=? AND timestamp_ms<?)'],
    ['held', 'messages_by_id (channel=? AND id=?)'],
    ['dead', 'states_dead (channel=?)'],
    ['unclaimed', 'INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
    ['unclaimedInLane', 'messages_by_lane (lane=? AND rowid>? AND rowid<?)'],
  ])('%s begins with %s', (name, index) => {
    const [first = ''] = planOf(new Map(texts).get(name) ?? '').split('\n');
    expect(first).toContain(index);
  });

  it.each(texts.filter(([name, sql]) => sql.includes('ORDER BY') && name !== 'keyed'))(
    '%s reads in the order of a key or an index and sorts nothing',
    (_name, sql) => {
      expect(planOf(sql)).not.toMatch(/TEMP B-TREE/);
    },
  );

  it.each(texts.filter(([, sql]) => sql.includes('LIMIT ')))(
    '%s has no bare parameter as limit, which would have it planned at each run',
    (_name, sql) => {
      expect(sql).toMatch(/LIMIT (1|\? \+ 0)$/);
    },
  );
});
