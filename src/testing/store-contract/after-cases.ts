import assert from 'node:assert/strict';

import { TimeOrderedIdSource } from '../../util/id-source';
import type { ContractCases } from './contract-case';
import { claim, claimOne, fill, nack, NOW_MS, read, refuses } from './contract-steps';

/** Reads that continue behind a message which the reader names. */
export const afterCases: ContractCases = {
  'delivers what lies behind `after` once, and what a page had no room for by the next': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd');
    await claim(log, 'w', { limit: 3 });
    assert.deepEqual(await read(log, 'r'), ['d']);
    for (const id of ['a', 'b', 'c']) await nack(log, 'w', id);
    assert.deepEqual(await read(log, 'r', { after: 'c', limit: 1 }), ['a']);
    assert.deepEqual(await read(log, 'r', { after: 'b' }), ['b', 'c', 'd']);
    assert.deepEqual(await read(log, 'r'), []);
  },

  'continues behind `after`, forward and back, and stays there': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd');
    assert.deepEqual(await read(log, 'r', { after: 'b', limit: 1 }), ['c']);
    assert.deepEqual(await read(log, 'r'), ['d']);
    assert.deepEqual(await read(log, 'r', { after: 'a', limit: 1 }), ['b']);
    assert.deepEqual(await read(log, 'r'), ['c', 'd']);
    assert.deepEqual(await read(log, 'r', { after: 'd' }), []);
    await log.peek('r', { after: 'a', limit: 10, nowMs: NOW_MS });
    assert.deepEqual(await read(log, 'r'), []);
  },

  'keeps what was passed hidden before `after`, and delivers what lies behind it once': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd');
    await claim(log, 'w', { limit: 3 });
    assert.deepEqual(await read(log, 'r'), ['d']);
    for (const id of ['a', 'b', 'c']) await nack(log, 'w', id);
    assert.deepEqual(await read(log, 'r', { after: 'b', limit: 3 }), ['a', 'b', 'c']);
    assert.deepEqual(await read(log, 'r'), ['d']);
  },

  'delivers what was passed hidden before `after` when it is released later': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claimOne(log, 'w');
    assert.deepEqual(await read(log, 'r'), ['b']);
    assert.deepEqual(await read(log, 'r', { after: 'b' }), []);
    await nack(log, 'w', 'a');
    assert.deepEqual(await read(log, 'r'), ['a']);
  },

  'refuses an unknown `after`': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    await refuses('HOLON_MESSAGE_NOT_FOUND', () => read(log, 'r', { after: 'unknown' }));
    assert.deepEqual(await read(log, 'r'), ['a']);
  },

  'takes an `after` that was removed for the place before the oldest kept message': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    assert.deepEqual(await read(log, 'r'), ['a', 'b', 'c']);
    await log.remove(['a']);
    assert.deepEqual(await read(log, 'r', { after: 'a' }), ['b', 'c']);
  },

  'knows removed time-ordered ids however long ago they were removed': async (store) => {
    const log = await store.open('q');
    const ids = new TimeOrderedIdSource();
    const [forgotten, removed, newer] = [ids.next(NOW_MS), ids.next(NOW_MS), ids.next(NOW_MS)];
    await fill(log, removed, 'kept');
    await log.remove([removed]);
    assert.deepEqual(await read(log, 'r', { after: forgotten }), ['kept']);
    await refuses('HOLON_MESSAGE_NOT_FOUND', () => read(log, 'r', { after: newer }));
  },
};
