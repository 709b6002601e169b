/** Kills processes at random instants and shows that nothing they were answered is lost. */
import { join } from 'node:path';

import { bundle } from '../shared/bundle';
import type { Random } from '../shared/random';
import { withScratch } from '../shared/scratch';
import { seededRandom } from '../shared/seeded';
import { conclude, figure, printTable } from '../shared/verdict';
import { BREACHES, type Breach, type Finding } from './check';
import { drainFile } from './drain-file';
import { gatherEvidence } from './evidence';
import { Journal } from './journal';
import { KILLS_PER_ROUND, playRound, type Site } from './round';
import type { StoreName } from './stores-under-test';

const ROUNDS_PER_FILE = 10;
const FILES = 6;

/** What each wrong store must be found out by, within so many rounds. */
const WRONG: readonly (readonly [StoreName, Breach])[] = [
  ['hasty', 'lost'],
  ['forgetful', 'double'],
  ['piecemeal', 'half'],
];
const WRONG_ROUNDS = 15;

type Row = Readonly<Record<string, string | number>>;

async function main(folder: string): Promise<void> {
  const random = seededRandom('proof:kill');
  const program = await bundle('kill/worker.ts', folder);
  const rows: Row[] = [];
  const findings: Finding[] = [];
  let acknowledged = 0;
  for (let number = 1; number <= FILES; number += 1) {
    const site = siteOf(folder, program, 'holon', `file ${number}`);
    const [found, row] = await playFile(site, `file ${number}`, random);
    findings.push(...found);
    rows.push(row);
    acknowledged += site.journal.acknowledged;
  }
  printTable(rows);
  console.log('\nThe same with stores that are wrong on purpose:');
  const unnoticed = await playWrongStores(folder, program, random);

  const kills = FILES * ROUNDS_PER_FILE * KILLS_PER_ROUND;
  const counts = countsOf(findings);
  conclude(
    'kill',
    `${kills} kills, ${figure(acknowledged)} acknowledged, ${counts.lost} lost, ${counts.half} half, ` +
      `${counts.double} double, ${counts.disorder} out of order, integrity ${counts.damage === 0 ? 'ok' : 'damaged'}`,
    [...findings.slice(0, 20).map(({ breach, what }) => `${breach}: ${what}`), ...unnoticed],
  );
}

async function playFile(site: Site, name: string, random: Random): Promise<[Finding[], Row]> {
  const startMs = performance.now();
  let findings: Finding[] = [];
  for (let round = 0; round < ROUNDS_PER_FILE && findings.length === 0; round += 1) {
    findings = await playRound(site, random);
  }
  const { journal, file } = site;
  const { leftTags, jobs } = await gatherEvidence(file);
  findings.push(...(await drainFile(file)));
  const row = {
    '': name,
    kills: ROUNDS_PER_FILE * KILLS_PER_ROUND,
    acknowledged: journal.acknowledged,
    written: journal.written.jobs.size + journal.written.notes.size,
    claims: [...journal.claims.values()].reduce((sum, claims) => sum + claims.length, 0),
    transactions: leftTags.size,
    'left to the heir': [...jobs.values()].filter(({ state }) => state !== 'acknowledged').length,
    ...countsOf(findings),
    seconds: ((performance.now() - startMs) / 1000).toFixed(1),
  };
  return [findings, row];
}

/** Answers what went unnoticed. */
async function playWrongStores(folder: string, program: string, random: Random): Promise<string[]> {
  const rows: Row[] = [];
  const unnoticed: string[] = [];
  for (const [store, breach] of WRONG) {
    const site = siteOf(folder, program, store, store);
    let found: Finding | undefined;
    let rounds = 0;
    for (; rounds < WRONG_ROUNDS && found === undefined; rounds += 1) {
      found = (await playRound(site, random)).find((finding) => finding.breach === breach);
    }
    if (found === undefined) unnoticed.push(`the ${store} store was not found out`);
    rows.push({ store, kills: rounds * KILLS_PER_ROUND, 'found out by': found?.what ?? 'nothing' });
  }
  printTable(rows);
  return unnoticed;
}

function siteOf(folder: string, program: string, store: StoreName, name: string): Site {
  return { program, file: join(folder, `${name}.db`), store, journal: new Journal() };
}

function countsOf(findings: readonly Finding[]): Record<Breach, number> {
  const count = (breach: Breach) => findings.filter((finding) => finding.breach === breach).length;
  return Object.fromEntries(BREACHES.map((breach) => [breach, count(breach)])) as Record<
    Breach,
    number
  >; // one entry each
}

void withScratch(main);
