import { findDriver } from '../../../../src/stores/sqlite/open-driver';
import type { DriverSources } from '../../../../src/stores/sqlite/open-driver';
import type { SqliteDriver } from '../../../../src/stores/sqlite/sqlite-driver';

class Working implements SqliteDriver {
  exec(): void {}
  prepare(): never {
    throw new Error('not needed here');
  }
  close(): void {}
}

class Unbuilt extends Working {
  constructor() {
    super();
    throw new Error('Could not locate the bindings file.\nTried: …');
  }
}

class FromNode extends Working {}

const missing = () => {
  throw new Error('Cannot find module');
};

function find(sources: Partial<DriverSources>) {
  return findDriver({
    nodeVersion: '20.20.2',
    betterSqlite3: missing,
    nodeSqlite: missing,
    ...sources,
  });
}

describe('findDriver', () => {
  it('takes better-sqlite3 where it works', () => {
    const betterSqlite3 = () => ({ version: '12.11.1', Database: Working });
    expect(find({ betterSqlite3, nodeSqlite: () => FromNode })).toBe(Working);
  });

  it('takes node:sqlite where better-sqlite3 is missing or was never built', () => {
    expect(find({ nodeSqlite: () => FromNode })).toBe(FromNode);
    const betterSqlite3 = () => ({ version: '12.11.1', Database: Unbuilt });
    expect(find({ betterSqlite3, nodeSqlite: () => FromNode })).toBe(FromNode);
  });

  it('says what to install where there is neither', () => {
    expect(() => find({})).toThrow(
      expect.objectContaining({
        code: 'HOLON_DEPENDENCY_MISSING',
        hint: expect.stringContaining('npm install better-sqlite3@^12.11.1'),
      }),
    );
  });

  it('never touches better-sqlite3 13 on Node 20, where it ends the process', () => {
    const touched = jest.fn();
    class Crashing extends Working {
      constructor() {
        super();
        touched();
      }
    }
    const betterSqlite3 = () => ({ version: '13.2.0', Database: Crashing });
    expect(() => find({ betterSqlite3 })).toThrow(/13\.2\.0 does not run on Node 20/);
    expect(touched).not.toHaveBeenCalled();
    expect(find({ betterSqlite3, nodeVersion: '24.1.0' })).toBe(Crashing);
  });
});
