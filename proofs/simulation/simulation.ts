/** Simulates small apps and the station on thousands of seeds, and shows that planted bugs are found, shrunk and replayed. */
import 'reflect-metadata';

import { join } from 'node:path';

import { simulate, simulateMany, type SimulationFailure } from 'holon/testing';

import { Child } from '../shared/child';
import type { Random } from '../shared/random';
import { seededRandom } from '../shared/seeded';
import { conclude, figure, printTable } from '../shared/verdict';
import { failureOf } from './failure-of';
import { PLANTED, type Planted } from './planted';
import { WORLDS } from './worlds/all-worlds';
import { station } from './worlds/station';
import type { World } from './worlds/world';

/** What plays one failure again. */
const PROGRAM = join(__dirname, 'replay.ts');
const SEEDS_PER_WORLD = 1_120;
const STATION_SEEDS = 100;
/** Within so many seeds a planted bug must be found. */
const MOST_SEEDS = 2_000;

type Row = Readonly<Record<string, string | number>>;

interface Totals {
  seeds: number;
  steps: number;
  crashes: number;
  restarts: number;
  heldUp: number;
}

async function main(): Promise<void> {
  const random = seededRandom('proof:simulation');
  const totals: Totals = { seeds: 0, steps: 0, crashes: 0, restarts: 0, heldUp: 0 };
  const problems: string[] = [];
  const rows: Row[] = [];
  for (const world of [...WORLDS, station]) {
    const count = world === station ? STATION_SEEDS : SEEDS_PER_WORLD;
    rows.push(await playWorld(world, random.between(0, 1_000_000_000), count, totals, problems));
  }
  printTable(rows);
  console.log('\nThe same with stores and apps that are wrong on purpose:');
  printTable(await playPlanted(random, problems));

  conclude(
    'simulation',
    `${figure(totals.seeds)} seeds, ${figure(totals.steps)} moments looked at, ` +
      `${figure(totals.crashes)} crashes, ${figure(totals.restarts)} restarts, ` +
      `${figure(totals.heldUp)} acknowledgements too late, ` +
      `${PLANTED.length} planted bugs found, shrunk and replayed, ${problems.length} broken`,
    problems,
  );
}

async function playWorld(
  { name, root, settings }: World,
  from: number,
  count: number,
  totals: Totals,
  problems: string[],
): Promise<Row> {
  const startMs = performance.now();
  try {
    const result = await simulateMany(root, { ...settings, seeds: { from, count } });
    const { crash = 0, restart = 0, storeError = 0, redeliver = 0 } = result.faults;
    totals.seeds += count;
    totals.steps += result.steps;
    totals.crashes += crash;
    totals.restarts += restart;
    totals.heldUp += redeliver;
    const twice = [from, from].map((seed) => simulate(root, { ...settings, seed }));
    const [first, second] = await Promise.all(twice);
    if (first?.traceHash !== second?.traceHash)
      problems.push(`${name}: seed ${from} has two stories`);
    return {
      app: name,
      seeds: count,
      moments: result.steps,
      crashes: crash,
      restarts: restart,
      'store errors': storeError,
      'late acks': redeliver,
      'virtual hours': (result.elapsedMs / 3_600_000).toFixed(1),
      seconds: ((performance.now() - startMs) / 1000).toFixed(1),
    };
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return { app: name, seeds: `from ${from}` };
  }
}

async function playPlanted(random: Random, problems: string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const planted of PLANTED) {
    const from = random.between(0, 1_000_000_000);
    const found = await find(planted, from);
    if (found === undefined) {
      problems.push(`${planted.name} was not found in ${MOST_SEEDS} seeds from ${from} on`);
      continue;
    }
    const again = await failureOf(planted, found.seed, found.only);
    const isSame = again?.traceHash === found.traceHash;
    if (!isSame) problems.push(`${planted.name}: seed ${found.seed} does not replay`);
    // It takes a second to start a process: one of them is enough to show it.
    if (rows.length === 0 && (await hashElsewhere(planted, found)) !== found.traceHash) {
      problems.push(`${planted.name}: seed ${found.seed} has another story in a new process`);
    }
    if (!planted.breaks.includes(found.invariant)) {
      problems.push(`${planted.name} was taken for '${found.invariant}': ${found.message}`);
    }
    rows.push({
      planted: planted.name,
      'after seeds': found.seed - from + 1,
      'faults needed': found.only.length,
      'lines of trace': found.trace.length,
      replays: isSame ? 'yes' : 'no',
      'found out by': found.trace.at(-1) ?? '',
    });
  }
  return rows;
}

async function find(planted: Planted, from: number): Promise<SimulationFailure | undefined> {
  for (let seed = from; seed < from + MOST_SEEDS; seed += 1) {
    const failure = await failureOf(planted, seed);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** The hash of the trace of this failure when another process plays it. */
async function hashElsewhere(
  { name }: Planted,
  { seed, only }: SimulationFailure,
): Promise<string | undefined> {
  const args = [name, String(seed), JSON.stringify(only)];
  const child = new Child<{ traceHash?: string }>(PROGRAM, args, ['-r', '@swc-node/register']);
  await child.ended;
  return child.reports.at(-1)?.traceHash;
}

void main();
