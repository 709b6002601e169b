import { machineOf } from './page.mjs';
import { number } from './table.mjs';

const perSecond = (cases, name) => `${number(1e6 / cases[name].median)} /s`;
const milliseconds = (cases, name) => `${number(cases[name].median / 1_000)} ms`;
const times = (cases, name, base) => `${number(cases[name].median / cases[base].median)} ×`;

/** How much one process carries: of which group, from which cases, and how it is said. */
const ROWS = [
  ['writes in memory, each to 10 subscribers', 'fan-out', (cases) => perSecond(cases, 'holon/10')],
  [
    'jobs in memory: written, claimed, acknowledged',
    'memory-queue',
    (cases) => perSecond(cases, 'holon'),
  ],
  [
    'the same job with 1 M waiting, beside 1 k waiting',
    'memory-queue-growth',
    (cases) => times(cases, 'holon/1000000', 'holon/1000'),
  ],
  [
    'writes flushed to SQLite, one after the other',
    'sqlite-append',
    (cases) => perSecond(cases, 'holon FULL/1'),
  ],
  [
    'writes flushed to SQLite, 100 at once',
    'sqlite-append',
    (cases) => perSecond(cases, 'holon FULL/100'),
  ],
  [
    'jobs claimed and acknowledged in SQLite, flushed, 50 workers',
    'sqlite-claim',
    (cases) => perSecond(cases, 'holon FULL/50'),
  ],
  [
    'a claim in SQLite with 1 M waiting, beside 1 k waiting',
    'sqlite-claim-growth',
    (cases) => times(cases, 'holon/1000000', 'holon/1000'),
  ],
  ['HTTP GET of 10 messages', 'http-get', (cases) => perSecond(cases, 'holon')],
  ['HTTP PUT into memory', 'http-put', (cases) => perSecond(cases, 'holon')],
  [
    'HTTP PUT into SQLite, flushed, 50 connections',
    'http-put',
    (cases) => perSecond(cases, 'holon, SQLite FULL'),
  ],
  [
    'event streams: 1 000 of them, 1 000 messages a second; 99 in 100 arrive within',
    'http-events',
    (cases) => milliseconds(cases, 'holon'),
  ],
  [
    'one write to 1 000 subscribers',
    'subscribers-growth',
    (cases) => milliseconds(cases, 'holon/1000'),
  ],
  [
    'start of 1 000 systems',
    'systems-growth',
    (cases) => `${number(cases['holon/1000'].median)} ms`,
  ],
  [
    'start with 10 000 channels',
    'channels-boot',
    (cases) => `${number(cases['holon/10000'].median)} ms`,
  ],
  [
    'memory of an empty channel among 10 000',
    'channels-memory',
    (cases) => `${number(cases['holon/10000'].median / 1_000)} kB`,
  ],
  [
    'a write among 10 000 channels, beside one among 10',
    'channels-write',
    (cases) => times(cases, 'holon/10000', 'holon/10'),
  ],
  ['memory of a message of 200 bytes', 'memory', (cases) => `${number(cases.holon.median)} bytes`],
  [
    'write and read of 1 MB in memory',
    'message-size',
    (cases) => milliseconds(cases, 'holon/1000000'),
  ],
  [
    'write of 1 MB to SQLite',
    'message-size-sqlite',
    (cases) => milliseconds(cases, 'holon/1000000'),
  ],
];

/** The table of the guide: each figure with the place where all of its cases stand. */
export function processFiguresOf({ machine, versions, date, groups }) {
  return [
    '| what | one process | all cases |',
    '| --- | ---: | --- |',
    ...ROWS.map(([what, name, say]) => line(what, groups[name], say)),
    '',
    `${date}, one of ${machineOf(machine)}, Node ${versions.node}.`,
  ].join('\n');
}

function line(what, group, say) {
  if (group === undefined || Object.keys(group.cases).length === 0)
    return `| ${what} | not measured | – |`;
  const anchor = group.title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
  return `| ${what} | ${say(group.cases)} | [${group.title}](../benchmarks.md#${anchor}) |`;
}
