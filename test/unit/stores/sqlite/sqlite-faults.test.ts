import { faultOf, storeFault } from '../../../../src/stores/sqlite/sqlite-faults';

const fault = (fields: object) => Object.assign(new Error('what SQLite says'), fields);

describe('faultOf', () => {
  it.each([
    ['SQLITE_BUSY_SNAPSHOT', 517, 'busy'],
    ['SQLITE_FULL', 13, 'full'],
    ['SQLITE_CORRUPT_INDEX', 779, 'damaged'],
    ['SQLITE_NOTADB', 26, 'damaged'],
    ['SQLITE_READONLY_DBMOVED', 1032, 'read-only'],
    ['SQLITE_CANTOPEN', 14, 'cannot-open'],
    ['SQLITE_IOERR_FSYNC', 1034, 'other'],
  ])('knows %s of better-sqlite3 and %d of node:sqlite as %s', (code, errcode, expected) => {
    expect(faultOf(fault({ code }))).toBe(expected);
    expect(faultOf(fault({ code: 'ERR_SQLITE_ERROR', errcode }))).toBe(expected);
  });

  it('takes everything else for a failure without a cure of its own', () => {
    expect([faultOf('text'), faultOf(fault({})), faultOf(fault({ code: 'ENOENT' }))]).toEqual([
      'other',
      'other',
      'other',
    ]);
  });
});

describe('storeFault', () => {
  it('says which store, what SQLite said, and whether to try again', () => {
    const cause = fault({ code: 'SQLITE_IOERR' });
    const error = storeFault('sqlite:x.db', cause);
    expect(error).toMatchObject({ code: 'HOLON_STORE_FAILED', retryable: true, cause });
    expect(error.message).toContain('"sqlite:x.db"');
    expect(error.message).toContain('what SQLite says');
    expect(storeFault('sqlite:x.db', fault({ code: 'SQLITE_READONLY' }))).toMatchObject({
      code: 'HOLON_STORE_UNUSABLE',
      retryable: false,
    });
  });
});
