import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { tempProject } from './temp-project';

const ROOT = join(__dirname, '..', '..', '..');
const fixture = (name: string): string => join(__dirname, 'fixtures', name);

/** The command line in a process of its own, as `npm run holon` has it. */
function holon(...argv: string[]) {
  const main = join(ROOT, 'src', 'cli', 'main.ts');
  const child = spawn(process.execPath, ['-r', '@swc-node/register', main, ...argv], {
    cwd: ROOT,
    env: { ...process.env, HOLON_LOG_LEVEL: 'error' },
  });
  let text = '';
  const seen = (expected: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (text.includes(expected)) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`ended without '${expected}':\n${text}`)));
    });
  const collect = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const closed = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number,
    text,
  }));
  return { child, seen, closed };
}

jest.setTimeout(30_000);

describe('the holon process', () => {
  it('draws a TypeScript app as SVG', async () => {
    const { exitCode, text } = await holon('graph', fixture('good-app.ts'), '-f', 'svg').closed;
    expect(exitCode).toBe(0);
    expect(text).toMatch(/<svg [^]*>Plant<[^]*>Readings<[^]*<\/svg>\s*$/);
  });

  it('drains at SIGTERM and exits 0 with what was left', async () => {
    const { child, seen, closed } = holon('start', fixture('good-app.ts'));
    await seen('measured');
    child.kill('SIGTERM');
    const { exitCode, text } = await closed;
    expect(text).toContain('✓ drained in');
    expect(exitCode).toBe(0);
  });

  it('exits 1 when the drain has to give something up', async () => {
    const { child, seen, closed } = holon(
      'start',
      fixture('hanging-app.ts'),
      '--drain-timeout',
      '0.1',
    );
    await seen('stuck');
    child.kill('SIGINT');
    const { exitCode, text } = await closed;
    expect(text).toContain('✗ gave up draining');
    expect(text).toContain('stuck');
    expect(exitCode).toBe(1);
  });

  it('exits at once at a second signal', async () => {
    const { child, seen, closed } = holon('start', fixture('hanging-app.ts'));
    await seen('stuck');
    child.kill('SIGINT');
    await seen('draining');
    // Signals in quick succession count as one, so this one is repeated until it counts.
    const repeat = setInterval(() => child.kill('SIGINT'), 50);
    expect((await closed).exitCode).toBe(130);
    clearInterval(repeat);
  });

  it('gives up at the deadline an app whose factory hangs', async () => {
    const argv = ['start', fixture('slow-to-build-app.ts'), '--drain-timeout', '0.1'];
    const { child, seen, closed } = holon(...argv);
    await seen('connecting');
    child.kill('SIGTERM');
    const { exitCode, text } = await closed;
    expect(text).toContain('✗ gave up after 0.1 s: the app was still being built');
    expect(exitCode).toBe(1);
  });

  it('drains at a rejection that nobody handles, and says where it comes from', async () => {
    const { exitCode, text } = await holon('start', fixture('unhandled-app.ts')).closed;
    expect(text).toMatch(/^✗ HOLON_UNHANDLED: A promise was rejected.*: no such sensor$/m);
    expect(text).toMatch(/^ {4}at .*unhandled-app\.ts:12:11$/m);
    expect(text).toContain('✓ drained in');
    expect(text).not.toContain('Node.js v');
    expect(exitCode).toBe(1);
  });

  it('names a missing import and who imports it, and nothing of its own', async () => {
    const entry = join(tempProject({ 'main.js': "\nrequire('./gone');\n" }), 'main.js');
    const { exitCode, text } = await holon('start', entry).closed;
    expect(text.split('\n')).toEqual([
      '✗ HOLON_ENTRY_INVALID: main.js cannot be loaded',
      `  at ${entry}:2:1`,
      "  caused by: Error: Cannot find module './gone'",
      '  cure: Correct that import, or install the package.',
      '',
    ]);
    expect(exitCode).toBe(1);
  });
});
