/** Damaged and foreign files: refused with a code and a cure, and left byte for byte as they were. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { fingerprint } from '../shared/fingerprint';
import { withScratch } from '../shared/scratch';
import { seededRandom } from '../shared/seeded';
import { conclude, printTable } from '../shared/verdict';
import { CASES, type Case, type Originals } from './cases';
import { contentOf, makeOriginal } from './originals';
import { tryInspect } from './try-inspect';
import { tryOpen, type Attempt } from './try-open';

const SMALL = 2_000;
/** Above 8 MiB, from where on a file is not checked whole when it is opened. */
const LARGE = 40_000;

async function main(root: string): Promise<void> {
  const random = seededRandom('proof:corrupt');
  const originals = { small: join(root, 'small.db'), large: join(root, 'large.db') };
  await makeOriginal(originals.small, SMALL);
  await makeOriginal(originals.large, LARGE);
  const kept = {
    small: (await tryOpen(originals.small)).messages ?? [],
    large: (await tryOpen(originals.large)).messages ?? [],
  };

  const rows = [];
  const problems: string[] = [];
  let refused = 0;
  for (const [index, one] of CASES.entries()) {
    /** Each opener gets a file of its own: one that is accepted may be changed. */
    const attemptBy = async (open: (file: string) => Promise<Attempt>) => {
      const folder = join(root, `${index}-${open.name}`);
      const file = join(folder, 'plant.db');
      mkdirSync(folder);
      one.make(file, originals, random);
      const look = () => (one.keeps === 'content' ? contentOf(file) : fingerprint(folder));
      const before = look();
      const attempt = await open(file);
      return [attempt, look() === before] as const;
    };
    const [inspected, isLeft] = await attemptBy(tryInspect);
    const misstep = judgeInspection(one, inspected, isLeft);
    if (misstep !== undefined) problems.push(`${one.name}: holon store inspect: ${misstep}`);
    const [attempt, isUntouched] = await attemptBy(tryOpen);
    const problem = judge(one, attempt, isUntouched, kept);
    if (problem !== undefined) problems.push(`${one.name}: ${problem}`);
    if (attempt.code !== undefined) refused += 1;
    rows.push({
      file: one.name,
      inspect: inspected.code === undefined ? 'opened' : 'refused',
      result: attempt.code ?? `opened, ${attempt.messages?.length ?? 0} messages`,
      when: attempt.code === undefined ? '' : attempt.isLate === true ? 'when read' : 'when opened',
      'left as it was': isUntouched ? (one.keeps ?? 'to the byte') : '',
    });
  }
  printTable(rows);
  conclude(
    'corrupt',
    `${CASES.length} files, opened by an app and by holon store, ${refused} refused with a code and a cure, ` +
      `${CASES.length - refused} opened whole, ${problems.length} wrong`,
    problems,
  );
}

/** Answers what is wrong. A file of its own with damage inside may be opened: it is not checked whole for one look. */
function judgeInspection(
  { expected, isTold }: Case,
  { code, hint }: Attempt,
  isUntouched: boolean,
): string | undefined {
  if (code === undefined) return isTold === true ? 'was opened' : undefined;
  if (expected === 'opened') return `was refused with ${code}`;
  if (code !== 'HOLON_STORE_UNUSABLE') return `was refused with ${code}`;
  if (hint === '') return 'was refused without a cure';
  return isUntouched ? undefined : 'was refused and changed';
}

/** Answers what is wrong. */
function judge(
  { expected }: Case,
  attempt: Attempt,
  isUntouched: boolean,
  kept: Readonly<Record<keyof Originals, readonly string[]>>,
): string | undefined {
  if (attempt.code !== undefined) {
    if (expected === 'opened' || expected === 'new') return `was refused with ${attempt.code}`;
    if (attempt.code !== 'HOLON_STORE_UNUSABLE') return `was refused with ${attempt.code}`;
    if (attempt.hint === '') return 'was refused without a cure';
    return isUntouched ? undefined : 'was refused and changed';
  }
  if (expected === 'refused') return 'was opened';
  const whole = { opened: kept.small, 'refused or whole': kept.large, new: [] }[expected];
  const isWhole = JSON.stringify(attempt.messages) === JSON.stringify(whole);
  return isWhole ? undefined : 'was opened and is not whole';
}

void withScratch(main);
