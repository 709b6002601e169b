/**
 * `npm run bench` measures everything, `npm run bench -- fan-out sqlite-append` two groups.
 * `--rounds <n>` (default 5) for a quick look; fewer than 5 rounds write no results.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { findWrongRows } from './harness/check-rows.mjs';
import { removeFiles } from './harness/files.mjs';
import { GROUP_NAMES, loadGroup } from './harness/groups.mjs';
import { installPeers } from './harness/install-peers.mjs';
import { describeEnvironment, readJson } from './harness/machine.mjs';
import { RESULTS, writePages } from './harness/pages.mjs';
import { runGroup } from './harness/run-group.mjs';
import { cells, HEADINGS, table, unmeasuredCells } from './harness/table.mjs';
import { writeFormatted } from './harness/write-formatted.mjs';

const FEWEST_ROUNDS = 5;

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
if (!installPeers()) process.exit(1);
const wrong = await findWrongRows();
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}

const environment = describeEnvironment();
const date = new Date().toISOString().slice(0, 10);
const measured = {};
const failed = [];
try {
  for (const name of chosen) {
    // Hours of measuring are not lost to one group.
    try {
      const group = await loadGroup(name);
      measured[name] = await runGroup(group, { rounds, date, environment, onProgress });
    } catch (error) {
      failed.push(`${name}: ${error.message}`);
    }
    onProgress('');
  }
} finally {
  removeFiles();
}
const groups = Object.values(measured);
const unmeasured = groups.flatMap((group) => group.unmeasured);
const rows = groups.flatMap((group) => group.rows).map((row) => cells(row));
console.log(table([HEADINGS, ...rows, ...unmeasured.map(unmeasuredCells)]));
for (const { name, reason } of unmeasured) console.log(`not measured: ${name} (${reason})`);
if (rounds >= FEWEST_ROUNDS) await save();
for (const one of failed) console.error(`failed: ${one}`);
if (failed.length > 0) process.exitCode = 1;

/** One line that is written over; in a log, where nothing can be, a line each. */
function onProgress(line) {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${line}`);
  else if (line !== '') console.log(line);
}

/** Groups that were not measured this time stay as they were. */
async function save() {
  const { groups: before = {}, ...all } = existsSync(RESULTS) ? readJson(RESULTS) : {};
  const kept = {};
  for (const name of GROUP_NAMES) {
    const isNew = measured[name] !== undefined && Object.keys(measured[name].cases).length > 0;
    const group = isNew ? measured[name] : (ofBefore(before[name], all) ?? measured[name]);
    if (group !== undefined) kept[name] = group;
  }
  const results = {
    ...environment,
    date,
    rounds,
    rows: Object.values(kept).flatMap((group) => group.rows),
    groups: kept,
  };
  await writeFormatted(RESULTS, JSON.stringify(results));
  for (const page of await writePages(readJson(RESULTS))) console.log(`written: ${page}`);
}

/** Groups did not always say by what they were measured; what was said of all holds for those. */
function ofBefore(group, { machine, versions, rounds: roundsOfAll }) {
  return group && { machine, versions, rounds: roundsOfAll, ...group };
}
