import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MemoryStore } from '../../src/stores/memory/memory-store';
import { SqliteStore } from '../../src/stores/sqlite/sqlite-store';
import { describeStoreContract, type StoreUnderTest } from '../../src/testing/store-contract';
import { HttpStore } from './http-store';
import { itAnswersLikeTheModel } from './model-runs';
import { anyStep, type Step } from './store-steps';

const KEYS = 'keys are made by discovery channels, from what is registered';
const COMMIT = 'a transaction is a batch of writes to one channel';
const WATCH = 'who waits has wait and streams; what became visible is not told';
const VISIBLE = 'when something becomes visible is not told';
const SWEEP = 'maintenance, and what it found, is the own affair of the channel';
const RETENTION = 'a host evicts all there is; parts and claims kept are for retention';

/** What the protocol has no words for, by design; docs/reference/wire.md says so too. */
const LEAVE_OUT = {
  'scans behind a place whatever the state, and touches no cursor':
    'a stream hands out what is visible, to one reader',
  'keeps one message of a key, the newest': KEYS,
  'replaces nothing when a keyed append is a duplicate': KEYS,
  'gives the place of the replaced message under capacity to the new one': KEYS,
  'lists no keyed message from its expiry on, and sweeps it on demand': KEYS,
  'makes a message released in a commit ready for the next holder': COMMIT,
  'hides a message nacked with a delay until it is due, then gives it oldest first': VISIBLE,
  'knows when the next hidden message becomes visible': VISIBLE,
  'sweeps expired claims and says how many, whoever noticed them first': SWEEP,
  'lets a message die at once when its last nack asks for a delay': VISIBLE,
  'lets a message die when its last claim expires, and reports it with the next sweep': SWEEP,
  'evicts no more at a time than it may': RETENTION,
  'evicts by age, once it is settled, what was claimed and out of order': RETENTION,
  'keeps what is claimed now when told so, and not what was': RETENTION,
  'removes messages by id in any state, and counts nothing as missed': VISIBLE,
  'does appends, settlements and advances of several logs as one': COMMIT,
  'does nothing at all when one settlement is refused': COMMIT,
  'does nothing at all when one append is above capacity': COMMIT,
  'counts capacity with what the same transaction did before': COMMIT,
  'replaces by key within a transaction, also what it appended itself': KEYS,
  'takes an id again that the same transaction has replaced': KEYS,
  'judges a settlement by what the same transaction did to the claim': COMMIT,
  'refuses a log of another store': COMMIT,
  'has no more room for what it gives back, replaces settled or stores again': KEYS,
  'has no more room for what it nacks and does not let die': COMMIT,
  'calls listeners when a message is appended, until they stop': WATCH,
  'calls nobody for a duplicate, a refused or a delayed append': WATCH,
  'calls listeners when a message is released at once or redriven': WATCH,
  'calls listeners when an operation notices that a claim or a delay has ended': WATCH,
  'calls listeners once a transaction is whole, and not for one that was refused': WATCH,
  'goes on when a listener throws': WATCH,
};

const LEAVE_OUT_OF_RESTARTS = {
  ...LEAVE_OUT,
  'keeps delays, settlements and dead letters': VISIBLE,
  'keeps keys and their expiry': KEYS,
  'keeps transactions whole': COMMIT,
};

async function overMemory(): Promise<StoreUnderTest> {
  const store = await HttpStore.over(new MemoryStore());
  return { store, cleanup: () => store.close() };
}

async function overSqlite(): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'holon-'));
  const open = () => new SqliteStore({ file: join(folder, 'store.db'), durability: 'process' });
  let behind = open();
  let store = await HttpStore.over(behind);
  const close = async () => {
    await store.close();
    await behind.close();
  };
  return {
    store,
    reopen: async () => {
      await close();
      behind = open();
      store = await HttpStore.over(behind);
      return store;
    },
    cleanup: async () => {
      await close();
      rmSync(folder, { recursive: true });
    },
  };
}

describeStoreContract('MemoryStore behind HTTP', overMemory, {
  restarts: false,
  leaveOut: LEAVE_OUT,
});
describeStoreContract('SqliteStore behind HTTP', overSqlite, { leaveOut: LEAVE_OUT_OF_RESTARTS });

/** What of a step the wire can say, undefined where nothing is left of it. */
function sayable(step: Step): Step | undefined {
  switch (step.kind) {
    case 'append':
      // The place of a delayed message is not said: a stream that resumes with it begins where it was told.
      return { ...step, key: undefined, delayMs: undefined };
    case 'commit': {
      const appends = step.parts.filter((part) => part.kind === 'append' && part.log === 0);
      const plain = { key: undefined, delayMs: undefined, recipientId: undefined, ageMs: 0 };
      return { ...step, parts: appends.map((part) => ({ ...part, ...plain })) };
    }
    case 'evict': {
      const { keepClaimed: _, ...request } = step.request;
      return { ...step, request };
    }
    case 'sweep':
    case 'sweep keyed':
      return undefined;
    case 'read': {
      const between = step.between === undefined ? undefined : sayable(step.between);
      return { ...step, between: between as typeof step.between };
    }
    default:
      return step;
  }
}

const sayableStep = anyStep.map(sayable).filter((step): step is Step => step !== undefined);

itAnswersLikeTheModel('MemoryStore behind HTTP', overMemory, 100, {
  ...{ steps: sayableStep, look: 'figures', maxCommands: 40 },
});
