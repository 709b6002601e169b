import assert from 'node:assert/strict';

import type { ChannelStore } from '../../stores/channel-store';
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
} from './contract-steps';

/** Like `ContractCases`, for stores that outlive their process: `reopen` answers the store as the next one finds it. */
export type ReopenCases = Readonly<
  Record<string, (store: ChannelStore, reopen: () => Promise<ChannelStore>) => Promise<void>>
>;

/** What is there after a restart. */
export const reopenCases: ReopenCases = {
  'keeps messages, order and ids': async (store, reopen) => {
    const log = await store.open('q');
    const full = message('b', { content: { nested: [1, null] }, metadata: { trace: 'x' } });
    await fill(log, 'a');
    await log.append(full);
    await log.remove(['a']);
    const again = await (await reopen()).open('q');
    assert.equal(again.count, 1);
    assert.deepEqual({ ...(await again.get('b'))?.message }, { ...full });
    assert.equal((await again.append(message('b'))).duplicate, true);
    assert.equal((await again.append(message('c'))).seq, 3);
    assert.deepEqual(await read(again, 'r', { after: 'a' }), ['b', 'c']);
  },

  'keeps cursors, what they passed, and what readers missed': async (store, reopen) => {
    const log = await store.open('q');
    await fill(log, 'gone');
    await read(log, 'late', { limit: 0 });
    await log.evict({ maxCount: 0, limit: 10, nowMs: NOW_MS });
    await fill(log, 'a', 'b');
    await claimOne(log, 'w');
    assert.deepEqual(await read(log, 'r'), ['b']);
    const again = await (await reopen()).open('q');
    assert.equal((await again.stats(NOW_MS)).readers.late?.missed, 1);
    assert.deepEqual(await read(again, 'r'), []);
    await nack(again, 'w', 'a');
    assert.deepEqual(await read(again, 'r'), ['a']);
  },

  'keeps claims with holder, token, attempt and expiry': async (store, reopen) => {
    const log = await store.open('q');
    await fill(log, 'a', 'b');
    const [first] = await claim(log, 'w', { forMs: 10 });
    assert.ok(first !== undefined);
    const again = await (await reopen()).open('q');
    assert.deepEqual(idsOf(await claim(again, 'x')), []);
    assert.equal(await acknowledge(again, 'x', 'a'), false);
    assert.equal(await acknowledge(again, 'w', 'a', { token: first.token }), true);
    assert.equal((await claimOne(again, 'x', { nowMs: NOW_MS + 10 })).attempt, 2);
  },

  'keeps delays, settlements and dead letters': async (store, reopen) => {
    const log = await store.open('q', { maxAttempts: 1 });
    await fill(log, 'acknowledged', 'dead');
    await log.append(message('late'), { visibleAtMs: NOW_MS + 10 });
    await claim(log, 'w');
    await acknowledge(log, 'w', 'acknowledged');
    await nack(log, 'w', 'dead', { reason: 'broken' });
    const again = await (await reopen()).open('q', { maxAttempts: 1 });
    assert.equal((await again.dead(10))[0]?.reason, 'broken');
    assert.equal(await again.nextVisibleAtMs(), NOW_MS + 10);
    assert.deepEqual(await read(again, 'r'), []);
    assert.deepEqual(await read(again, 'r', { nowMs: NOW_MS + 10 }), ['late']);
    assert.deepEqual(await again.redrive(['dead']), ['dead']);
  },

  'keeps keys and their expiry': async (store, reopen) => {
    const log = await store.open('q');
    await log.append(message('x1'), { key: 'x' });
    await log.append(message('y1'), { key: 'y', expiresAtMs: NOW_MS + 10 });
    const again = await (await reopen()).open('q');
    assert.deepEqual(idsOf(await again.keyed(NOW_MS + 10)), ['x1']);
    await again.append(message('x2'), { key: 'x' });
    assert.deepEqual(idsOf(await again.keyed(NOW_MS)), ['y1', 'x2']);
  },

  'keeps transactions whole': async (store, reopen) => {
    const jobs = await store.open('jobs');
    const results = await store.open('results');
    await fill(jobs, 'job');
    await claimOne(jobs, 'w');
    await store.commit([
      { kind: 'append', log: results, message: message('result') },
      {
        kind: 'settle',
        log: jobs,
        settlement: { holder: 'w', id: 'job', action: { kind: 'acknowledge' } },
        nowMs: NOW_MS,
      },
    ]);
    const again = await reopen();
    assert.deepEqual(await read(await again.open('results'), 'r'), ['result']);
    assert.equal((await (await again.open('jobs')).stats(NOW_MS)).acknowledged, 1);
  },
};
