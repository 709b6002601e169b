import { check, type Breach } from '../../proofs/kill/check';
import type { Evidence } from '../../proofs/kill/evidence';
import { Journal } from '../../proofs/kill/journal';
import type { Settled, WorkReport } from '../../proofs/kill/report';

const EMPTY: Evidence = {
  integrity: 'ok',
  jobs: new Map(),
  jobIds: [],
  noteIds: [],
  leftTags: new Set(),
  rightTags: new Set(),
};

/** Jobs as they stand in the file, all of them found by the store too. */
function withJobs(jobs: Record<string, readonly [state: string, attempt: number]>): Evidence {
  const rows = Object.entries(jobs).map(
    ([id, [state, attempt]]) => [id, { state, attempt }] as const,
  );
  return { ...EMPTY, jobs: new Map(rows), jobIds: Object.keys(jobs) };
}

function breaches(lives: readonly (readonly WorkReport[])[], evidence: Evidence): Breach[] {
  const journal = new Journal();
  for (const life of lives) journal.add(life);
  return check(journal, evidence).map(({ breach }) => breach);
}

const claimed = (attempt = 1, atMs = 0, holder = 'ada'): WorkReport => ({
  kind: 'claimed',
  id: 'j1',
  attempt,
  holder,
  atMs,
  expiresAtMs: atMs + 100,
});

const INTENTS = {
  acknowledged: 'acknowledging',
  nacked: 'nacking',
  transacted: 'transacting',
} as const;

const begun = (settled: Settled): WorkReport => ({
  kind: INTENTS[settled],
  id: 'j1',
  attempt: 1,
});
const done = (settled: Settled): WorkReport[] => [
  begun(settled),
  { kind: settled, id: 'j1', attempt: 1 },
];

const read = (...ids: string[]): WorkReport[] => [
  { kind: 'reading', reader: 'r' },
  { kind: 'read', reader: 'r', ids },
];

const tagged = { leftTags: new Set(['j1.1']), rightTags: new Set(['j1.1']) };
const acknowledged = withJobs({ j1: ['acknowledged', 1] });
const ready = withJobs({ j1: ['ready', 1] });

describe('the checker of the kill proof', () => {
  it.each<[string, readonly (readonly WorkReport[])[], Evidence]>([
    ['a write that is there', [[{ kind: 'wrote', channel: 'jobs', id: 'j1' }]], ready],
    ['a write that was never reported', [[]], ready],
    ['a claim that has expired', [[claimed()], [claimed(2, 100)]], withJobs({ j1: ['ready', 2] })],
    [
      'a claim after a nack that was cut off',
      [[claimed(), begun('nacked')], [claimed(2, 10)]],
      withJobs({ j1: ['claimed', 2] }),
    ],
    ['a claim that was cut off', [[claimed()]], withJobs({ j1: ['claimed', 2] })],
    ['a settlement', [[claimed(), ...done('acknowledged')]], acknowledged],
    [
      'a settlement that was cut off and happened',
      [[claimed(), begun('acknowledged')]],
      acknowledged,
    ],
    ['a settlement that was cut off and did not', [[claimed(), begun('acknowledged')]], ready],
    ['a transaction', [[claimed(), ...done('transacted')]], { ...acknowledged, ...tagged }],
    ['a transaction that was cut off', [[claimed(), begun('transacted')]], ready],
    [
      'a page that a kill has cut off',
      [[...read('n1'), { kind: 'reading', reader: 'r' }], read('n3')],
      { ...EMPTY, noteIds: ['n1', 'n2', 'n3'] },
    ],
  ])('accepts %s', (_, lives, evidence) => {
    expect(breaches(lives, evidence)).toEqual([]);
  });

  it.each<[string, Breach, readonly (readonly WorkReport[])[], Evidence]>([
    ['a lost write', 'lost', [[{ kind: 'wrote', channel: 'notes', id: 'n1' }]], EMPTY],
    ['a message that stands twice', 'disorder', [[]], { ...EMPTY, noteIds: ['n1', 'n1'] }],
    ['a forgotten claim', 'lost', [[claimed()]], withJobs({ j1: ['ready', 0] })],
    ['a forgotten settlement', 'lost', [[claimed(), ...done('acknowledged')]], ready],
    [
      'a forgotten nack',
      'lost',
      [[claimed(), ...done('nacked')]],
      withJobs({ j1: ['claimed', 1] }),
    ],
    [
      'two holders',
      'double',
      [[claimed()], [claimed(2, 99, 'bob')]],
      withJobs({ j1: ['claimed', 2] }),
    ],
    ['one claim given twice', 'double', [[claimed()], [claimed(1, 500)]], ready],
    [
      'a settled job that is given again',
      'double',
      [[claimed(), ...done('acknowledged')], [claimed(2, 500)]],
      withJobs({ j1: ['claimed', 2] }),
    ],
    [
      'one of two messages',
      'half',
      [[claimed(), begun('transacted')]],
      { ...acknowledged, leftTags: tagged.leftTags },
    ],
    [
      'messages without the settlement',
      'half',
      [[claimed(), begun('transacted')]],
      { ...ready, ...tagged },
    ],
    ['a settlement without the messages', 'half', [[claimed(), begun('transacted')]], acknowledged],
    [
      'a message read twice',
      'disorder',
      [read('n1', 'n2'), read('n2')],
      { ...EMPTY, noteIds: ['n1', 'n2'] },
    ],
    [
      'a skipped message',
      'disorder',
      [read('n1', 'n3')],
      { ...EMPTY, noteIds: ['n1', 'n2', 'n3'] },
    ],
    ['a damaged file', 'damage', [[]], { ...EMPTY, integrity: 'page 3 is never used' }],
    ['a process that failed', 'damage', [[{ kind: 'failed', message: 'no' }]], EMPTY],
  ])('finds %s', (_, breach, lives, evidence) => {
    expect(breaches(lives, evidence)).toContain(breach);
  });
});
