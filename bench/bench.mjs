/**
 * `npm run bench` measures everything, `npm run bench -- fan-out sqlite-append` two groups.
 * `--rounds <n>` (default 5) for a quick look; fewer than 5 rounds write no results.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { removeFiles } from './harness/files.mjs';
import { GROUP_NAMES, loadGroup } from './harness/groups.mjs';
import { describeMachine, describeVersions, readJson } from './harness/machine.mjs';
import { writePage } from './harness/page.mjs';
import { isInstalled } from './harness/installed.mjs';
import { runRounds } from './harness/run-rounds.mjs';
import { rowsOf, summarise } from './harness/summary.mjs';
import { cells, HEADINGS, table } from './harness/table.mjs';
import { writeFormatted } from './harness/write-formatted.mjs';

const RESULTS = new URL('results.json', import.meta.url);
const FEWEST_ROUNDS = 5;

if (!existsSync(new URL('node_modules', import.meta.url))) {
  console.error('The peers are not installed yet: npm ci --prefix bench');
  process.exit(1);
}
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: String(FEWEST_ROUNDS) } },
});
const rounds = Number(values.rounds);
const chosen = positionals.length === 0 ? GROUP_NAMES : positionals;
const unknown = chosen.filter((name) => !GROUP_NAMES.includes(name));
if (unknown.length > 0 || !(rounds > 0)) {
  console.error(`usage: npm run bench -- [--rounds <n>] [${GROUP_NAMES.join(' | ')}] …`);
  process.exit(1);
}

const measured = {};
try {
  for (const name of chosen) measured[name] = await run(await loadGroup(name));
} finally {
  removeFiles();
}
const rows = Object.values(measured).flatMap((group) => group.rows);
console.log(table([HEADINGS, ...rows.map(cells)]));
for (const { skipped } of Object.values(measured)) {
  for (const name of skipped) console.log(`not measured: ${name}`);
}
if (rounds >= FEWEST_ROUNDS) await save();

async function run(group) {
  const skipped = [];
  const cases = {};
  for (const [name, one] of Object.entries(group.cases)) {
    if (!isInstalled(one.needs)) {
      skipped.push(`${name} (needs ${one.needs})`);
    } else cases[name] = one;
  }
  const results = await runRounds({ ...group, cases }, { rounds, onProgress });
  onProgress('');
  return {
    title: group.title,
    about: group.about,
    rows: rowsOf(group, results),
    plot: group.plot,
    unit: group.unit,
    cases: Object.fromEntries(Object.entries(results).map(([name, all]) => [name, summarise(all)])),
    skipped,
  };
}

/** One line that is written over; in a log, where nothing can be, a line each. */
function onProgress(line) {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
  else if (line !== '') console.log(line);
}

/** Groups that were not measured this time stay as they were. */
async function save() {
  const before = existsSync(RESULTS) ? readJson(RESULTS).groups : {};
  const groups = {};
  for (const name of GROUP_NAMES) {
    const group = measured[name] ?? before[name];
    if (group !== undefined) groups[name] = group;
  }
  const results = {
    machine: describeMachine(),
    versions: describeVersions(),
    date: new Date().toISOString().slice(0, 10),
    rounds,
    rows: Object.values(groups).flatMap((group) => group.rows),
    groups,
  };
  await writeFormatted(RESULTS, JSON.stringify(results));
  await writePage(results);
  console.log('written: bench/results.json, docs/benchmarks.md');
}
