import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { PROJECT_ROOT } from './markdown';

const run = promisify(execFile);

/** What `name` of bench/harness/summary.mjs answers; in a process of its own, as jest cannot load ES modules. */
async function call(name: string, ...values: readonly unknown[]): Promise<unknown> {
  const code = `
    const summary = await import('./bench/harness/summary.mjs');
    console.log(JSON.stringify(summary[${JSON.stringify(name)}](...${JSON.stringify(values)})));`;
  const words = ['--input-type=module', '-e', code];
  const { stdout } = await run(process.execPath, words, { cwd: PROJECT_ROOT });
  return JSON.parse(stdout);
}

const group = {
  rows: [
    {
      name: 'read',
      ours: 'holon',
      peers: ['nest'],
      limit: 'floor',
      goal: { of: 'floor', atMost: 2 },
    },
    { name: 'read, beside nest', ours: 'holon', limit: 'floor', goal: { of: 'nest', atMost: 0.5 } },
    {
      name: 'many : few',
      ours: 'holon',
      relativeTo: 'nest',
      limit: { of: 'floor', relativeTo: 'floor' },
      goal: { atMost: 2 },
    },
  ],
};

describe('the rows of a group of the bench', () => {
  it('are medians, and their ratios those of each round', async () => {
    const results = { floor: [1, 10, 4], holon: [3, 10, 5], nest: [20, 10, 30] };
    await expect(call('rowsOf', group, results)).resolves.toMatchObject([
      { name: 'read', ours: 5, limit: 4, peers: { nest: 20 }, ratio: 1.25, goal: 2, met: true },
      { name: 'read, beside nest', ours: 5, ratio: 0.167, goal: 0.5, met: true },
      { name: 'many : few', ours: 0.167, unit: '×', limit: 1, ratio: 0.167, met: true },
    ]);
    await expect(call('unmeasuredRowsOf', group, results, {})).resolves.toEqual([]);
  });

  it('that lack a case are named with the reason, and lose nothing else', async () => {
    const results = { floor: [1], holon: [3] };
    await expect(call('rowsOf', group, results)).resolves.toMatchObject([
      { name: 'read', ratio: 3, peers: {}, met: false },
    ]);
    await expect(call('unmeasuredRowsOf', group, results, { nest: 'needs nest' })).resolves.toEqual(
      [
        { name: 'read, beside nest', reason: 'needs nest' },
        { name: 'many : few', reason: 'needs nest' },
      ],
    );
  });
});
