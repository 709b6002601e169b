import assert from 'node:assert/strict';

import type { ContractCases } from './contract-case';
import {
  acknowledge,
  claim,
  claimOne,
  fill,
  idsOf,
  message,
  nack,
  NOW_MS,
  read,
  refuses,
} from './contract-steps';

/** What leaves a log, who loses by it, and what the figures say. */
export const retentionCases: ContractCases = {
  'evicts the oldest beyond a count, settled or not': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd');
    await claimOne(log, 'w');
    await acknowledge(log, 'w', 'a');
    const result = await log.evict({ maxCount: 2, limit: 10, nowMs: NOW_MS });
    assert.deepEqual([result.evicted, result.unsettled], [2, 1]);
    assert.deepEqual(idsOf(await log.scan({ afterSeq: 0, limit: 10, nowMs: NOW_MS })), ['c', 'd']);
    assert.equal((await log.evict({ maxCount: 2, limit: 10, nowMs: NOW_MS })).evicted, 0);
    const { acknowledged, pending } = await log.stats(NOW_MS);
    assert.deepEqual([acknowledged, pending], [0, 2]);
  },

  'evicts all that is older than a time, wherever it lies': async (store) => {
    const log = await store.open('q');
    for (const [id, ageMs] of Object.entries({ future: -99, old: 20, young: 5, older: 30 })) {
      await log.append(message(id, { timestampMs: NOW_MS - ageMs }));
    }
    await log.append(message('edge', { timestampMs: NOW_MS - 10 }));
    const result = await log.evict({ beforeMs: NOW_MS - 10, limit: 10, nowMs: NOW_MS });
    assert.equal(result.evicted, 2);
    assert.deepEqual(await read(log, 'r'), ['future', 'young', 'edge']);
  },

  'evicts what either limit says, and nothing without a limit': async (store) => {
    const log = await store.open('q');
    await log.append(message('old', { timestampMs: NOW_MS - 20 }));
    await fill(log, 'a', 'b', 'c');
    assert.equal((await log.evict({ limit: 10, nowMs: NOW_MS })).evicted, 0);
    await log.evict({ beforeMs: NOW_MS, maxCount: 3, limit: 10, nowMs: NOW_MS });
    assert.deepEqual(await read(log, 'r'), ['a', 'b', 'c']);
    await log.evict({ beforeMs: NOW_MS, maxCount: 1, limit: 10, nowMs: NOW_MS });
    assert.deepEqual(await read(log, 's'), ['c']);
  },

  'evicts no more at a time than it may': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd', 'e');
    const evict = async () => (await log.evict({ maxCount: 0, limit: 2, nowMs: NOW_MS })).evicted;
    assert.deepEqual([await evict(), await evict(), await evict(), await evict()], [2, 2, 1, 0]);
  },

  'keeps what is claimed now when told so, and not what was': async (store) => {
    const log = await store.open('q');
    await log.append(message('late', { timestampMs: NOW_MS + 5 }));
    await fill(log, 'a', 'b');
    await claim(log, 'w', { limit: 2, forMs: 10 });
    const request = { maxCount: 0, beforeMs: NOW_MS + 9, keepClaimed: true, limit: 10 };
    assert.equal((await log.evict({ ...request, nowMs: NOW_MS })).evicted, 1);
    assert.equal(await acknowledge(log, 'w', 'late'), true);
    assert.equal((await log.evict({ ...request, nowMs: NOW_MS + 9 })).evicted, 1);
    assert.equal((await log.evict({ ...request, nowMs: NOW_MS + 10 })).evicted, 1);
    assert.equal(log.count, 0);
  },

  'evicts what is claimed like everything else when not told to keep it': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claimOne(log, 'w');
    const result = await log.evict({ maxCount: 1, limit: 10, nowMs: NOW_MS });
    assert.deepEqual([result.evicted, result.unsettled], [1, 1]);
    assert.equal(await acknowledge(log, 'w', 'a'), false);
    assert.deepEqual(await read(log, 'r'), ['b']);
  },

  'evicts by age, once it is settled, what was claimed and out of order': async (store) => {
    const log = await store.open('q');
    await log.append(message('first', { timestampMs: NOW_MS + 20 }));
    await log.append(message('late', { timestampMs: NOW_MS }));
    await claim(log, 'w');
    const request = { beforeMs: NOW_MS + 10, keepClaimed: true, limit: 10, nowMs: NOW_MS };
    assert.equal((await log.evict(request)).evicted, 0);
    assert.equal(await acknowledge(log, 'w', 'late'), true);
    assert.equal((await log.evict(request)).evicted, 1);
    assert.deepEqual(idsOf(await log.scan({ afterSeq: 0, limit: 10, nowMs: NOW_MS })), ['first']);
  },

  'never moves a reader past what is kept': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd');
    assert.deepEqual(await read(log, 'r', { limit: 1 }), ['a']);
    await log.evict({ maxCount: 2, limit: 10, nowMs: NOW_MS });
    assert.deepEqual(await read(log, 'r'), ['c', 'd']);
    await log.clear({});
    await fill(log, 'e');
    assert.deepEqual(await read(log, 'r'), ['e']);
  },

  'tells which readers lost how many messages, once': async (store) => {
    const log = await store.open('q');
    await read(log, 'behind');
    await fill(log, 'a', 'b', 'c', 'd');
    await read(log, 'half', { limit: 2 });
    await read(log, 'done');
    const { missed } = await log.evict({ maxCount: 1, limit: 10, nowMs: NOW_MS });
    assert.deepEqual({ ...missed }, { behind: 3, half: 1 });
    const again = await log.evict({ maxCount: 0, limit: 10, nowMs: NOW_MS });
    assert.deepEqual({ ...again.missed }, { behind: 1, half: 1 });
    const { readers } = await log.stats(NOW_MS);
    assert.deepEqual(
      [readers.behind?.missed, readers.half?.missed, readers.done?.missed],
      [4, 2, 0],
    );
  },

  'tells who lost how many by age, however the ages lie': async (store) => {
    const log = await store.open('q');
    for (const [at, ageMs] of [0, 30, 20, 40].entries()) {
      await log.append(message(`m${at + 1}`, { timestampMs: NOW_MS - ageMs }));
    }
    await read(log, 'half', { limit: 2 });
    const { missed } = await log.evict({ beforeMs: NOW_MS - 10, limit: 10, nowMs: NOW_MS });
    assert.deepEqual({ ...missed }, { half: 2 });
  },

  'counts as lost what a reader passed while it was hidden, and nothing acknowledged': async (
    store,
  ) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'claimed', 'dead', 'acknowledged', 'delivered');
    await claim(log, 'w', { limit: 3 });
    await nack(log, 'w', 'dead');
    assert.deepEqual(await read(log, 'r'), ['delivered']);
    await acknowledge(log, 'w', 'acknowledged');
    const result = await log.evict({ maxCount: 0, limit: 10, nowMs: NOW_MS });
    assert.deepEqual({ ...result.missed }, { r: 2 });
    assert.equal(result.unsettled, 2);
    assert.deepEqual(await read(log, 'r', { nowMs: NOW_MS + 5_000 }), []);
  },

  'removes messages by id in any state, and counts nothing as missed': async (store) => {
    const log = await store.open('q');
    await read(log, 'r');
    await fill(log, 'a', 'b', 'c');
    await log.append(message('late'), { visibleAtMs: NOW_MS + 10 });
    await claimOne(log, 'w');
    assert.deepEqual(await log.remove(['late', 'unknown', 'a', 'a']), ['late', 'a']);
    assert.equal(await log.nextVisibleAtMs(), undefined);
    assert.deepEqual(await read(log, 'r', { nowMs: NOW_MS + 5_000 }), ['b', 'c']);
    assert.equal((await log.stats(NOW_MS)).readers.r?.missed, 0);
  },

  'counts and lists nothing of what was removed, whatever its state': async (store) => {
    const log = await store.open('q', { capacity: 4, maxAttempts: 1 });
    await fill(log, 'dead', 'acknowledged', 'claimed', 'ready');
    await claim(log, 'w', { limit: 3 });
    await nack(log, 'w', 'dead');
    await acknowledge(log, 'w', 'acknowledged');
    await log.append(message('delayed'), { visibleAtMs: NOW_MS + 10 });
    const ids = ['dead', 'acknowledged', 'claimed', 'ready', 'delayed'];
    assert.deepEqual(await log.remove(ids), ids);
    const { readers, ...figures } = await log.stats(NOW_MS);
    assert.deepEqual({ ...readers }, {});
    assert.deepEqual(
      { ...figures },
      { count: 0, pending: 0, claimed: 0, acknowledged: 0, dead: 0 },
    );
    assert.deepEqual(await log.dead(10), []);
    assert.equal(await acknowledge(log, 'w', 'claimed'), false);
    await fill(log, 'a', 'b', 'c', 'd');
    await refuses('HOLON_BACKPRESSURE', () => fill(log, 'e'));
  },

  'asks nothing of the fields that a filter leaves out': async (store) => {
    const log = await store.open('q');
    await log.append(message('a', { recipientId: 'me', correlationId: 'k' }));
    await log.append(message('b', { senderId: 'another', recipientId: 'me' }));
    assert.equal(await log.clear({ senderId: 'writer' }), 1);
    assert.equal(await log.clear({ senderId: 'another' }), 1);
    assert.equal(log.count, 0);
  },

  'clears what matches every field of a filter': async (store) => {
    const log = await store.open('q');
    await log.append(message('a', { senderId: 's', correlationId: 'k' }));
    await log.append(message('b', { senderId: 's', recipientId: 'me' }));
    await log.append(message('c', { senderId: 't', correlationId: 'k' }));
    assert.equal(await log.clear({ senderId: 's', correlationId: 'k' }), 1);
    assert.equal(await log.clear({ recipientId: 'me' }), 1);
    assert.equal(await log.clear({ senderId: 'nobody' }), 0);
    assert.deepEqual(await read(log, 'r'), ['c']);
    assert.equal(await log.clear({}), 1);
    assert.equal(log.count, 0);
  },

  'counts messages by state, and each claim until it expires': async (store) => {
    const log = await store.open('q', { maxAttempts: 1 });
    assert.equal((await log.stats(NOW_MS)).oldestMs, undefined);
    await log.append(message('old', { timestampMs: NOW_MS - 7 }));
    await fill(log, 'dead', 'claimed', 'ready');
    await log.append(message('late'), { visibleAtMs: NOW_MS + 10 });
    await claim(log, 'w', { limit: 3, forMs: 10 });
    await acknowledge(log, 'w', 'old');
    await nack(log, 'w', 'dead');
    const { readers, ...figures } = await log.stats(NOW_MS);
    assert.deepEqual({ ...readers }, {});
    assert.deepEqual(
      { ...figures },
      { count: 5, pending: 2, claimed: 1, acknowledged: 1, dead: 1, oldestMs: NOW_MS - 7 },
    );
    const later = await log.stats(NOW_MS + 10);
    assert.deepEqual([later.pending, later.claimed, later.dead], [2, 0, 2]);
  },

  'counts as lag what a reader can still get': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd');
    await claim(log, 'w', { limit: 2 });
    assert.deepEqual(await read(log, 'r', { limit: 1 }), ['c']);
    const lag = async () => (await log.stats(NOW_MS)).readers.r?.lag;
    assert.equal(await lag(), 3);
    await acknowledge(log, 'w', 'a');
    assert.equal(await lag(), 2);
    await nack(log, 'w', 'b');
    assert.deepEqual(await read(log, 'r'), ['b', 'd']);
    assert.equal(await lag(), 0);
  },
};
