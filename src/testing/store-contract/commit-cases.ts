import assert from 'node:assert/strict';

import type { ChannelLog, StoreOperation } from '../../stores/channel-store';
import type { ContractCases } from './contract-case';
import { claim, claimOne, fill, idsOf, message, NOW_MS, read, refuses } from './contract-steps';

function append(log: ChannelLog, id: string, key?: string): StoreOperation {
  return {
    kind: 'append',
    log,
    message: message(id),
    ...(key === undefined ? {} : { options: { key } }),
  };
}

function acknowledge(log: ChannelLog, id: string, holder = 'w', nowMs = NOW_MS): StoreOperation {
  return {
    kind: 'settle',
    log,
    settlement: { holder, id, action: { kind: 'acknowledge' } },
    nowMs,
  };
}

/** Transactions over the logs of one store. */
export const commitCases: ContractCases = {
  'does appends, settlements and advances of several logs as one': async (store) => {
    const jobs = await store.open('jobs');
    const results = await store.open('results');
    await fill(jobs, 'job');
    await fill(results, 'seen', 'result 0');
    await claimOne(jobs, 'w');
    const { position } = await results.peek('r', { limit: 1, nowMs: NOW_MS });
    const answers = await store.commit([
      append(results, 'result 1'),
      acknowledge(jobs, 'job'),
      { kind: 'advance', log: results, reader: 'r', position },
      append(results, 'seen'),
    ]);
    assert.deepEqual(
      answers.map((answer) => ({ ...answer })),
      [
        { id: 'result 1', seq: 3, duplicate: false },
        { id: 'seen', seq: 1, duplicate: true },
      ],
    );
    assert.deepEqual(await read(results, 'r'), ['result 0', 'result 1']);
    assert.equal((await jobs.stats(NOW_MS)).acknowledged, 1);
  },

  'does nothing at all when one settlement is refused': async (store) => {
    const jobs = await store.open('jobs');
    const results = await store.open('results');
    await fill(jobs, 'a', 'b', 'expired');
    await claim(jobs, 'w', { limit: 2 });
    await claim(jobs, 'w', { forMs: 10 });
    const { position } = await results.peek('r', { limit: 1, nowMs: NOW_MS });
    for (const refused of [
      acknowledge(jobs, 'b', 'x'),
      acknowledge(jobs, 'a'),
      acknowledge(jobs, 'unknown'),
      acknowledge(jobs, 'expired', 'w', NOW_MS + 10),
    ]) {
      await refuses('HOLON_CLAIM_LOST', () =>
        store.commit([
          append(results, 'result'),
          { kind: 'advance', log: results, reader: 'r', position },
          acknowledge(jobs, 'a'),
          refused,
        ]),
      );
    }
    assert.equal(results.count, 0);
    assert.deepEqual(Object.keys((await results.stats(NOW_MS)).readers), []);
    const { claimed, acknowledged } = await jobs.stats(NOW_MS);
    assert.deepEqual([claimed, acknowledged], [3, 0]);
    assert.equal((await results.append(message('result'))).seq, 1);
  },

  'does nothing at all when one append is above capacity': async (store) => {
    const free = await store.open('free');
    const full = await store.open('full', { capacity: 1 });
    await refuses('HOLON_BACKPRESSURE', () =>
      store.commit([append(free, 'a'), append(full, 'b'), append(full, 'c')]),
    );
    assert.deepEqual([free.count, full.count], [0, 0]);
  },

  'counts capacity with what the same transaction did before': async (store) => {
    const log = await store.open('q', { capacity: 2, maxAttempts: 1 });
    await fill(log, 'a', 'b');
    await claim(log, 'w');
    const dies = { holder: 'w', id: 'b', action: { kind: 'nack' } } as const;
    await refuses('HOLON_BACKPRESSURE', () =>
      store.commit([append(log, 'c'), acknowledge(log, 'a')]),
    );
    await store.commit([
      acknowledge(log, 'a'),
      append(log, 'c'),
      append(log, 'c'),
      { kind: 'settle', log, settlement: dies, nowMs: NOW_MS },
      append(log, 'd'),
    ]);
    assert.deepEqual(await read(log, 'r'), ['c', 'd']);
    assert.deepEqual(idsOf(await log.dead(10)), ['b']);
  },

  'has no more room for what it gives back, replaces settled or stores again': async (store) => {
    const log = await store.open('q', { capacity: 1, maxAttempts: 1 });
    await log.append(message('settled'), { key: 'x' });
    await claimOne(log, 'w');
    await store.commit([acknowledge(log, 'settled')]);
    await fill(log, 'a');
    const other = await store.open('other');
    await refuses('HOLON_BACKPRESSURE', () =>
      store.commit([append(other, 'b'), append(log, 'b', 'x')]),
    );
    assert.equal(other.count, 0);
    const [again] = await store.commit([append(log, 'a')]);
    assert.equal(again?.duplicate, true);

    await claimOne(log, 'w');
    const release = { holder: 'w', id: 'a', action: { kind: 'release' } } as const;
    await refuses('HOLON_BACKPRESSURE', () =>
      store.commit([{ kind: 'settle', log, settlement: release, nowMs: NOW_MS }, append(log, 'b')]),
    );
    assert.equal((await log.stats(NOW_MS)).claimed, 1);
    await log.remove(['settled', 'a']);
    await log.append(message('old'), { key: 'x' });
    await refuses('HOLON_BACKPRESSURE', () =>
      store.commit([append(log, 'new', 'x'), append(log, 'old')]),
    );
    assert.deepEqual(await read(log, 'r'), ['old']);
  },

  'has no more room for what it nacks and does not let die': async (store) => {
    const log = await store.open('q', { capacity: 1, maxAttempts: 2 });
    await fill(log, 'a');
    await claimOne(log, 'w');
    const nacked = { holder: 'w', id: 'a', action: { kind: 'nack' } } as const;
    const nack: StoreOperation = { kind: 'settle', log, settlement: nacked, nowMs: NOW_MS };
    await refuses('HOLON_BACKPRESSURE', () => store.commit([nack, append(log, 'b')]));
    assert.equal((await log.stats(NOW_MS)).claimed, 1);
    await store.commit([nack]);
    await claimOne(log, 'w');
    await store.commit([nack, append(log, 'b')]);
    assert.deepEqual(await read(log, 'r'), ['b']);
  },

  'stores an id once within a transaction': async (store) => {
    const log = await store.open('q');
    const answers = await store.commit([append(log, 'a'), append(log, 'a'), append(log, 'b')]);
    assert.deepEqual(
      answers.map(({ seq, duplicate }) => [seq, duplicate]),
      [
        [1, false],
        [1, true],
        [2, false],
      ],
    );
  },

  'replaces by key within a transaction, also what it appended itself': async (store) => {
    const log = await store.open('q', { capacity: 1 });
    await log.append(message('x1'), { key: 'x' });
    await claimOne(log, 'w');
    await refuses('HOLON_CLAIM_LOST', () =>
      store.commit([append(log, 'x2', 'x'), acknowledge(log, 'x1')]),
    );
    assert.deepEqual(idsOf(await log.keyed(NOW_MS)), ['x1']);
    await store.commit([append(log, 'x2', 'x'), append(log, 'x3', 'x'), append(log, 'x1', 'x')]);
    assert.deepEqual(idsOf(await log.keyed(NOW_MS)), ['x1']);
    assert.equal(log.count, 1);
    assert.equal(await log.headSeq(), 4);
  },

  'takes an id again that the same transaction has replaced': async (store) => {
    const log = await store.open('q', { capacity: 2 });
    await fill(log, 'a');
    await refuses('HOLON_BACKPRESSURE', () =>
      store.commit([append(log, 'x1', 'x'), append(log, 'x2', 'x'), append(log, 'x1')]),
    );
    assert.equal(log.count, 1);
    await claimOne(log, 'w');
    await store.commit([
      acknowledge(log, 'a'),
      append(log, 'x1', 'x'),
      append(log, 'x2', 'x'),
      append(log, 'x1'),
    ]);
    assert.deepEqual(await read(log, 'r'), ['x2', 'x1']);
  },

  'judges a settlement by what the same transaction did to the claim': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claim(log, 'w', { forMs: 10 });
    const extend = (id: string, expiresAtMs: number): StoreOperation => ({
      kind: 'settle',
      log,
      settlement: { holder: 'w', id, action: { kind: 'extend', expiresAtMs } },
      nowMs: NOW_MS,
    });
    await store.commit([extend('a', NOW_MS + 30), acknowledge(log, 'a', 'w', NOW_MS + 20)]);
    await refuses('HOLON_CLAIM_LOST', () =>
      store.commit([extend('b', NOW_MS + 1), acknowledge(log, 'b', 'w', NOW_MS + 1)]),
    );
    assert.equal((await log.stats(NOW_MS + 9)).claimed, 1);
  },

  'refuses a log of another store': async (store) => {
    const log = await store.open('q');
    // Only the identity of the log counts here; none of its methods is called.
    const foreign = Object.create(log) as ChannelLog;
    await refuses('HOLON_TRANSACTION_FAILED', () =>
      store.commit([append(log, 'a'), append(foreign, 'b')]),
    );
    assert.equal(log.count, 0);
  },

  'flushes and closes, also twice': async (store) => {
    await fill(await store.open('q'), 'a');
    await store.flush();
    await store.close();
    await store.close();
    await refuses('HOLON_WRONG_STATE', () => store.open('q'));
    await refuses('HOLON_WRONG_STATE', () => store.commit([]));
  },
};
