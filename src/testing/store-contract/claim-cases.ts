import assert from 'node:assert/strict';

import type { ContractCases } from './contract-case';
import {
  acknowledge,
  claim,
  claimOne,
  extend,
  fill,
  idsOf,
  message,
  nack,
  NOW_MS,
  read,
  release,
} from './contract-steps';

/** Holders, settlements, expiry and delays. */
export const claimCases: ContractCases = {
  'gives each message to one holder, oldest first, and hides it from all': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    assert.deepEqual(idsOf(await claim(log, 'w', { limit: 2 })), ['a', 'b']);
    assert.deepEqual(idsOf(await claim(log, 'x')), ['c']);
    assert.deepEqual(idsOf(await claim(log, 'w')), []);
    assert.deepEqual(await read(log, 'r'), []);
  },

  'answers seq, attempt and expiry with a claim': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    const { seq, attempt, expiresAtMs } = await claimOne(log, 'w', { forMs: 500 });
    assert.deepEqual([seq, attempt, expiresAtMs], [1, 1, NOW_MS + 500]);
  },

  'stays oldest first after a nack': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd');
    await claim(log, 'w', { limit: 3 });
    await nack(log, 'w', 'c');
    await nack(log, 'w', 'a');
    assert.deepEqual(idsOf(await claim(log, 'w')), ['a', 'c', 'd']);
  },

  'gives an acknowledged message to nobody again': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    await claimOne(log, 'w', { forMs: 10 });
    assert.equal(await acknowledge(log, 'w', 'a'), true);
    assert.deepEqual(idsOf(await claim(log, 'w', { nowMs: NOW_MS + 10 })), []);
  },

  'counts attempts and tells each claim from every other': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    const first = await claimOne(log, 'w');
    await nack(log, 'w', 'a');
    const second = await claimOne(log, 'w');
    assert.deepEqual([first.attempt, second.attempt], [1, 2]);
    assert.notEqual(first.token, second.token);
    assert.equal(await acknowledge(log, 'w', 'a', { token: first.token }), false);
    assert.equal(await acknowledge(log, 'w', 'a', { token: second.token }), true);
  },

  'does not count the attempt of a claim that is released, and keeps the reason of the last nack':
    async (store) => {
      const log = await store.open('q', { maxAttempts: 2 });
      await fill(log, 'a', 'b');
      await claim(log, 'w', { limit: 1 });
      await nack(log, 'w', 'a', { reason: 'broken' });
      const last = await claimOne(log, 'w');
      assert.equal(await release(log, 'x', 'a'), false);
      assert.equal(await release(log, 'w', 'a'), true);
      const again = await claimOne(log, 'x', { forMs: 10 });
      assert.deepEqual([again.message.id, again.attempt], ['a', 2]);
      assert.notEqual(again.token, last.token);
      await log.sweep(NOW_MS + 10);
      const [dead] = await log.dead(10);
      assert.deepEqual([dead?.attempt, dead?.reason], [2, 'broken']);
    },

  'makes a message released in a commit ready for the next holder': async (store) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'a');
    await claimOne(log, 'w');
    const settlement = { holder: 'w', id: 'a', action: { kind: 'release' } } as const;
    await store.commit([{ kind: 'settle', log, settlement, nowMs: NOW_MS }]);
    assert.equal((await claimOne(log, 'x')).attempt, 1);
  },

  'settles any present claim of the holder without a token': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    await claimOne(log, 'w');
    await nack(log, 'w', 'a');
    await claimOne(log, 'w');
    assert.equal(await acknowledge(log, 'w', 'a'), true);
  },

  'refuses to settle what is not held: unclaimed, foreign, settled, removed, unknown': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'unclaimed', 'removed', 'b');
    assert.equal(await acknowledge(log, 'w', 'unclaimed'), false);
    await claim(log, 'w');
    assert.equal(await acknowledge(log, 'x', 'b'), false);
    assert.equal(await nack(log, 'x', 'b'), false);
    assert.equal(await extend(log, 'x', 'b', NOW_MS + 5_000), false);
    assert.equal(await acknowledge(log, 'w', 'b'), true);
    assert.equal(await acknowledge(log, 'w', 'b'), false);
    assert.equal(await nack(log, 'w', 'b'), false);
    await log.remove(['removed']);
    assert.equal(await acknowledge(log, 'w', 'removed'), false);
    assert.equal(await acknowledge(log, 'w', 'never there'), false);
    const { acknowledged, claimed } = await log.stats(NOW_MS);
    assert.deepEqual([acknowledged, claimed], [1, 1]);
  },

  'refuses to settle from the very moment a claim expires': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claim(log, 'w', { forMs: 10 });
    assert.equal(await acknowledge(log, 'w', 'a', { nowMs: NOW_MS + 9 }), true);
    assert.equal(await acknowledge(log, 'w', 'b', { nowMs: NOW_MS + 10 }), false);
    assert.equal(await extend(log, 'w', 'b', NOW_MS + 99, { nowMs: NOW_MS + 10 }), false);
    assert.deepEqual(idsOf(await claim(log, 'x', { nowMs: NOW_MS + 10 })), ['b']);
    assert.equal(await acknowledge(log, 'w', 'b', { nowMs: NOW_MS + 10 }), false);
  },

  'releases expired claims at every claim, oldest first and with the attempt counted': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claimOne(log, 'w', { forMs: 10 });
    assert.deepEqual(idsOf(await claim(log, 'x', { limit: 1, forMs: 5 })), ['b']);
    const again = await claim(log, 'y', { nowMs: NOW_MS + 10 });
    assert.deepEqual(
      again.map((one) => [one.message.id, one.attempt]),
      [
        ['a', 2],
        ['b', 2],
      ],
    );
  },

  'extends a claim, and shortens it': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claim(log, 'w', { forMs: 10 });
    assert.equal(await extend(log, 'w', 'a', NOW_MS + 30), true);
    assert.equal(await extend(log, 'w', 'b', NOW_MS + 5), true);
    assert.deepEqual(idsOf(await claim(log, 'x', { nowMs: NOW_MS + 5 })), ['b']);
    assert.deepEqual(idsOf(await claim(log, 'y', { nowMs: NOW_MS + 29 })), []);
    assert.deepEqual(idsOf(await claim(log, 'z', { nowMs: NOW_MS + 30 })), ['a']);
  },

  'hides a message appended with a delay until it is due': async (store) => {
    const log = await store.open('q');
    await log.append(message('late'), { visibleAtMs: NOW_MS + 10 });
    await fill(log, 'a');
    assert.deepEqual(idsOf(await claim(log, 'w', { nowMs: NOW_MS + 9 })), ['a']);
    assert.deepEqual(idsOf(await claim(log, 'w', { nowMs: NOW_MS + 10 })), ['late']);
  },

  'gives a delayed message behind the older ones when it is due': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    await log.append(message('late'), { visibleAtMs: NOW_MS + 10 });
    await fill(log, 'b');
    const nowMs = NOW_MS + 10;
    const next = async () => (await claimOne(log, 'w', { nowMs })).message.id;
    assert.deepEqual([await next(), await next(), await next()], ['a', 'late', 'b']);
  },

  'hides a message nacked with a delay until it is due, then gives it oldest first': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claimOne(log, 'w');
    await nack(log, 'w', 'a', { visibleAtMs: NOW_MS + 10 });
    assert.equal((await log.get('a'))?.visibleAtMs, NOW_MS + 10);
    assert.deepEqual(idsOf(await claim(log, 'w', { limit: 1, forMs: 5 })), ['b']);
    assert.deepEqual(idsOf(await claim(log, 'w', { nowMs: NOW_MS + 10 })), ['a', 'b']);
  },

  'knows when the next hidden message becomes visible': async (store) => {
    const log = await store.open('q');
    assert.equal(await log.nextVisibleAtMs(), undefined);
    await fill(log, 'a');
    assert.equal(await log.nextVisibleAtMs(), undefined);
    await claimOne(log, 'w', { forMs: 30 });
    await log.append(message('late'), { visibleAtMs: NOW_MS + 20 });
    assert.equal(await log.nextVisibleAtMs(), NOW_MS + 20);
    await read(log, 'r', { nowMs: NOW_MS + 20 });
    assert.equal(await log.nextVisibleAtMs(), NOW_MS + 30);
    await acknowledge(log, 'w', 'a');
    assert.equal(await log.nextVisibleAtMs(), undefined);
  },

  'sweeps expired claims and says how many, whoever noticed them first': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    await claim(log, 'w', { limit: 2, forMs: 10 });
    await claim(log, 'w', { forMs: 20 });
    assert.equal((await log.sweep(NOW_MS + 9)).released, 0);
    assert.equal((await log.sweep(NOW_MS + 10)).released, 2);
    assert.equal((await log.sweep(NOW_MS + 10)).released, 0);
    await read(log, 'r', { nowMs: NOW_MS + 20 });
    assert.equal((await log.sweep(NOW_MS + 20)).released, 1);
    assert.equal((await log.stats(NOW_MS + 20)).pending, 3);
  },
};
