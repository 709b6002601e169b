import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PROJECT_ROOT } from './markdown';

jest.setTimeout(30_000);

const run = promisify(execFile);

describe('docs/station.svg', () => {
  // In a process of its own: the layout engine is an ES module, which jest cannot load.
  it('is what `npm run holon -- graph --output docs/station.svg` draws', async () => {
    const graph = ['src/cli/main.ts', 'graph', '--format', 'svg'];
    const { stdout } = await run(process.execPath, ['-r', '@swc-node/register', ...graph], {
      cwd: PROJECT_ROOT,
    });
    expect(readFileSync(join(PROJECT_ROOT, 'docs', 'station.svg'), 'utf8')).toBe(stdout);
  });
});
