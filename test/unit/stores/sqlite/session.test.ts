import { findDriver } from '../../../../src/stores/sqlite/open-driver';
import { MIGRATIONS } from '../../../../src/stores/sqlite/migrations';
import { Session } from '../../../../src/stores/sqlite/session';
import type { SqliteDriver } from '../../../../src/stores/sqlite/sqlite-driver';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { message, NOW_MS, TempFolder } from './temp-store';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

/** A database in memory whose `PRAGMA data_version` fails when it is told to. */
function setUp() {
  const driver = new (findDriver())(':memory:');
  for (const step of MIGRATIONS) driver.exec(step);
  const state = { isBroken: false };
  const breakable: SqliteDriver = {
    exec: (sql) => driver.exec(sql),
    close: () => driver.close(),
    prepare(sql) {
      const statement = driver.prepare(sql);
      if (!sql.includes('data_version')) return statement;
      const get = (): unknown => {
        if (state.isBroken) throw Object.assign(new Error('broken'), { code: 'SQLITE_IOERR' });
        return statement.get();
      };
      return { run: () => statement.run(), all: () => statement.all(), get };
    },
  };
  const options = { address: 'sqlite:x', clock: new VirtualClock(), busyTimeoutMs: 20 };
  return { state, session: new Session(breakable, options) };
}

describe('Session', () => {
  it('leaves no transaction open when its begin fails half way', async () => {
    const { session, state } = setUp();
    state.isBroken = true;
    await expect(session.run(() => 1)).rejects.toMatchObject({ code: 'HOLON_STORE_FAILED' });
    state.isBroken = false;
    await expect(session.run(() => 2)).resolves.toBe(2);
    session.close();
  });
});

describe('a SQLite store whose file a newer version has changed meanwhile', () => {
  it('refuses everything from then on, as if it were opened now', async () => {
    const log = await folder.open().open('q');
    await log.append(message('a'));
    const newer = new (findDriver())(folder.file());
    newer.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    for (const operation of [
      () => log.append(message('b')),
      () => log.headSeq(),
      () => log.claim('w', { limit: 1, nowMs: NOW_MS, expiresAtMs: NOW_MS + 1 }),
    ]) {
      await expect(operation()).rejects.toMatchObject({
        code: 'HOLON_STORE_UNUSABLE',
        message: expect.stringContaining('newer holon'),
      });
    }
  });
});

describe('where the claims of a mailbox stand', () => {
  const settled = async () => {
    const store = folder.open();
    const log = await store.open('mail', { addressed: true });
    for (const id of ['a', 'b', 'c']) await log.append(message(id, { recipientId: 'me' }));
    await log.claim('me', { limit: 2, nowMs: NOW_MS, expiresAtMs: NOW_MS + 1 });
    const lane = log.state.laneOf('me')!;
    expect(log.state.firstUnclaimedSeq(lane)).toBe(3);
    return { store, log, lane };
  };

  it('is still known after a transaction that was refused', async () => {
    const { store, log, lane } = await settled();
    const settlement = { holder: 'you', id: 'a', action: { kind: 'acknowledge' } } as const;
    await expect(
      store.commit([{ kind: 'settle', log, settlement, nowMs: NOW_MS }]),
    ).rejects.toMatchObject({ code: 'HOLON_CLAIM_LOST' });
    expect(log.state.firstUnclaimedSeq(lane)).toBe(3);
  });

  it('is what it was before a transaction that SQLite has failed', async () => {
    const { log, lane } = await settled();
    const lost = log.state.session.run(() => {
      log.state.session.enter(log.state);
      log.state.setFirstUnclaimedSeq(lane, 4);
      throw new Error('failed');
    });
    await expect(lost).rejects.toMatchObject({ code: 'HOLON_STORE_FAILED' });
    expect(log.state.firstUnclaimedSeq(lane)).toBe(3);
    const [next] = await log.claim('me', { limit: 1, nowMs: NOW_MS, expiresAtMs: NOW_MS + 1 });
    expect(next?.message.id).toBe('c');
  });
});
