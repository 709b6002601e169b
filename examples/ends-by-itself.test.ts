import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(60_000);

const run = promisify(execFile);
/** Named one by one: a file that somebody tries something in here is no example, and may run for ever. */
const examples = [
  'broadcast.ts',
  'discovery.ts',
  'least-privilege.ts',
  'mailbox.ts',
  'periodic.ts',
  'pipeline.ts',
  'plant.ts',
  'queues.ts',
  'request-reply.ts',
  'transaction.ts',
  'work-queue.ts',
];

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
