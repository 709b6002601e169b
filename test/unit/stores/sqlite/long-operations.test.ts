import { onNextTurn } from '../../../../src/util/turn';
import type { SqliteLog } from '../../../../src/stores/sqlite/sqlite-log';
import { message, NOW_MS, TempFolder } from './temp-store';

const MANY = 2_600;

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

/** Turns of the event loop while `work` was done: what else could run meanwhile. */
async function turnsOf(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const next = (): void => {
    turns += 1;
    if (!isDone) onNextTurn(next);
  };
  onNextTurn(next);
  await work;
  isDone = true;
  return turns;
}

async function filled(maxAttempts = 10, keys = false): Promise<SqliteLog> {
  const log = await folder.open().open('q', { maxAttempts });
  await Promise.all(
    Array.from({ length: MANY }, (_, index) =>
      log.append(message(`m${index}`), keys ? { key: `k${index}`, expiresAtMs: NOW_MS + 1 } : {}),
    ),
  );
  return log;
}

async function allClaimed(maxAttempts?: number): Promise<SqliteLog> {
  const log = await filled(maxAttempts);
  await log.claim('dead', { limit: MANY, nowMs: NOW_MS, expiresAtMs: NOW_MS + 1 });
  return log;
}

const claimOne = (log: SqliteLog) =>
  log.claim('w', { limit: 1, nowMs: NOW_MS + 1, expiresAtMs: NOW_MS + 9 });

describe('an operation of a SQLite store that has much to change', () => {
  it('lets the event loop turn while it ends claims, and then finds the oldest', async () => {
    const log = await allClaimed();
    const claims = claimOne(log);
    expect(await turnsOf(claims)).toBeGreaterThanOrEqual(5);
    expect((await claims).map(({ seq, attempt }) => [seq, attempt])).toEqual([[1, 2]]);
    expect((await log.sweep(NOW_MS + 1)).released).toBe(MANY);
    expect(await log.stats(NOW_MS + 1)).toMatchObject({ claimed: 1, pending: MANY - 1 });
  });

  it('reports all that has died with one sweep', async () => {
    const log = await allClaimed(1);
    const sweep = log.sweep(NOW_MS + 1);
    expect(await turnsOf(sweep)).toBeGreaterThanOrEqual(5);
    const { released, dead } = await sweep;
    expect([released, new Set(dead).size]).toEqual([MANY, MANY]);
    expect(await claimOne(log)).toEqual([]);
  });

  it('lets the event loop turn while it clears, and leaves what is appended meanwhile', async () => {
    const log = await filled();
    const cleared = log.clear({});
    const added = log.append(message('new'));
    expect(await turnsOf(cleared)).toBeGreaterThanOrEqual(5);
    expect(await cleared).toBe(MANY);
    await added;
    expect(
      (await log.scan({ afterSeq: 0, limit: 10, nowMs: NOW_MS })).map(({ seq }) => seq),
    ).toEqual([MANY + 1]);
  });

  it('lets the event loop turn while it sweeps expired keys', async () => {
    const log = await filled(10, true);
    const swept = log.sweepKeyed(NOW_MS + 1);
    expect(await turnsOf(swept)).toBeGreaterThanOrEqual(5);
    expect(await swept).toBe(MANY);
    expect(log.count).toBe(0);
  });

  it('is done when close has resolved', async () => {
    const store = folder.open();
    const log = await store.open('q');
    await Promise.all(Array.from({ length: MANY }, (_, index) => log.append(message(`m${index}`))));
    const cleared = log.clear({});
    await store.close();
    expect(await cleared).toBe(MANY);
  });
});
