import { execFile } from 'node:child_process';

import { PROJECT_ROOT } from '../docs/markdown';
import { declareGuideBlocks } from './guide-blocks';
import { declareKitCases } from './kit-cases';

jest.setTimeout(60_000);

// Under jest: here.
declareKitCases({ describe, it });
// eslint-disable-next-line @typescript-eslint/no-require-imports -- what jest loads modules with
declareGuideBlocks({ describe, it }, (specifier) => require(specifier) as unknown);

/** Runs a program of the project to its end; answers what it wrote. Rejects when it fails. */
function run(program: string, args: readonly string[]): Promise<string> {
  // Colours off, and no word to it of the runner that it is started by.
  const { JEST_WORKER_ID: _, NODE_TEST_CONTEXT: __, ...inherited } = process.env;
  const env = { ...inherited, NO_COLOR: '1', FORCE_COLOR: '0' };
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: PROJECT_ROOT, env, maxBuffer: 2 ** 24 }, (error, out, err) => {
      if (error === null) resolve(out);
      else reject(`${error.message}\n${out.slice(-4_000)}\n${err.slice(-4_000)}`);
    });
  });
}

const passed = (output: string, pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0);

describe('the same tests', () => {
  it('pass under node:test and under vitest, one as many as the other', async () => {
    const [underNode, underVitest] = await Promise.all([
      run(process.execPath, [
        '-r',
        '@swc-node/register',
        '--test',
        '--test-reporter=tap',
        'test/runners/node-test.spec.ts',
      ]),
      run(process.execPath, [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--config',
        'test/runners/vitest.config.mts',
      ]),
    ]);
    const count = passed(underNode, /^# pass (\d+)$/m);
    expect(underNode).toMatch(/^# fail 0$/m);
    expect(count).toBeGreaterThan(100);
    expect(passed(underVitest, /Tests +(\d+) passed/)).toBe(count);
  });
});
