import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { type Block, PROJECT_ROOT } from './markdown';

/** Runs a block in a process of its own. Resolves with what went wrong: undefined when it ended by itself with code 0. */
export function runBlock(
  block: Block,
  { limitMs = 20_000 }: { limitMs?: number } = {},
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const runner = join(__dirname, 'block-runner.ts');
    const child = execFile(
      process.execPath,
      ['-r', '@swc-node/register', runner],
      { cwd: PROJECT_ROOT, timeout: limitMs, killSignal: 'SIGKILL' },
      (error, _stdout, stderr) => {
        if (error === null) resolve(undefined);
        else if (error.killed === true) resolve(`did not end within ${limitMs} ms`);
        else resolve(stderr);
      },
    );
    child.stdin?.end(block.code);
  });
}
