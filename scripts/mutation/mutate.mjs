/**
 * `npm run mutation -- container` tries every mutant of a folder, `npm run mutation -- container src/container/app.ts`
 * those of some files (as Stryker's `mutate` names them). Survivors are printed; figures of whole files go into
 * results.json and docs/mutation.md.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { FOLDERS } from './folders.mjs';
import { writePage } from './page.mjs';
import { BROKEN, LOST, summarise } from './summary.mjs';
import { keyOf, rangeOf, tryMutants } from './try-mutants.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RESULTS = new URL('results.json', import.meta.url);

const [name, ...files] = process.argv.slice(2);
const folder = FOLDERS[name];
if (folder === undefined) {
  console.error(`usage: npm run mutation -- <${Object.keys(FOLDERS).join(' | ')}> [file …]`);
  process.exit(1);
}

process.chdir(ROOT);
const mutants = await tryWithAllTests(folder, files.length === 0 ? folder.mutate : files);
for (const mutant of mutants.filter(({ status }) => LOST.includes(status))) print(mutant);
for (const mutant of mutants.filter(({ status }) => BROKEN.includes(status))) print(mutant);

const figures = summarise(mutants, new Date().toISOString().slice(0, 10));
console.table(figures);
const isPart = files.some((file) => file.includes(':'));
if (!isPart) {
  const kept = JSON.parse(readFileSync(RESULTS, 'utf8'));
  const others = files.length === 0 ? {} : kept[name];
  await writePage({ ...kept, [name]: { ...others, ...figures } }, RESULTS);
}

/** Quick tests first; what they let live meets the slow ones. */
async function tryWithAllTests({ quick, slow, never }, mutate) {
  const first = await tryMutants({ root: ROOT, mutate, tests: quick, never });
  const left = first.filter(({ status }) => LOST.includes(status));
  if (slow.length === 0 || left.length === 0) return first;
  console.log(`${left.length} of ${first.length} survived the quick tests`);
  const ranges = left.map(rangeOf);
  const second = await tryMutants({ root: ROOT, mutate: ranges, tests: slow, never });
  const statuses = new Map(second.map((mutant) => [keyOf(mutant), mutant.status]));
  for (const mutant of left) {
    const status = statuses.get(keyOf(mutant));
    const isTold = status !== undefined && status !== 'NoCoverage' && !BROKEN.includes(status);
    if (isTold) mutant.status = status;
  }
  return first;
}

function print({ file, line, endLine, status, reason, replacement }) {
  const source = readFileSync(file, 'utf8').split('\n');
  const lines = source.slice(line - 1, Math.min(endLine, line + 2));
  console.log(`\n${file}:${line} ${status}`);
  console.log(lines.map((text) => `  - ${text.trim()}`).join('\n'));
  console.log(`  + ${replacement}`);
  if (BROKEN.includes(status)) console.log(`  because ${reason}`);
}
