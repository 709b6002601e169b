import { machineOf } from './page.mjs';
import { ratioOf } from './summary.mjs';
import { number } from './table.mjs';

const UNITS = {
  µs: (value) => `${number(value)} µs`,
  ms: (value) => `${number(value / 1_000)} ms`,
  perSecond: (value) => `${number(1e6 / value)} /s`,
};

/** What who chooses asks first. Cases by name; all are microseconds in the results. */
const ROWS = [
  {
    what: 'a write and its 10 subscribers, stored, isolated, awaited',
    group: 'fan-out',
    unit: 'µs',
    ours: 'holon/10',
    byHand: 'strict floor/10',
    peers: { 'Moleculer, stores nothing': 'moleculer/10' },
  },
  {
    what: 'a job in memory: write, claim, acknowledge',
    group: 'memory-queue',
    unit: 'µs',
    ours: 'holon',
    byHand: 'strict floor',
    peers: { 'p-queue, no claims': 'p-queue', 'fastq, no claims': 'fastq.promise' },
  },
  {
    what: 'a write flushed to SQLite, 100 callers at once',
    group: 'sqlite-append',
    unit: 'µs',
    ours: 'holon FULL/100',
    byHand: 'floor FULL/100',
    peers: { 'BullMQ, Redis that flushes its log': 'bullmq add, AOF always/100' },
  },
  {
    what: 'HTTP GET of 10 messages, token checked',
    group: 'http-get',
    unit: 'perSecond',
    ours: 'holon',
    byHand: 'floor',
    peers: { Fastify: 'fastify', Express: 'express', Nest: 'nest' },
  },
  {
    what: 'cold start until it listens, with SQLite',
    group: 'cold-start',
    unit: 'ms',
    ours: 'holon, listening with SQLite',
    byHand: 'express + jsonwebtoken + better-sqlite3, listening',
    peers: {
      'Nest, without SQLite': 'nest, listening',
      'Moleculer, without either': 'moleculer, started',
    },
  },
];

/** The table of the README, wins and losses alike; what was not measured is said to be so. */
export function figuresOf({ machine, versions, date, rounds, groups }) {
  return [
    '| what | holon | the same by hand | others | holon’s time : the quickest other’s |',
    '| --- | ---: | ---: | --- | ---: |',
    ...ROWS.map((row) => line(row, groups[row.group]?.cases ?? {})),
    '',
    `Medians of ${rounds} rounds, the ratio that of the ratios of each, ${date}: ${machineOf(machine)}, Node ${versions.node}.`,
  ].join('\n');
}

/** Of results that were written before each round was kept, the median has to do. */
const roundsOf = ({ rounds, median }) => rounds ?? [median];

function line({ what, unit, ours, byHand, peers }, cases) {
  const say = (name) => (cases[name] === undefined ? undefined : UNITS[unit](cases[name].median));
  const measured = Object.entries(peers).filter(([, name]) => cases[name] !== undefined);
  const [[, quickest] = []] = measured.toSorted(
    ([, left], [, right]) => cases[left].median - cases[right].median,
  );
  const isKnown = quickest !== undefined && cases[ours] !== undefined;
  const ratio = isKnown ? ratioOf(roundsOf(cases[ours]), roundsOf(cases[quickest])) : undefined;
  const cells = [
    what,
    say(ours) ?? 'not measured',
    say(byHand) ?? '–',
    measured.map(([peer, name]) => `${peer}: ${say(name)}`).join('; ') || '–',
    ratio === undefined ? '–' : number(ratio),
  ];
  return `| ${cells.join(' | ')} |`;
}
