import assert from 'node:assert/strict';

import { isHolonError } from '../../errors/holon-error';
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

/** Order, identity, capacity and keys of what is appended. */
export const appendCases: ContractCases = {
  'numbers the messages of each log from 1 without a gap': async (store) => {
    const one = await store.open('one');
    const other = await store.open('other');
    const seqs: number[] = [];
    for (const id of ['a', 'b', 'c']) seqs.push((await one.append(message(id))).seq);
    assert.deepEqual(seqs, [1, 2, 3]);
    assert.deepEqual(await other.append(message('a')), { id: 'a', seq: 1, duplicate: false });
    assert.equal(await one.headSeq(), 3);
    assert.equal(one.count, 3);
  },

  'gives the same log for the same id': async (store) => {
    await fill(await store.open('q'), 'a');
    assert.deepEqual(await read(await store.open('q'), 'r'), ['a']);
  },

  'keeps every field of a message as it was': async (store) => {
    const log = await store.open('q');
    const full = message('full', {
      content: { text: 'ü \u0000 "', list: [1, -0.5, null, { deep: true }] },
      metadata: { trace: 'x' },
      correlationId: 'c',
      replyTo: 'answers',
      recipientId: 'r',
    });
    await log.append(full);
    await log.append(message('bare', { content: null }));
    const entries = await log.scan({ afterSeq: 0, limit: 10, nowMs: NOW_MS });
    assert.deepEqual(
      entries.map((entry) => ({ ...entry.message })),
      [{ ...full }, { ...message('bare', { content: null }) }],
    );
    assert.ok(entries.every((entry) => Object.isFrozen(entry.message)));
  },

  'keeps half a surrogate pair in an id as it is, or refuses it': async (store) => {
    const log = await store.open('q');
    const half = '\ud83d';
    for (const fields of [
      { id: `id${half}` },
      { id: 'b', senderId: half },
      { id: 'c', replyTo: half },
    ]) {
      try {
        await log.append(message(fields.id, fields));
      } catch (error) {
        assert.equal(isHolonError(error) && error.code, 'HOLON_INVALID_ARGUMENT');
        continue;
      }
      const [claimed] = await claim(log, 'w');
      assert.equal(claimed?.message.id, fields.id);
      assert.equal(await acknowledge(log, 'w', fields.id), true);
    }
  },

  'stores an id once, for as long as the message is kept, whatever its state': async (store) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'acknowledged', 'dead', 'ready');
    await claim(log, 'w', { limit: 2 });
    await acknowledge(log, 'w', 'acknowledged');
    await nack(log, 'w', 'dead');
    for (const [index, id] of ['acknowledged', 'dead', 'ready'].entries()) {
      const again = await log.append(message(id, { content: 'other' }));
      assert.deepEqual(again, { id, seq: index + 1, duplicate: true });
    }
    assert.equal(await log.headSeq(), 3);
    assert.deepEqual((await log.get('ready'))?.message.content, { id: 'ready' });
  },

  'takes the id of a removed message again, at a new place': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await log.remove(['a']);
    assert.deepEqual(await log.append(message('a')), { id: 'a', seq: 3, duplicate: false });
    assert.deepEqual(await read(log, 'r'), ['b', 'a']);
  },

  'never gives a place out twice, even when everything was removed': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    await log.clear({});
    assert.equal(await log.headSeq(), 2);
    assert.equal((await log.append(message('c'))).seq, 3);
  },

  'refuses an append above capacity and drops nothing': async (store) => {
    const log = await store.open('q', { capacity: 2 });
    await fill(log, 'a', 'b');
    await refuses('HOLON_BACKPRESSURE', () => log.append(message('c')));
    assert.equal(await log.get('c'), undefined);
    assert.equal(await log.headSeq(), 2);
    assert.deepEqual(await read(log, 'r'), ['a', 'b']);
  },

  'counts ready, delayed and claimed messages against capacity, not settled ones': async (
    store,
  ) => {
    const log = await store.open('q', { capacity: 3, maxAttempts: 1 });
    await fill(log, 'a', 'b');
    await log.append(message('delayed'), { visibleAtMs: NOW_MS + 10 });
    await claim(log, 'w', { limit: 2 });
    await refuses('HOLON_BACKPRESSURE', () => log.append(message('c')));
    await acknowledge(log, 'w', 'a');
    await log.append(message('c'));
    await refuses('HOLON_BACKPRESSURE', () => log.append(message('d')));
    await nack(log, 'w', 'b');
    await log.append(message('d'));
    await refuses('HOLON_BACKPRESSURE', () => log.append(message('e')));
  },

  'answers a duplicate at capacity too, and lets redrive go beyond': async (store) => {
    const log = await store.open('q', { capacity: 1, maxAttempts: 1 });
    await fill(log, 'a');
    assert.equal((await log.append(message('a'))).duplicate, true);
    await claimOne(log, 'w');
    await nack(log, 'w', 'a');
    await fill(log, 'b');
    assert.deepEqual(await log.redrive(['a']), ['a']);
    assert.deepEqual(await read(log, 'r'), ['a', 'b']);
  },

  'takes the options of a later open': async (store) => {
    const log = await store.open('q', { capacity: 1 });
    await fill(log, 'a');
    await store.open('q', { capacity: 2 });
    await fill(log, 'b');
    await refuses('HOLON_BACKPRESSURE', () => log.append(message('c')));
  },

  'scans behind a place whatever the state, and touches no cursor': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b', 'c');
    await log.append(message('d'), { visibleAtMs: NOW_MS + 10 });
    await claim(log, 'w', { limit: 2 });
    await acknowledge(log, 'w', 'a');
    const early = await log.scan({ afterSeq: 0, limit: 10, nowMs: NOW_MS });
    assert.deepEqual(
      early.map(({ seq, visibleAtMs }) => [seq, visibleAtMs]),
      [
        [1, undefined],
        [2, undefined],
        [3, undefined],
        [4, NOW_MS + 10],
      ],
    );
    const late = await log.scan({ afterSeq: 2, limit: 10, nowMs: NOW_MS + 10 });
    assert.deepEqual(idsOf(late), ['c', 'd']);
    assert.ok(late.every((entry) => entry.visibleAtMs === undefined));
    assert.deepEqual(idsOf(await log.scan({ afterSeq: 1, limit: 1, nowMs: NOW_MS })), ['b']);
  },

  'gets a kept message by id': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    const found = await log.get('b');
    assert.deepEqual([found?.seq, found?.message.id], [2, 'b']);
    assert.equal(await log.get('c'), undefined);
  },

  'keeps one message of a key, the newest': async (store) => {
    const log = await store.open('q');
    await log.append(message('x1'), { key: 'x' });
    await log.append(message('y1'), { key: 'y' });
    await claimOne(log, 'w');
    await log.append(message('x2'), { key: 'x' });
    assert.deepEqual(idsOf(await log.keyed(NOW_MS)), ['y1', 'x2']);
    assert.equal(await log.get('x1'), undefined);
    assert.equal(await acknowledge(log, 'w', 'x1'), false);
    assert.equal(log.count, 2);
  },

  'replaces nothing when a keyed append is a duplicate': async (store) => {
    const log = await store.open('q');
    await log.append(message('x1'), { key: 'x' });
    await log.append(message('y1'), { key: 'y' });
    assert.equal((await log.append(message('y1'), { key: 'x' })).duplicate, true);
    assert.deepEqual(idsOf(await log.keyed(NOW_MS)), ['x1', 'y1']);
  },

  'gives the place of the replaced message under capacity to the new one': async (store) => {
    const log = await store.open('q', { capacity: 1 });
    await log.append(message('x1'), { key: 'x' });
    await log.append(message('x2'), { key: 'x' });
    await refuses('HOLON_BACKPRESSURE', () => log.append(message('y1'), { key: 'y' }));
    assert.deepEqual(idsOf(await log.keyed(NOW_MS)), ['x2']);
  },

  'lists no keyed message from its expiry on, and sweeps it on demand': async (store) => {
    const log = await store.open('q');
    await log.append(message('x1'), { key: 'x', expiresAtMs: NOW_MS + 10 });
    await log.append(message('y1'), { key: 'y', expiresAtMs: NOW_MS + 20 });
    await log.append(message('z1'), { key: 'z' });
    assert.deepEqual(idsOf(await log.keyed(NOW_MS + 9)), ['x1', 'y1', 'z1']);
    assert.deepEqual(idsOf(await log.keyed(NOW_MS + 10)), ['y1', 'z1']);
    assert.equal(log.count, 3);
    assert.equal(await log.sweepKeyed(NOW_MS + 20), 2);
    assert.equal(log.count, 1);
    await log.append(message('x2'), { key: 'x' });
    assert.deepEqual(idsOf(await log.keyed(NOW_MS + 20)), ['z1', 'x2']);
  },
};
