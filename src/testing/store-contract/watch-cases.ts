import assert from 'node:assert/strict';

import { HolonError } from '../../errors/holon-error';
import type { ChannelLog } from '../../stores/channel-store';
import type { ContractCases } from './contract-case';
import {
  acknowledge,
  claimOne,
  fill,
  message,
  nack,
  NOW_MS,
  read,
  refuses,
} from './contract-steps';

/** Watches a log; `heard` answers whether the listener was called since the last time. */
function listen(log: ChannelLog): { heard(): boolean; stop(): void } {
  let calls = 0;
  const stop = log.watch(() => {
    calls += 1;
  });
  return {
    stop,
    heard() {
      const heard = calls > 0;
      calls = 0;
      return heard;
    },
  };
}

/** When listeners are called. */
export const watchCases: ContractCases = {
  'calls listeners when a message is appended, until they stop': async (store) => {
    const log = await store.open('q');
    const other = listen(await store.open('other'));
    const [first, second] = [listen(log), listen(log)];
    await fill(log, 'a');
    assert.deepEqual([first.heard(), second.heard(), other.heard()], [true, true, false]);
    first.stop();
    first.stop();
    await fill(log, 'b');
    assert.deepEqual([first.heard(), second.heard()], [false, true]);
  },

  'calls nobody for a duplicate, a refused or a delayed append': async (store) => {
    const log = await store.open('q', { capacity: 2 });
    await fill(log, 'a');
    const listener = listen(log);
    await log.append(message('a'));
    await log.append(message('late'), { visibleAtMs: NOW_MS + 10 });
    await refuses('HOLON_BACKPRESSURE', () => log.append(message('b')));
    assert.equal(listener.heard(), false);
  },

  'calls listeners when a message is released at once or redriven': async (store) => {
    const log = await store.open('q', { maxAttempts: 2 });
    await fill(log, 'a');
    const listener = listen(log);
    await claimOne(log, 'w');
    await nack(log, 'w', 'a');
    assert.equal(listener.heard(), true);
    await claimOne(log, 'w');
    await nack(log, 'w', 'a');
    assert.equal(listener.heard(), false);
    await log.redrive(['a']);
    assert.equal(listener.heard(), true);
  },

  'calls listeners when an operation notices that a claim or a delay has ended': async (store) => {
    const log = await store.open('q');
    await fill(log, 'a');
    await claimOne(log, 'w', { forMs: 10 });
    await log.append(message('late'), { visibleAtMs: NOW_MS + 20 });
    const listener = listen(log);
    await log.sweep(NOW_MS + 9);
    assert.equal(listener.heard(), false);
    await log.sweep(NOW_MS + 10);
    assert.equal(listener.heard(), true);
    await read(log, 'r', { nowMs: NOW_MS + 20 });
    await log.sweep(NOW_MS + 20);
    assert.equal(listener.heard(), true);
  },

  'calls listeners once a transaction is whole, and not for one that was refused': async (
    store,
  ) => {
    const log = await store.open('q');
    const other = await store.open('other');
    const found: Promise<unknown>[] = [];
    log.watch(() => {
      found.push(Promise.resolve(other.get('b')));
    });
    const operations = [
      { kind: 'append', log, message: message('a') },
      { kind: 'append', log: other, message: message('b') },
    ] as const;
    const lost = { holder: 'w', id: 'x', action: { kind: 'acknowledge' } } as const;
    await refuses('HOLON_CLAIM_LOST', () =>
      store.commit([...operations, { kind: 'settle', log, settlement: lost, nowMs: NOW_MS }]),
    );
    assert.equal(found.length, 0);
    await store.commit(operations);
    assert.ok(found.length > 0);
    assert.ok((await Promise.all(found)).every((entry) => entry !== undefined));
  },

  'goes on when a listener throws': async (store) => {
    const log = await store.open('q');
    log.watch(() => {
      throw new HolonError('HOLON_STORE_FAILED', 'A listener that throws');
    });
    const listener = listen(log);
    assert.equal((await log.append(message('a'))).seq, 1);
    assert.equal(listener.heard(), true);
    await claimOne(log, 'w');
    assert.equal(await nack(log, 'w', 'a'), true);
    await claimOne(log, 'w');
    assert.equal(await acknowledge(log, 'w', 'a'), true);
  },
};
