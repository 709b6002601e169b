import { cells, HEADINGS, number, unmeasuredCells } from './table.mjs';

/** The text of `docs/benchmarks.md`. */
export function benchmarksPage({ machine, versions, date, rounds, groups }, notes) {
  const parts = [
    '# Benchmarks',
    `Written by \`npm run bench\` on ${date}; do not edit. ${rounds} rounds, every case alone in a fresh process on one ` +
      'processor, the cases by turns; medians, ratios are medians of the ratios of each round. Every case checks that ' +
      'it has delivered what it counts. Lower is better. "limit" is the floor: hand-written code with the duties that ' +
      'a row names and nothing else; the strict floor also has the duties that only holon takes on.',
    `${machineOf(machine)}, ${machine.memoryGiB} GiB, ${machine.system}; ` +
      `${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}.`,
    ...Object.values(groups).map((group) => section(group, date)),
    notes.trim(),
  ];
  return parts.join('\n\n');
}

export const machineOf = ({ processor, processors }) => `${processor}, ${processors} processors`;

function section(group, date) {
  const rows = [
    ...group.rows.map((row) => cells(row, { allPeers: true })),
    ...(group.unmeasured ?? []).map(unmeasuredCells),
  ];
  const parts = [`## ${group.title}`, group.about, grid([['goal', ...HEADINGS.slice(1)], ...rows])];
  if (group.plot !== undefined) parts.push(`![${group.title}](benchmarks/${group.plot.file}.svg)`);
  const cases = Object.entries(group.cases).map(([name, { median, low, high }]) => [
    name,
    number(median),
    `${number(low)} … ${number(high)}`,
  ]);
  parts.push(grid([['case', group.unit ?? 'µs', 'lowest … highest'], ...cases]));
  if (group.skipped.length > 0) parts.push(`Not measured: ${group.skipped.join(', ')}.`);
  if (group.date !== undefined && group.date !== date) parts.push(`Measured on ${group.date}.`);
  return parts.join('\n\n');
}

function grid([head, ...rows]) {
  const line = (row) => `| ${row.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
