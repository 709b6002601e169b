import { Child, until } from '../shared/child';
import type { Random } from '../shared/random';
import { check, type Finding } from './check';
import { gatherEvidence } from './evidence';
import type { Journal } from './journal';
import type { WorkReport } from './report';
import type { StoreName } from './stores-under-test';

const NAMES = ['ada', 'bob'] as const;
export const KILLS_PER_ROUND = NAMES.length;

/** Every so many processes one is killed while it starts and opens the file. */
const EARLY = 5;
const LONGEST_START_MS = 150;
const LONGEST_WORK_MS = 250;
const DEADLINE_MS = 20_000;

/** What a round works on. */
export interface Site {
  readonly program: string;
  readonly file: string;
  readonly store: StoreName;
  readonly journal: Journal;
}

/** Two processes work on one file, each is killed at an instant of its own; then the file is compared with the reports. */
export async function playRound(site: Site, random: Random): Promise<Finding[]> {
  const { program, file, store, journal } = site;
  const lives = NAMES.map((name) => live(program, [file, name, seedOf(random), store], random));
  for (const reports of await Promise.all(lives)) journal.add(reports);
  return check(journal, await gatherEvidence(file));
}

async function live(
  program: string,
  args: readonly string[],
  random: Random,
): Promise<readonly WorkReport[]> {
  const isEarly = random.between(1, EARLY) === 1;
  const delayMs = random.between(0, isEarly ? LONGEST_START_MS : LONGEST_WORK_MS);
  const child = new Child<WorkReport>(program, args);
  if (!isEarly) await until('a first report', [child], DEADLINE_MS, () => child.reports.length > 0);
  await instant(delayMs);
  child.kill();
  await child.ended;
  return child.reports;
}

/** The one place that waits for time alone: an instant chosen by chance is what is being tried. */
function instant(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}

function seedOf(random: Random): string {
  return String(random.between(0, 2 ** 32 - 1));
}
