import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { PROJECT_ROOT } from './markdown';

const run = promisify(execFile);

/** What `name` of bench/harness/`file` answers; in a process of its own, as jest cannot load ES modules. */
export async function callBench(
  file: string,
  name: string,
  ...values: readonly unknown[]
): Promise<unknown> {
  const code = `
    const module = await import('./bench/harness/${file}');
    console.log(JSON.stringify(await module[${JSON.stringify(name)}](...${JSON.stringify(values)})));`;
  const words = ['--input-type=module', '-e', code];
  const { stdout } = await run(process.execPath, words, { cwd: PROJECT_ROOT });
  return JSON.parse(stdout);
}
