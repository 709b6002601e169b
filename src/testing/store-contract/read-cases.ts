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

/** Cursors, and hidden messages that they pass. */
export const readCases: ContractCases = {
  'gives every reader every message once, in order, in pages': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    assert.deepEqual(await read(log, 'r', { limit: 2 }), ['a', 'b']);
    assert.deepEqual(await read(log, 's'), ['a', 'b', 'c']);
    assert.deepEqual(await read(log, 'r', { limit: 2 }), ['c']);
    assert.deepEqual(await read(log, 'r'), []);
    await fill(log, 'd');
    assert.deepEqual(await read(log, 'r'), ['d']);
    assert.deepEqual(await read(log, 's', { limit: 0 }), []);
  },

  'starts a new reader at the oldest kept message': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    await log.remove(['a']);
    assert.deepEqual(await read(log, 'r'), ['b', 'c']);
  },

  "starts a new reader behind the newest message with from: 'now', and only a new one": async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a');
    assert.deepEqual(await read(log, 'r', { from: 'now' }), []);
    await fill(log, 'b');
    assert.deepEqual(await read(log, 'r', { from: 'now' }), ['b']);
    const page = await log.peek('s', { limit: 10, nowMs: NOW_MS, from: 'now' });
    await log.advance('s', page.position);
    await fill(log, 'c');
    assert.deepEqual(await read(log, 's', { from: 'now' }), ['c']);
  },

  'peeks without moving and advances as far as told': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    const peek = async () => log.peek('r', { limit: 2, nowMs: NOW_MS });
    assert.deepEqual(idsOf((await peek()).entries), ['a', 'b']);
    const page = await peek();
    await log.advance('r', page.position, 1);
    assert.deepEqual(idsOf((await peek()).entries), ['b', 'c']);
    await log.advance('r', page.position);
    assert.deepEqual(idsOf((await peek()).entries), ['c']);
    await log.advance('r', page.position, 1);
    assert.deepEqual(await read(log, 'r'), ['c']);
  },

  'repeats nothing when a page is advanced again after later reads': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claimOne(log, 'w');
    const page = await log.peek('r', { limit: 10, nowMs: NOW_MS });
    await log.advance('r', page.position);
    await nack(log, 'w', 'a');
    assert.deepEqual(await read(log, 'r'), ['a']);
    await claimOne(log, 'w');
    await log.advance('r', page.position);
    await nack(log, 'w', 'a');
    assert.deepEqual(await read(log, 'r'), []);
  },

  'repeats nothing when a page that ended with a hidden message is advanced again': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a');
    await claimOne(log, 'w');
    const page = await log.peek('r', { limit: 10, nowMs: NOW_MS });
    await log.advance('r', page.position);
    await nack(log, 'w', 'a');
    assert.deepEqual(await read(log, 'r'), ['a']);
    await claimOne(log, 'w');
    await log.advance('r', page.position);
    await nack(log, 'w', 'a');
    assert.deepEqual(await read(log, 'r'), []);
  },

  'refuses a position that is not its own': async (store) => {
    const log = await store.open('q');
    await refuses('HOLON_INVALID_ARGUMENT', () => log.advance('r', undefined));
  },

  'skips acknowledged messages, also those acknowledged later': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    await claim(log, 'w', { limit: 2 });
    await acknowledge(log, 'w', 'a');
    assert.deepEqual(await read(log, 'r'), ['c']);
    await acknowledge(log, 'w', 'b');
    assert.deepEqual(await read(log, 'r'), []);
    assert.deepEqual(await read(log, 's'), ['c']);
  },

  'delivers what was claimed while the cursor passed, once it is released, before newer ones':
    async (store) => {
      const log = await store.open('q');
      await fill(log, 'a', 'b', 'c');
      await claim(log, 'w', { limit: 2 });
      assert.deepEqual(await read(log, 'r'), ['c']);
      await fill(log, 'd');
      await nack(log, 'w', 'b');
      await nack(log, 'w', 'a');
      assert.deepEqual(await read(log, 'r', { limit: 2 }), ['a', 'b']);
      assert.deepEqual(await read(log, 'r'), ['d']);
      assert.deepEqual(await read(log, 'r'), []);
    },

  'delivers what was claimed while the cursor passed, once the claim has expired': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claimOne(log, 'w', { forMs: 10 });
    assert.deepEqual(await read(log, 'r'), ['b']);
    assert.deepEqual(await read(log, 'r', { nowMs: NOW_MS + 9 }), []);
    assert.deepEqual(await read(log, 'r', { nowMs: NOW_MS + 10 }), ['a']);
  },

  'does not deliver it while it is claimed again': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    await claimOne(log, 'w');
    assert.deepEqual(await read(log, 'r'), []);
    await nack(log, 'w', 'a');
    await claimOne(log, 'x');
    assert.deepEqual(await read(log, 'r'), []);
    await nack(log, 'x', 'a');
    assert.deepEqual(await read(log, 'r'), ['a']);
    assert.deepEqual(await read(log, 'r'), []);
  },

  'delivers it once when it was released and claimed several times between two reads': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a');
    await claimOne(log, 'w');
    assert.deepEqual(await read(log, 'r'), []);
    for (const holder of ['w', 'x']) {
      await nack(log, holder, 'a');
      if (holder === 'w') await claimOne(log, 'x');
    }
    assert.deepEqual(await read(log, 'r'), ['a']);
    assert.deepEqual(await read(log, 'r'), []);
  },

  'delivers it to every reader that passed it, also to one that comes when it is claimed again':
    async (store) => {
      const log = await store.open('q');
      await fill(log, 'a');
      await claimOne(log, 'w');
      for (const reader of ['r', 's']) assert.deepEqual(await read(log, reader), []);
      await nack(log, 'w', 'a');
      assert.deepEqual(await read(log, 'r'), ['a']);
      await claimOne(log, 'x');
      assert.deepEqual(await read(log, 's'), []);
      await nack(log, 'x', 'a');
      assert.deepEqual(await read(log, 's'), ['a']);
      assert.deepEqual(await read(log, 'r'), []);
    },

  'does not deliver again what was delivered before it was claimed': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    assert.deepEqual(await read(log, 'r'), ['a']);
    await claimOne(log, 'w');
    await nack(log, 'w', 'a');
    assert.deepEqual(await read(log, 'r'), []);
  },

  'loses nothing that is released between peek and advance': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await claimOne(log, 'w');
    const page = await log.peek('r', { limit: 10, nowMs: NOW_MS });
    assert.deepEqual(idsOf(page.entries), ['b']);
    await nack(log, 'w', 'a');
    await log.advance('r', page.position);
    assert.deepEqual(await read(log, 'r'), ['a']);
  },

  'waits for nothing that is removed or acknowledged between peek and advance': async (store) => {
    const log = await store.open('q');
    await fill(log, 'removed', 'acknowledged', 'claimed');
    await claim(log, 'w');
    const { position } = await log.peek('r', { limit: 10, nowMs: NOW_MS });
    await log.remove(['removed']);
    await acknowledge(log, 'w', 'acknowledged');
    await log.advance('r', position);
    assert.equal((await log.stats(NOW_MS)).readers.r?.lag, 1);
  },

  'advances over a part of what has come back': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    await claim(log, 'w', { limit: 2 });
    assert.deepEqual(await read(log, 'r'), ['c']);
    await nack(log, 'w', 'a');
    await nack(log, 'w', 'b');
    await fill(log, 'd');
    const page = await log.peek('r', { limit: 10, nowMs: NOW_MS });
    assert.deepEqual(idsOf(page.entries), ['a', 'b', 'd']);
    await log.advance('r', page.position, 1);
    assert.deepEqual(await read(log, 'r'), ['b', 'd']);
  },

  'shows a delayed message when its time has come, also to readers that passed it': async (
    store,
  ) => {
    const log = await store.open('q');
    await log.append(message('late'), { visibleAtMs: NOW_MS + 10 });
    await fill(log, 'a');
    assert.deepEqual(await read(log, 'r'), ['a']);
    assert.deepEqual(await read(log, 'r', { nowMs: NOW_MS + 10 }), ['late']);
    assert.deepEqual(await read(log, 's', { nowMs: NOW_MS + 10 }), ['late', 'a']);
  },

  'delivers a dead message that was passed once it is redriven': async (store) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'a', 'b');
    await claimOne(log, 'w');
    await nack(log, 'w', 'a');
    assert.deepEqual(await read(log, 'r'), ['b']);
    await log.redrive(['a']);
    assert.deepEqual(await read(log, 'r'), ['a']);
  },

  'remembers of a page what the part that was advanced over has passed, and no more': async (
    store,
  ) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd');
    await claimOne(log, 'w');
    const { entries, position } = await log.peek('r', { limit: 10, nowMs: NOW_MS });
    assert.deepEqual(idsOf(entries), ['b', 'c', 'd']);
    await claimOne(log, 'w', { limit: 1 });
    await claimOne(log, 'w', { limit: 1 });
    await log.advance('r', position, 1);
    assert.equal((await log.stats(NOW_MS)).readers.r?.lag, 3);
    for (const id of ['a', 'c']) await nack(log, 'w', id);
    assert.deepEqual(await read(log, 'r'), ['a', 'c', 'd']);
    assert.deepEqual(await read(log, 'r'), []);
  },

  'remembers what was hidden between the entries of a page, once each': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c', 'd', 'e');
    await claim(log, 'w', { limit: 4 });
    await nack(log, 'w', 'a');
    await nack(log, 'w', 'c');
    const { entries, position } = await log.peek('r', { limit: 10, nowMs: NOW_MS });
    assert.deepEqual(idsOf(entries), ['a', 'c', 'e']);
    await log.advance('r', position, 2);
    for (const id of ['b', 'd']) await nack(log, 'w', id);
    assert.deepEqual(await read(log, 'r'), ['b', 'd', 'e']);
    assert.deepEqual(await read(log, 'r'), []);
  },
};
