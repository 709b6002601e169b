import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { plot } from './plot.mjs';
import { writeFormatted } from './write-formatted.mjs';
import { cells, HEADINGS, number } from './table.mjs';

const docs = new URL('../../docs/', import.meta.url);
const notes = new URL('../notes.md', import.meta.url);

/** Writes `docs/benchmarks.md` and its plots from the results and the notes. */
export async function writePage({ machine, versions, date, rounds, groups }) {
  mkdirSync(new URL('benchmarks/', docs), { recursive: true });
  const parts = [
    '# Benchmarks',
    `Written by \`npm run bench\` on ${date}; do not edit. ${rounds} rounds, every case alone in a fresh process on one ` +
      'processor, the cases by turns; medians, ratios are medians of the ratios of each round. Every case checks that ' +
      'it has delivered what it counts. Lower is better. "limit" is the floor: hand-written code with the duties that ' +
      'a row names and nothing else; the strict floor also has the duties that only holon takes on.',
    `${machine.processor}, ${machine.processors} processors, ${machine.memoryGiB} GiB, ${machine.system}; ` +
      `${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}.`,
    ...Object.values(groups).map(section),
    readFileSync(notes, 'utf8').trim(),
  ];
  await writeFormatted(new URL('benchmarks.md', docs), parts.join('\n\n'));
}

function section(group) {
  const goals = grid([['goal', ...HEADINGS.slice(1)], ...group.rows.map(cells)]);
  const parts = [`## ${group.title}`, group.about, goals];
  if (group.plot !== undefined) parts.push(drawing(group));
  const cases = Object.entries(group.cases).map(([name, { median, low, high }]) => [
    name,
    number(median),
    `${number(low)} … ${number(high)}`,
  ]);
  parts.push(grid([['case', group.unit ?? 'µs', 'lowest … highest'], ...cases]));
  if (group.skipped.length > 0) parts.push(`Not measured: ${group.skipped.join(', ')}.`);
  return parts.join('\n\n');
}

function drawing({ title, plot: { file, x, series }, cases }) {
  const drawn = Object.fromEntries(
    Object.entries(series).map(([name, points]) => [
      name,
      points.map(([at, caseName]) => [at, cases[caseName].median]),
    ]),
  );
  writeFileSync(new URL(`benchmarks/${file}.svg`, docs), plot({ title, x, series: drawn }));
  return `![${title}](benchmarks/${file}.svg)`;
}

function grid([head, ...rows]) {
  const line = (row) => `| ${row.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
