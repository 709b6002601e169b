/**
 * Whether the compiler takes less than twice as long with holon's access types as without them, on a generated app of
 * 100 systems and 200 channels: `npm run check:type-cost`, a minute.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { compileByTurns } from './type-cost/compile-by-turns';
import { ratioOf, type Runs } from './type-cost/ratio';

const ROUNDS = 3;
const LIMIT = 2;

/** What is to be said, and whether it is well. Figures that are missing are not. */
export function judge(runs: Runs): { readonly isWell: boolean; readonly line: string } {
  const ratio = ratioOf(runs, 'contents', 'checkMs');
  const isWell = ratio < LIMIT;
  const verdict = isWell ? 'below' : 'not below';
  const line = `check time with access types ÷ without: ${ratio.toFixed(2)}, ${verdict} ${LIMIT}`;
  return { isWell, line };
}

function check(): void {
  const folder = mkdtempSync(join(tmpdir(), 'holon-types-'));
  try {
    const { isWell, line } = judge(compileByTurns(folder, ['contents', 'holon'], ROUNDS));
    console.log(line);
    if (!isWell) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) check();
