import { cells, HEADINGS, number, spread, unmeasuredCells } from './table.mjs';

/** The text of `docs/benchmarks.md`. */
export function benchmarksPage(results, notes) {
  const { machine, versions, date, rounds, groups, isPinned } = results;
  const parts = [
    '# Benchmarks',
    `Written by \`npm run bench\` on ${date}; do not edit. ${rounds} rounds, every case alone in a fresh process` +
      `${isPinned === false ? ' (pinned to no processor: taskset is missing, or a second processor)' : ' on one processor'}, ` +
      'the cases by turns; medians, ratios are medians of the ratios of each round. Every case checks that ' +
      'it has delivered what it counts. Lower is better. "limit" is the floor: hand-written code with the duties that ' +
      'a row names and nothing else; the strict floor also has the duties that only holon takes on.',
    `${wordsOf(machine)}; ${results.commit === undefined ? '' : `commit ${results.commit}; `}${listOf(versions)}.`,
    ...Object.values(groups).map((group) => section(group, results)),
    notes.trim(),
  ];
  return parts.join('\n\n');
}

export const machineOf = ({ processor, processors }) => `${processor}, ${processors} processors`;

const wordsOf = (machine) => `${machineOf(machine)}, ${machine.memoryGiB} GiB, ${machine.system}`;

const listOf = (versions) =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

function section(group, results) {
  const rows = [
    ...group.rows.map((row) => cells(row, { allPeers: true })),
    ...(group.unmeasured ?? []).map(unmeasuredCells),
  ];
  const parts = [`## ${group.title}`, group.about, grid([['goal', ...HEADINGS.slice(1)], ...rows])];
  if (group.plot !== undefined) parts.push(`![${group.title}](benchmarks/${group.plot.file}.svg)`);
  const cases = Object.entries(group.cases).map(([name, one]) => [
    name,
    number(one.median),
    spread(one),
  ]);
  parts.push(grid([['case', group.unit ?? 'µs', 'lowest … highest'], ...cases]));
  if (group.skipped.length > 0) parts.push(`Not measured: ${group.skipped.join(', ')}.`);
  const own = differences(group, results);
  if (own !== '') parts.push(`Measured otherwise than the rest: ${own}.`);
  return parts.join('\n\n');
}

/** By what a group was measured that keeps older figures, where that is not what the page says above. */
function differences(group, results) {
  const isOther = (name) =>
    group[name] !== undefined && JSON.stringify(group[name]) !== JSON.stringify(results[name]);
  const versions = Object.entries(group.versions ?? {}).filter(
    ([name, version]) => results.versions[name] !== version,
  );
  return [
    isOther('date') && `on ${group.date}`,
    isOther('commit') && `commit ${group.commit}`,
    results.commit !== undefined && group.commit === undefined && 'commit not noted',
    isOther('rounds') && `${group.rounds} rounds`,
    isOther('machine') && wordsOf(group.machine),
    isOther('isPinned') && (group.isPinned ? 'pinned to a processor' : 'pinned to no processor'),
    versions.length > 0 && listOf(Object.fromEntries(versions)),
  ]
    .filter((one) => one !== false)
    .join('; ');
}

function grid([head, ...rows]) {
  const line = (row) => `| ${row.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
