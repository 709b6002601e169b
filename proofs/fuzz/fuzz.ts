/** Sends a published app what nobody should send, by the ten thousand: it answers, says nothing of itself, and goes on. */
import 'reflect-metadata';

import { seededRandom } from '../shared/seeded';
import { conclude, figure, printTable } from '../shared/verdict';
import { runFuzz } from './run-fuzz';

const REQUESTS = 12_000;
const GARBAGE = 3_000;

async function main(): Promise<void> {
  const { seed } = seededRandom('proof:fuzz');
  const startMs = performance.now();
  const result = await runFuzz({ seed, requests: REQUESTS, garbage: GARBAGE });
  const rows = [...result.statuses].sort(([a], [b]) => a.localeCompare(b));
  printTable(rows.map(([outcome, count]) => ({ outcome, count })));
  console.log(`\n${((performance.now() - startMs) / 1_000).toFixed(1)} seconds\n`);
  conclude(
    'fuzz',
    `${figure(REQUESTS)} requests (${figure(result.known)} with a token that is good) and ` +
      `${figure(GARBAGE)} pieces of garbage: ${result.problems.length} times 500, a stack, a path, a hang or a crash`,
    result.problems,
  );
}

void main();
