import assert from 'node:assert/strict';

import type { ChannelStore } from '../../stores/channel-store';
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

async function openMailbox(store: ChannelStore) {
  return store.open('mail', { addressed: true });
}

/** Logs whose messages are addressed. */
export const mailboxCases: ContractCases = {
  'shows a reader what is for it or for all, in one order, and none is skipped': async (store) => {
    const log = await openMailbox(store);
    const expected: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      const id = `m${String(index)}`;
      const recipientId = ['me', 'you', undefined][index % 3];
      await log.append(message(id, recipientId === undefined ? {} : { recipientId }));
      if (recipientId !== 'you') expected.push(id);
    }
    const got: string[] = [];
    for (let page = 0; page < 5; page += 1) got.push(...(await read(log, 'me', { limit: 9 })));
    assert.deepEqual(got, expected);
  },

  'lets only the recipient claim, and nobody what is for all': async (store) => {
    const log = await openMailbox(store);
    await fill(log, 'for all');
    await log.append(message('mine 1', { recipientId: 'me' }));
    await log.append(message('yours', { recipientId: 'you' }));
    await log.append(message('mine 2', { recipientId: 'me' }));
    assert.deepEqual(idsOf(await claim(log, 'me')), ['mine 1', 'mine 2']);
    assert.deepEqual(idsOf(await claim(log, 'stranger')), []);
    await nack(log, 'me', 'mine 1');
    assert.deepEqual(idsOf(await claim(log, 'you')), ['yours']);
    assert.deepEqual(idsOf(await claim(log, 'me')), ['mine 1']);
  },

  'delivers a claimed message of mine that my cursor passed once it is released': async (store) => {
    const log = await openMailbox(store);
    await log.append(message('mine', { recipientId: 'me' }));
    await fill(log, 'for all');
    await claimOne(log, 'me');
    assert.deepEqual(await read(log, 'me'), ['for all']);
    await nack(log, 'me', 'mine');
    assert.deepEqual(await read(log, 'you'), ['for all']);
    assert.deepEqual(await read(log, 'me'), ['mine']);
  },

  'counts as lag and as missed only what is for the reader': async (store) => {
    const log = await openMailbox(store);
    await read(log, 'me');
    await read(log, 'you');
    await log.append(message('mine', { recipientId: 'me' }));
    await log.append(message('settled', { recipientId: 'me' }));
    await fill(log, 'for all');
    await claim(log, 'me');
    await acknowledge(log, 'me', 'settled');
    const { readers } = await log.stats(NOW_MS);
    assert.deepEqual([readers.me?.lag, readers.you?.lag], [2, 1]);
    const { missed } = await log.evict({ maxCount: 0, limit: 10, nowMs: NOW_MS });
    assert.deepEqual({ ...missed }, { me: 2, you: 1 });
  },

  'keeps a recipient apart from all others after its mail was removed': async (store) => {
    const log = await openMailbox(store);
    await log.append(message('old', { recipientId: 'me' }));
    await claimOne(log, 'me');
    await log.remove(['old']);
    await log.append(message('new', { recipientId: 'me' }));
    assert.deepEqual(idsOf(await claim(log, 'me')), ['new']);
    assert.deepEqual(await read(log, 'you'), []);
  },

  'counts as lag and delivers what was not removed, be it for one or for all': async (store) => {
    const log = await openMailbox(store);
    await read(log, 'me');
    await fill(log, 'gone for all', 'for all');
    await log.append(message('gone', { recipientId: 'me' }));
    await log.append(message('mine', { recipientId: 'me' }));
    await log.remove(['gone for all', 'gone']);
    assert.equal((await log.stats(NOW_MS)).readers.me?.lag, 2);
    assert.deepEqual(await read(log, 'me'), ['for all', 'mine']);
    assert.deepEqual(idsOf(await claim(log, 'me')), ['mine']);
  },

  'is addressed for good, and plain for good, whatever is opened without options': async (
    store,
  ) => {
    const mail = await openMailbox(store);
    await store.open('plain', { capacity: 1 });
    await refuses('HOLON_INVALID_ARGUMENT', () => store.open('mail', { capacity: 1 }));
    await refuses('HOLON_INVALID_ARGUMENT', () => store.open('plain', { addressed: true }));
    await fill(await store.open('mail'), 'for all', 'for all too');
    assert.deepEqual(idsOf(await claim(mail, 'me')), []);
    await fill(await store.open('plain'), 'a');
    await refuses('HOLON_BACKPRESSURE', async () => fill(await store.open('plain'), 'b'));
  },

  'ignores recipients where the log is not addressed': async (store) => {
    const log = await store.open('q');
    await log.append(message('a', { recipientId: 'me' }));
    assert.deepEqual(await read(log, 'you'), ['a']);
    assert.deepEqual(idsOf(await claim(log, 'you')), ['a']);
  },
};
