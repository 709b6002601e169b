import { createMessage } from '../../../../src/model/channel-message';
import type * as entryModule from '../../../../src/stores/memory/entry';
import type { MemoryLog } from '../../../../src/stores/memory/memory-log';
import { MemoryStore } from '../../../../src/stores/memory/memory-store';

let mockLooks = 0;

/** Every look at the state or the place of an entry is counted; nothing can be walked without one. */
jest.mock('../../../../src/stores/memory/entry', () => {
  const actual = jest.requireActual<typeof entryModule>('../../../../src/stores/memory/entry');
  class CountedEntry extends actual.Entry {}
  for (const field of ['seq', 'id', 'state'] as const) {
    const hidden = Symbol(field);
    Object.defineProperty(CountedEntry.prototype, field, {
      get(this: Record<symbol, unknown>) {
        mockLooks += 1;
        return this[hidden];
      },
      // The fields of an entry are assigned, not defined, so that they come here.
      set(this: Record<symbol, unknown>, value: unknown) {
        this[hidden] = value;
      },
    });
  }
  return { ...actual, Entry: CountedEntry };
});

const NOW_MS = 1_000;
const SMALL = 1_000;
/** A million takes half a minute: `npm run proof:complexity`. */
const LARGE = Number(process.env.COMPLEXITY_SIZE ?? 100_000);
/** What each doubling of the log may add to an operation: two levels of a binary search or heap, two looks each. */
const LOOKS_PER_DOUBLING = 4;
const LOGARITHMIC = Math.ceil(LOOKS_PER_DOUBLING * Math.log2(LARGE / SMALL));

function append(log: MemoryLog, id: string, recipientId?: string): void {
  log.append(createMessage({ id, timestampMs: 1, senderId: 's', content: null, recipientId }));
}

function claim(log: MemoryLog, limit: number) {
  return log.claim('me', { limit, nowMs: NOW_MS, expiresAtMs: NOW_MS + 10 });
}

function settle(log: MemoryLog, id: string, kind: 'acknowledge' | 'nack'): void {
  log.settle({ holder: 'me', id, action: { kind } }, NOW_MS);
}

interface Work {
  readonly addressed?: boolean;
  /** How many operations `measure` does. */
  readonly times?: number;
  readonly prepare: (log: MemoryLog, size: number) => void;
  readonly measure: (log: MemoryLog, size: number) => void;
}

function fill(log: MemoryLog, size: number): void {
  for (let index = 0; index < size; index += 1) append(log, `m${String(index)}`);
}

const rising = (index: number): string => `m${String(index).padStart(9, '0')}`;

function fillRising(log: MemoryLog, size: number): void {
  for (let index = 0; index < size; index += 1) append(log, rising(index));
}

function acknowledgeAll(log: MemoryLog, size: number): void {
  fill(log, size);
  for (const { message } of claim(log, size)) settle(log, message.id, 'acknowledge');
}

const read = (log: MemoryLog) => log.read('me', { limit: 1, nowMs: NOW_MS });

const WORKS: Readonly<Record<string, Work>> = {
  'claim and acknowledge in a backlog': {
    prepare: fill,
    measure: (log) => {
      for (const { message } of claim(log, 1)) settle(log, message.id, 'acknowledge');
    },
  },
  'claim behind acknowledged messages that are kept': {
    prepare: (log, size) => {
      acknowledgeAll(log, size);
      append(log, 'new');
    },
    measure: (log) => claim(log, 1),
  },
  'claim what was nacked before a backlog': {
    prepare: (log, size) => {
      fill(log, size);
      for (const { message } of claim(log, size / 2)) settle(log, message.id, 'nack');
    },
    measure: (log) => claim(log, 1),
  },
  'acknowledge among many claims': {
    prepare: (log, size) => {
      fill(log, size);
      claim(log, size);
    },
    measure: (log, size) => {
      settle(log, `m${String(size / 2)}`, 'acknowledge');
    },
  },
  'append a duplicate': {
    prepare: fill,
    measure: (log) => {
      append(log, 'm0');
    },
  },
  'append a duplicate where ids rise, as an id source makes them': {
    prepare: fillRising,
    measure: (log, size) => {
      append(log, rising(size / 2));
    },
  },
  'append an id that lies among the others': {
    prepare: fillRising,
    measure: (log, size) => {
      append(log, `${rising(size / 2)} and a half`);
    },
  },
  'refuse to settle a message that nobody has claimed': {
    prepare: fillRising,
    measure: (log, size) => {
      settle(log, rising(size / 2), 'acknowledge');
    },
  },
  'write, claim, acknowledge, read and evict, five hundred times': {
    times: 2_500,
    prepare: (log, size) => {
      fillRising(log, size);
      read(log);
    },
    measure: (log, size) => {
      for (let index = 0; index < 500; index += 1) {
        append(log, rising(size + index));
        for (const { message } of claim(log, 1)) settle(log, message.id, 'acknowledge');
        read(log);
        log.evict({ maxCount: size, limit: 10, nowMs: NOW_MS });
      }
    },
  },
  'read at the cursor, far from the start': {
    prepare: (log, size) => {
      fill(log, size);
      log.read('me', { limit: size - 1, nowMs: NOW_MS });
    },
    measure: read,
  },
  'read for the first time behind acknowledged messages another reader has walked over': {
    prepare: (log, size) => {
      acknowledgeAll(log, size);
      append(log, 'new');
      log.read('other', { limit: 1, nowMs: NOW_MS });
    },
    measure: read,
  },
  'read one returned message while many others stay hidden': {
    prepare: (log, size) => {
      fill(log, size);
      claim(log, size);
      read(log);
      settle(log, `m${String(size / 2)}`, 'nack');
    },
    measure: read,
  },
  'read mail among mail for others': {
    addressed: true,
    prepare: (log, size) => {
      append(log, 'mine 1', 'me');
      for (let index = 0; index < size; index += 1) append(log, `m${String(index)}`, 'you');
      append(log, 'mine 2', 'me');
      read(log);
    },
    measure: read,
  },
  'claim mail among mail for others': {
    addressed: true,
    prepare: (log, size) => {
      for (let index = 0; index < size; index += 1) append(log, `m${String(index)}`, 'you');
      append(log, 'mine', 'me');
    },
    measure: (log) => {
      for (const { message } of claim(log, 1)) settle(log, message.id, 'acknowledge');
    },
  },
  'read over gaps': {
    prepare: (log, size) => {
      fill(log, size);
      const odd = Array.from({ length: size / 2 }, (_, index) => `m${String(2 * index + 1)}`);
      log.remove(odd);
      log.read('me', { limit: size / 4, nowMs: NOW_MS });
    },
    measure: read,
  },
  'evict from the front': {
    prepare: fill,
    measure: (log, size) => log.evict({ maxCount: size - 1, limit: 10, nowMs: NOW_MS }),
  },
  'expire one of many claims': {
    prepare: (log, size) => {
      fill(log, size);
      claim(log, size);
      const expiresAtMs = NOW_MS + 5;
      log.settle({ holder: 'me', id: 'm7', action: { kind: 'extend', expiresAtMs } }, NOW_MS);
    },
    measure: (log) => log.sweep(NOW_MS + 5),
  },
};

function countLooks(work: Work, size: number): number {
  const log = new MemoryStore().open('q', { addressed: work.addressed === true });
  work.prepare(log, size);
  mockLooks = 0;
  work.measure(log, size);
  return mockLooks;
}

describe('MemoryLog looks at no more entries in a large log than in a small one to', () => {
  it.each(Object.entries(WORKS))('%s', (_, work) => {
    const small = countLooks(work, SMALL);
    expect(countLooks(work, LARGE)).toBeLessThanOrEqual(small + (work.times ?? 1) * LOGARITHMIC);
  });

  it('and the count sees a walk over the log', () => {
    const walk: Work = {
      prepare: fill,
      measure: (log, size) => log.scan({ afterSeq: 0, limit: size, nowMs: 0 }),
    };
    expect(countLooks(walk, LARGE)).toBeGreaterThan(LARGE);
  });
});
