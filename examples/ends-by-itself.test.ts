import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(60_000);

const run = promisify(execFile);
const examples = readdirSync(__dirname).filter((name) => /^[a-z-]+\.ts$/.test(name));

describe('an example that is run as a program', () => {
  it.concurrent.each(examples)('prints something and ends by itself: %s', async (name) => {
    const { stdout } = await run(
      process.execPath,
      ['-r', '@swc-node/register', join(__dirname, name)],
      {
        cwd: join(__dirname, '..'), // where tsconfig.json says what `holon` is
        timeout: 30_000,
      },
    );
    expect(stdout.trim()).not.toBe('');
  });
});
