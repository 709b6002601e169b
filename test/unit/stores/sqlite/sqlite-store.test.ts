import { openStore } from '../../../../src/stores/open-store';
import { findDriver } from '../../../../src/stores/sqlite/open-driver';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { message, NOW_MS, TempFolder } from './temp-store';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

describe('SqliteStore', () => {
  it('refuses a message above maxMessageBytes, in UTF-8, and stores nothing of its transaction', async () => {
    const store = folder.open({ maxMessageBytes: 40 });
    const log = await store.open('q');
    const fits = message('fits', { content: 'ü'.repeat(19) });
    const large = message('large', { content: 'ü'.repeat(20) });
    await log.append(fits);
    await expect(log.append(large)).rejects.toMatchObject({ code: 'HOLON_MESSAGE_TOO_LARGE' });
    const operations = [message('other'), large].map(
      (one) => ({ kind: 'append', log, message: one }) as const,
    );
    await expect(store.commit(operations)).rejects.toMatchObject({ path: ['q'] });
    expect((await log.append(message('next'))).seq).toBe(2);
  });

  it('counts metadata against maxMessageBytes', async () => {
    const log = await folder.open({ maxMessageBytes: 40 }).open('q');
    const metadata = { note: 'x'.repeat(40) };
    await expect(log.append(message('a', { metadata }))).rejects.toMatchObject({
      code: 'HOLON_MESSAGE_TOO_LARGE',
    });
  });

  it('refuses content that is no JSON, and stores the others of the same turn', async () => {
    const log = await folder.open().open('q');
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const bad = [cycle, undefined, 1n].map((content) =>
      // What only an untyped caller passes.
      log.append(message('bad', { content: content as never })),
    );
    const good = log.append(message('good'));
    for (const one of bad)
      await expect(one).rejects.toMatchObject({ code: 'HOLON_NOT_SERIALISABLE' });
    expect((await good).seq).toBe(1);
  });

  it('says that there is no room left, loses nothing, and goes on when there is', async () => {
    const store = folder.open({ maxFileBytes: 300_000 });
    const log = await store.open('q');
    const content = 'x'.repeat(10_000);
    let stored = 0;
    const fill = async () => {
      for (;;) {
        await log.append(message(`m${stored}`, { content }));
        stored += 1;
      }
    };
    await expect(fill()).rejects.toMatchObject({
      code: 'HOLON_STORE_FAILED',
      retryable: true,
      hint: expect.stringContaining('maxFileBytes'),
    });
    expect(stored).toBeGreaterThan(10);
    expect((await log.stats(NOW_MS)).count).toBe(stored);
    expect(log.count).toBe(stored);
    await log.evict({ maxCount: 5, limit: 1_000, nowMs: NOW_MS });
    expect((await log.append(message('next', { content }))).seq).toBe(stored + 1);
    expect((await log.read('r', { limit: 10, nowMs: NOW_MS })).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 6 }, (_, index) => stored - 4 + index),
    );
  });

  it('waits for a process that holds the file, and gives up in time', async () => {
    const clock = new VirtualClock();
    const log = await folder.open({ clock, busyTimeoutMs: 1_000 }).open('q');
    const other = new (findDriver())(folder.file());
    other.exec('BEGIN IMMEDIATE');
    const refused = expect(log.append(message('a'))).rejects.toMatchObject({
      code: 'HOLON_STORE_FAILED',
      retryable: true,
    });
    await clock.advance(1_100);
    await refused;
    const waiting = log.append(message('a'));
    await clock.advance(500);
    other.exec('ROLLBACK');
    other.close();
    await clock.advance(500);
    expect((await waiting).seq).toBe(1);
  });

  it('tells watchers of what another process did, within foreignPollMs, and stops when nobody watches', async () => {
    const clock = new VirtualClock();
    const log = await folder.open({ clock, foreignPollMs: 100 }).open('q');
    const other = await folder.open().open('q');
    const heard: (boolean | undefined)[] = [];
    const stop = log.watch((foreign) => heard.push(foreign));
    await clock.advance(1_000);
    expect(heard).toEqual([]);
    await other.append(message('a'));
    await clock.advance(100);
    expect(heard).toEqual([true]);
    await log.append(message('b'));
    expect(heard).toEqual([true, false]);
    await clock.advance(1_000);
    expect(heard).toEqual([true, false]);
    stop();
    stop();
    await other.append(message('c'));
    await clock.advance(1_000);
    expect(heard).toHaveLength(2);
  });

  it('keeps the options of a channel for whoever opens it without any', async () => {
    const first = folder.open();
    await first.open('mail', { addressed: true, capacity: 1, maxAttempts: 1 });
    const log = await folder.open().open('mail');
    await log.append(message('a', { recipientId: 'me' }));
    await expect(log.append(message('b'))).rejects.toMatchObject({ code: 'HOLON_BACKPRESSURE' });
    await log.claim('me', { limit: 1, nowMs: NOW_MS, expiresAtMs: NOW_MS + 1 });
    expect((await log.sweep(NOW_MS + 1)).dead).toEqual(['a']);
    await expect(first.open('mail', {})).rejects.toMatchObject({ code: 'HOLON_INVALID_ARGUMENT' });
  });

  it('remembers the last 10 000 removed ids, over a restart', async () => {
    const store = folder.open();
    const log = await store.open('q');
    const ids = Array.from({ length: 10_100 }, (_, index) => `m${index}`);
    await Promise.all(ids.map((id) => log.append(message(id))));
    await log.clear({});
    await store.close();
    const again = await folder.open().open('q');
    const readBehind = (after: string) => again.read('r', { after, limit: 1, nowMs: NOW_MS });
    expect(await readBehind('m100')).toEqual([]);
    await expect(readBehind('m99')).rejects.toMatchObject({ code: 'HOLON_MESSAGE_NOT_FOUND' });
  });

  it('tells apart as many channels as there are safe positions, and adds no further one', async () => {
    const store = folder.open();
    await store.open('first');
    const raw = new (findDriver())(folder.file());
    raw.exec("INSERT INTO channels (number, id, addressed) VALUES (131070, 'many', 0)");
    const last = await store.open('last');
    await last.append(message('a'));
    expect((await last.get('a'))?.seq).toBe(1);
    await expect(store.open('further')).rejects.toMatchObject({ code: 'HOLON_STORE_UNUSABLE' });
    expect(raw.prepare("SELECT 1 FROM channels WHERE id = 'further'").all()).toEqual([]);
    raw.close();
  });

  it('lets nobody watch once it is closed', async () => {
    const clock = new VirtualClock();
    const store = folder.open({ clock });
    const log = await store.open('q');
    await store.close();
    expect(() => log.watch(() => undefined)).toThrow(
      expect.objectContaining({ code: 'HOLON_WRONG_STATE' }),
    );
    expect(clock.pendingTimers).toBe(0);
  });

  it('answers nothing any more once it is closed, and all that was asked before', async () => {
    const store = folder.open();
    const log = await store.open('q');
    const last = log.append(message('a'));
    const closed = store.close();
    await expect(log.append(message('b'))).rejects.toMatchObject({ code: 'HOLON_WRONG_STATE' });
    expect((await last).seq).toBe(1);
    await closed;
    expect((await folder.open().open('q')).count).toBe(1);
  });
});

describe('a message of a SQLite store whose JSON is damaged', () => {
  const damaged = async () => {
    const log = await folder.open().open('q');
    for (const id of ['a', 'b', 'c']) await log.append(message(id));
    const raw = new (findDriver())(folder.file());
    raw.exec(`UPDATE messages SET content = '{"cut' WHERE id = 'a'`);
    raw.close();
    return log;
  };

  it('dies when it is claimed, and holds up no other', async () => {
    const log = await damaged();
    const claims = await log.claim('w', { limit: 2, nowMs: NOW_MS, expiresAtMs: NOW_MS + 1 });
    expect(claims.map((claim) => claim.message.id)).toEqual(['b', 'c']);
    expect(await log.dead(10)).toMatchObject([
      {
        seq: 1,
        message: { id: 'a', content: '{"cut' },
        reason: expect.stringContaining('damaged'),
      },
    ]);
    expect(await log.stats(NOW_MS)).toMatchObject({ claimed: 2, dead: 1, pending: 0 });
  });

  it('is named to its reader with what to do, and fails nobody else', async () => {
    const log = await damaged();
    const read = () => log.read('r', { limit: 10, nowMs: NOW_MS });
    const refused = expect(read()).rejects.toMatchObject({
      code: 'HOLON_STORE_UNUSABLE',
      message: 'Message "a" of channel "q" cannot be read: its JSON is damaged',
      hint: expect.stringContaining("remove(['a'])"),
      path: ['q'],
    });
    const added = log.append(message('d'));
    await refused;
    expect((await added).seq).toBe(4);
    await log.remove(['a']);
    expect((await read()).map((entry) => entry.message.id)).toEqual(['b', 'c', 'd']);
  });
});

describe('openStore', () => {
  it('opens a file by its address, with the durability it names', async () => {
    for (const query of ['', '?durability=disk', '?durability=process']) {
      const { store, isOwn } = openStore(`sqlite:${folder.file()}${query}`);
      expect([store.address, isOwn]).toEqual([`sqlite:${folder.file()}`, true]);
      await store.close();
    }
  });

  it.each([
    ['sqlite:', 'HOLON_INVALID_ARGUMENT'],
    ['sqlite:x.db?durability=none', 'HOLON_INVALID_ARGUMENT'],
    ['sqlite:x.db?speed=high', 'HOLON_INVALID_ARGUMENT'],
    ['postgres://localhost/x', 'HOLON_UNKNOWN_STORE'],
    ['sqlit:x.db', 'HOLON_UNKNOWN_STORE'],
  ])('refuses %s', (address, code) => {
    expect(() => openStore(address)).toThrow(expect.objectContaining({ code }));
  });
});
