import type { StoredMessage } from '../../../../src/stores/channel-store';
import { MemoryStore } from '../../../../src/stores/memory/memory-store';
import type { InvariantName } from '../../../../src/testing/simulation/breach';
import { noteClaims } from '../../../../src/testing/simulation/claim-check';
import { LogNotes } from '../../../../src/testing/simulation/log-notes';
import { noteEvicted } from '../../../../src/testing/simulation/removals';
import { partsOf } from './parts';

const message = (id: string): StoredMessage => ({
  id,
  timestampMs: 0,
  senderId: 'w',
  content: id,
  metadata: {},
});

const PROCESS = {};

/** A channel that holds messages 1 to 3, `a` to `c`, in truth and by the ledger. */
function bench() {
  const parts = partsOf();
  const store = new MemoryStore();
  const log = store.open('jobs', { maxAttempts: 2 });
  const channel = parts.ledger.channel('jobs');
  channel.opened(log, { maxAttempts: 2 });
  const write = (id: string) => channel.appended(message(id), undefined, log.append(message(id)));
  for (const id of ['a', 'b', 'c']) write(id);
  const claim = (holder: string, ids: readonly string[], nowMs = 0, limit = ids.length) => {
    const claims = ids.map((id) => {
      const record = channel.byId.get(id);
      return { seq: record?.seq ?? 0, message: message(id), attempt: 1, expiresAtMs: 0, token: 1 };
    });
    const request = { limit, nowMs, expiresAtMs: nowMs + 100 };
    noteClaims(channel, holder, request, claims, PROCESS);
  };
  const settle = (holder: string, id: string, done: boolean, nowMs = 0) =>
    channel.settled({ holder, id, action: { kind: 'acknowledge' } }, nowMs, done);
  const breach = () => parts.ledger.breach;
  return { ...parts, log, channel, write, claim, settle, breach };
}

type Bench = ReturnType<typeof bench>;

const WRONG: Record<string, readonly [InvariantName, (bench: Bench) => void]> = {
  'gives a message that somebody holds': [
    'holder',
    ({ claim }) => {
      claim('s', ['a']);
      claim('t', ['a'], 99);
    },
  ],
  'gives a message that is acknowledged': [
    'redelivered',
    ({ claim, settle }) => {
      claim('s', ['a']);
      settle('s', 'a', true);
      claim('t', ['a']);
    },
  ],
  'gives a message more often than it may': [
    'redelivered',
    ({ claim }) => {
      claim('s', ['a']);
      claim('s', ['a'], 100);
      claim('s', ['a'], 200);
    },
  ],
  'gives a message that it does not keep': ['redelivered', ({ claim }) => claim('s', ['z'])],
  'gives a newer message before an older one': ['order', ({ claim }) => claim('s', ['b'])],
  'gives messages in another order': ['order', ({ claim }) => claim('s', ['b', 'a'])],
  'says that there are fewer than there are': ['lost', ({ claim }) => claim('s', ['a', 'b'], 0, 3)],
  'lets somebody settle what another holds': [
    'holder',
    ({ claim, settle }) => {
      claim('s', ['a']);
      settle('t', 'a', true);
    },
  ],
  'lets somebody settle what he does not hold any more': [
    'holder',
    ({ claim, settle }) => {
      claim('s', ['a']);
      settle('s', 'a', true, 100);
    },
  ],
  'refuses a holder': [
    'holder',
    ({ claim, settle }) => {
      claim('s', ['a']);
      settle('s', 'a', false, 99);
    },
  ],
  'gives a message before its delay is over': [
    'early',
    ({ channel, claim }) => {
      const appended = { id: 'd', seq: 4, duplicate: false };
      channel.appended(message('d'), { visibleAtMs: 100 }, appended);
      claim('s', ['a', 'b', 'c', 'd'], 99);
    },
  ],
  'keeps what a transaction has written that it has refused': [
    'torn',
    (one) => {
      one.log.append(message('d'));
      new LogNotes('jobs', one).refused(message('d'));
    },
  ],
  'leaves a place out': [
    'order',
    ({ channel }) =>
      channel.appended(message('d'), undefined, { id: 'd', seq: 5, duplicate: false }),
  ],
  'stores an id twice': [
    'duplicate',
    ({ channel }) =>
      channel.appended(message('a'), undefined, { id: 'a', seq: 4, duplicate: false }),
  ],
  'calls a duplicate what it does not keep': [
    'lost',
    ({ channel }) =>
      channel.appended(message('d'), undefined, { id: 'd', seq: 1, duplicate: true }),
  ],
  'forgets a message': [
    'lost',
    ({ channel, log }) => {
      log.remove(['b']);
      channel.audit();
    },
  ],
  'reads to somebody what another holds': [
    'holder',
    ({ claim, channel, log }) => {
      claim('s', ['a']);
      channel.readers.check(
        channel.readers.expect('r', { limit: 3 }),
        log.read('r', { limit: 3, nowMs: 0 }),
        0,
      );
    },
  ],
  'passes a message over when somebody reads': [
    'lost',
    ({ channel, log }) => {
      const page = channel.readers.expect('r', { limit: 3 });
      channel.readers.check(page, log.read('r', { limit: 3, nowMs: 0 }).slice(1), 0);
    },
  ],
  'reads backwards': [
    'order',
    ({ channel, log }) => {
      const page = channel.readers.expect('r', { limit: 3 });
      channel.readers.check(page, [...log.read('r', { limit: 3, nowMs: 0 })].reverse(), 0);
    },
  ],
  'reads to somebody what he had': [
    'order',
    ({ channel, log }) => {
      channel.readers.advance(channel.readers.expect('r', { limit: 3 }));
      channel.readers.check(
        channel.readers.expect('r', { limit: 3 }),
        log.read('r', { limit: 3, nowMs: 0 }),
        0,
      );
    },
  ],
};

describe('the ledger finds a store out that', () => {
  it.each(Object.entries(WRONG))('%s', (_what, [invariant, doWrong]) => {
    const one = bench();
    doWrong(one);
    expect(one.breach()?.invariant).toBe(invariant);
  });
});

describe('the ledger finds nothing wrong', () => {
  it('when a message is given as its delay ends', () => {
    const { channel, claim, breach } = bench();
    const appended = { id: 'd', seq: 4, duplicate: false };
    channel.appended(message('d'), { visibleAtMs: 100 }, appended);
    claim('s', ['a', 'b', 'c', 'd'], 100);
    expect(breach()).toBeUndefined();
  });

  it('when nothing is left of a transaction that was refused, or what it wrote was there before', () => {
    const one = bench();
    const notes = new LogNotes('jobs', one);
    notes.refused(message('d'));
    notes.refused(message('a'));
    expect(one.breach()).toBeUndefined();
  });

  it('when a claim has ended, and the message goes to the next', () => {
    const { claim, settle, breach } = bench();
    claim('s', ['a']);
    claim('t', ['a'], 100);
    settle('t', 'a', true, 150);
    expect(breach()).toBeUndefined();
  });

  it('when a retention removes what it may', () => {
    const { channel, log, breach } = bench();
    const request = { maxCount: 1, limit: 10, nowMs: 0 };
    log.evict(request);
    noteEvicted(channel, request);
    channel.audit();
    expect([...channel.byId.keys()]).toEqual(['c']);
    expect(breach()).toBeUndefined();
  });

  it('when a reader gets later what somebody held', () => {
    const { claim, channel, log, breach } = bench();
    log.claim('s', { limit: 1, nowMs: 0, expiresAtMs: 100 });
    claim('s', ['a']);
    const readAt = (nowMs: number) => {
      channel.passTime(nowMs);
      const page = channel.readers.expect('r', { limit: 3 });
      const entries = log.read('r', { limit: 3, nowMs });
      channel.readers.check(page, entries, nowMs);
      channel.readers.advance(page);
      return entries.map(({ message: { id } }) => id);
    };
    expect([readAt(0), readAt(100), readAt(100)]).toEqual([['b', 'c'], ['a'], []]);
    expect(breach()).toBeUndefined();
  });
});

describe('the ledger finds out who', () => {
  it.each(['running', 'failed'] as const)('acknowledges while the handler has %s', (outcome) => {
    const { claim, settle, ledger, channel, breach } = bench();
    const call = {
      systemId: 's',
      channelId: 'jobs',
      messageIds: ['a'],
      claims: [1],
      isLastAttempt: false,
      outcome,
    };
    claim('s', ['a']);
    ledger.called(call);
    ledger.finished(channel, 's', settle('s', 'a', true)!);
    expect(breach()?.invariant).toBe('lost');
  });

  it.each([
    ['while its handler runs and there is time', 1, 'running', 10, 'leftover'],
    ['when the time is over', 1, 'running', 0, undefined],
    ['when its handler has ended', 1, 'failed', 10, undefined],
    ['that was claimed anew behind a handler which nobody waits for', 2, 'running', 10, undefined],
  ] as const)('gives back a claim in a drain %s', (_, claims, outcome, leftMs, invariant) => {
    const { claim, ledger, channel, breach } = bench();
    claim('s', ['a']);
    ledger.called({
      systemId: 's',
      channelId: 'jobs',
      messageIds: ['a'],
      claims: [1],
      isLastAttempt: false,
      outcome,
    });
    ledger.drainBegins(ledger.nowMs() + leftMs);
    ledger.givenBack(channel, 's', channel.byId.get('a')!, claims);
    expect(breach()?.invariant).toBe(invariant);
  });

  it('answers a write that was never stored', () => {
    const { ledger, breach } = bench();
    ledger.answered('jobs', 's', 'a');
    expect(breach()).toBeUndefined();
    ledger.answered('jobs', 's', 'z');
    expect(breach()?.invariant).toBe('lost');
  });
});
