import assert from 'node:assert/strict';

import type { ContractCases } from './contract-case';
import { claim, claimOne, extend, fill, idsOf, nack, NOW_MS, read } from './contract-steps';

/** What happens when attempts are used up. */
export const deadLetterCases: ContractCases = {
  'lets a message die with its last nack, and keeps it': async (store) => {
    const log = await store.open('q', { maxAttempts: 2 });
    await fill(log, 'a');
    await claimOne(log, 'w');
    await nack(log, 'w', 'a', { reason: 'first' });
    assert.deepEqual(await log.dead(10), []);
    await claimOne(log, 'w');
    await nack(log, 'w', 'a', { reason: 'second' });
    const [letter, ...others] = await log.dead(10);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [letter?.seq, letter?.message.id, letter?.attempt, letter?.reason],
      [1, 'a', 2, 'second'],
    );
    assert.deepEqual(idsOf(await claim(log, 'w')), []);
    assert.deepEqual(await read(log, 'r'), []);
    assert.equal(log.count, 1);
  },

  'lets a message die at once when its last nack asks for a delay': async (store) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'a');
    await claimOne(log, 'w');
    await nack(log, 'w', 'a', { visibleAtMs: NOW_MS + 10 });
    assert.deepEqual(idsOf(await log.dead(10)), ['a']);
    assert.equal(await log.nextVisibleAtMs(), undefined);
  },

  'lets a message die when its last claim expires, and reports it with the next sweep': async (
    store,
  ) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'a', 'b');
    await claimOne(log, 'w', { forMs: 10 });
    const { released, dead } = await log.sweep(NOW_MS + 10);
    assert.deepEqual([released, [...dead]], [1, ['a']]);
    await claimOne(log, 'w', { nowMs: NOW_MS + 10, forMs: 10 });
    assert.deepEqual(idsOf(await claim(log, 'w', { nowMs: NOW_MS + 20 })), []);
    assert.deepEqual([...(await log.sweep(NOW_MS + 20)).dead], ['b']);
    assert.deepEqual([...(await log.sweep(NOW_MS + 20)).dead], []);
    assert.deepEqual(idsOf(await log.dead(10)), ['a', 'b']);
  },

  'names the reason of the last nack, through an expiry after it': async (store) => {
    const log = await store.open('q', { maxAttempts: 2 });
    await fill(log, 'expired', 'silent');
    for (const id of ['expired', 'silent']) {
      await claimOne(log, 'w', { forMs: 10 });
      await nack(log, 'w', id, { reason: 'broken' });
      await claimOne(log, 'w', { forMs: 10 });
      if (id === 'silent') await nack(log, 'w', id);
      else await extend(log, 'w', id, NOW_MS);
      await log.sweep(NOW_MS);
    }
    const letters = await log.dead(10);
    assert.deepEqual(
      letters.map((letter) => [letter.message.id, letter.reason]),
      [
        ['expired', 'broken'],
        ['silent', undefined],
      ],
    );
    assert.ok(letters.every((letter) => 'reason' in letter === (letter.reason !== undefined)));
  },

  'lists dead messages oldest first, whenever they died, up to a limit': async (store) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'a', 'b', 'c');
    await claim(log, 'w');
    for (const id of ['c', 'a', 'b']) await nack(log, 'w', id);
    assert.deepEqual(idsOf(await log.dead(2)), ['a', 'b']);
  },

  'redrives dead messages with attempts and reason forgotten': async (store) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'a', 'b');
    const before = await claimOne(log, 'w');
    await nack(log, 'w', 'a', { reason: 'broken' });
    assert.deepEqual(await log.redrive(['b', 'a', 'a', 'unknown']), ['a']);
    assert.deepEqual(await log.dead(10), []);
    const again = await claimOne(log, 'w');
    assert.deepEqual([again.message.id, again.attempt], ['a', 1]);
    assert.notEqual(again.token, before.token);
    await log.sweep(NOW_MS + 1_000);
    const [letter] = await log.dead(10);
    assert.deepEqual([letter?.message.id, letter?.reason], ['a', undefined]);
  },

  'never lets a message die where no limit is set': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      assert.equal((await claimOne(log, 'w')).attempt, attempt);
      await nack(log, 'w', 'a');
    }
    assert.deepEqual(await log.dead(10), []);
  },
};
