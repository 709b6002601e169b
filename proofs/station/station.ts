/** Kills the station twenty times in a row: nothing that it had reported is lost, and it says where it goes on. */
import { join } from 'node:path';

import { Child, until } from '../shared/child';
import { withScratch } from '../shared/scratch';
import { seededRandom } from '../shared/seeded';
import { conclude, figure, printTable } from '../shared/verdict';
import type { StationReport } from './run-station';
import { lookAt, type StationFile } from './station-file';

const KILLS = 20;
const MOST_FINDINGS = 12;
const DEADLINE_MS = 30_000;

const PROGRAM = join(__dirname, 'run-station.ts');

async function main(folder: string): Promise<void> {
  const random = seededRandom('proof:station');
  const file = join(folder, 'station.db');
  const reported = new Set<string>();
  const rows = [];
  const problems: string[] = [];
  let before: StationFile | undefined;
  for (let life = 1; life <= KILLS; life += 1) {
    const wanted = random.between(1, MOST_FINDINGS);
    const child = start(file);
    await until(`${wanted} findings`, [child], DEADLINE_MS, () => found(child).length >= wanted);
    await kill(child);
    for (const id of found(child)) reported.add(id);
    const after = lookAt(file);
    const said = drawn(child)[0] ?? 'nothing';
    const what = [...checkLife(before, after, reported), ...checkSaid(said, before)];
    problems.push(...what.map((problem) => `life ${life}: ${problem}`));
    rows.push({ life, reported: found(child).length, kept: after.findings.size, 'it said': said });
    before = after;
  }
  printTable(rows);
  problems.push(...(await finish(file)));
  conclude(
    'station',
    `${KILLS} kills, ${figure(reported.size)} findings reported, ${problems.length} lost or wrong, ` +
      'every sample of the dead analysed',
    problems,
  );
}

/** One more life, in which the claims of the dead end and their samples are analysed. */
async function finish(file: string): Promise<string[]> {
  const left = lookAt(file).unsettled;
  const child = start(file);
  await until('the samples of the dead are analysed', [child], DEADLINE_MS, () => {
    const { unsettled } = lookAt(file);
    return left.every((id) => !unsettled.includes(id));
  });
  await kill(child);
  return checkLife(undefined, lookAt(file), new Set(found(child)));
}

function checkLife(
  before: StationFile | undefined,
  after: StationFile,
  reported: ReadonlySet<string>,
): string[] {
  const gone = (ids: Iterable<string>) => [...ids].filter((id) => !after.findings.has(id)).length;
  const problems = [];
  if (gone(reported) > 0) problems.push(`${gone(reported)} reported findings are lost`);
  if (before && gone(before.findings) > 0) problems.push('findings of an earlier life are lost');
  if (after.findings.size !== after.analysed) {
    problems.push(`${after.findings.size} findings of ${after.analysed} settled samples`);
  }
  if (after.integrity !== 'ok') problems.push(after.integrity);
  return problems;
}

/** It says how many findings it goes on from: all that the dead one had left. */
function checkSaid(said: string, before: StationFile | undefined): string[] {
  const count = before?.findings.size ?? 0;
  const isRight =
    count === 0 ? said.startsWith('begins anew') : said.includes(`: ${count} finding`);
  return isRight ? [] : [`${count} findings were kept and it said: ${said}`];
}

function start(file: string): Child<StationReport> {
  return new Child(PROGRAM, [file], ['-r', '@swc-node/register']);
}

async function kill(child: Child<StationReport>): Promise<void> {
  child.kill();
  await child.ended;
}

function found(child: Child<StationReport>): string[] {
  return child.reports.flatMap((one) => (one.kind === 'found' ? [one.id] : []));
}

function drawn(child: Child<StationReport>): string[] {
  return child.reports.flatMap((one) => (one.kind === 'drew' ? [one.line.trimEnd()] : []));
}

void withScratch(main);
