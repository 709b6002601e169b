/**
 * Writes docs/benchmarks.md, its plots and the figures of the README anew from bench/results.json; measures nothing.
 * `--check` writes nothing, names what says something else, and ends with code 1 if anything does.
 * `--print` prints the figures of the README. `--results <file>` reads other results.
 */
import { parseArgs } from 'node:util';

import { readJson } from './harness/machine.mjs';
import { findOutdated, RESULTS, writePages } from './harness/pages.mjs';
import { figuresOf } from './harness/readme-figures.mjs';

const { values } = parseArgs({
  options: {
    check: { type: 'boolean' },
    print: { type: 'boolean' },
    results: { type: 'string' },
  },
});
const results = readJson(values.results ?? RESULTS);
if (values.print) console.log(figuresOf(results));
else if (values.check) {
  for (const page of await findOutdated(results)) {
    console.error(`${page} is not what bench/results.json says: node bench/write-pages.mjs`);
    process.exitCode = 1;
  }
} else for (const page of await writePages(results)) console.log(`written: ${page}`);
