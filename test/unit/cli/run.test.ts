import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../src/cli/run';
import { createDeferred } from '../../../src/util/deferred';
import { FakeIo } from './fake-io';
import { up } from './fixtures/good-app';
import { store } from './fixtures/own-store-app';
import { tempProject } from './temp-project';

const fixture = (name: string): string => join(__dirname, 'fixtures', name);
const GOOD = fixture('good-app.ts');
const BROKEN = fixture('broken-app.ts');

async function holon(...argv: string[]) {
  const io = new FakeIo(tempProject());
  const exitCode = await run(argv, io);
  return { exitCode, out: io.out, err: io.err, cwd: io.cwd };
}

describe('holon', () => {
  it('explains itself with examples', async () => {
    const { exitCode, out, err } = await holon('--help');
    expect(exitCode).toBe(0);
    expect(err).toBe('');
    for (const command of ['start', 'check', 'graph', 'doctor', 'store', 'token', 'tail', 'call']) {
      expect(out).toMatch(new RegExp(`\\n  ${command} .*\\n`));
      expect(out).toContain(`holon ${command}`);
    }
  });

  it.each([
    [['chekc'], /unknown command 'chekc'[^]*check/],
    [['check', '--formt', 'x'], /unknown option '--formt'/],
    [['check', 'a.ts', 'b.ts'], /too many arguments/],
    [[], /Usage: holon/],
  ])('answers 2 and says what it did not understand: %j', async (argv, says) => {
    const { exitCode, out, err } = await holon(...argv);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(says);
  });

  it('prints code, message, place and cure of an error, the stack with --verbose alone', async () => {
    const { exitCode, out, err, cwd } = await holon('check', 'gone.ts');
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toBe(
      [
        '✗ HOLON_ENTRY_NOT_FOUND: gone.ts does not exist',
        `  at ${join(cwd, 'gone.ts')}`,
        '  cure: Pass the path of an existing file, or set `entry` in nest-cli-style.json.',
        '',
      ].join('\n'),
    );
    expect((await holon('check', 'gone.ts', '--verbose')).err).toContain('HolonError: gone.ts');
  });

  it('takes the entry from the settings', async () => {
    const io = new FakeIo(tempProject({ 'nest-cli-style.json': { entry: GOOD } }));
    expect(await run(['check'], io)).toBe(0);
    expect(io.out).toContain('✓ Plant');
  });
});

describe('holon check', () => {
  it('sums up an app that fits together', async () => {
    const { exitCode, out, err } = await holon('check', GOOD);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('✓ Plant: 4 systems, 1 channel, no problems');
    expect(out).toMatch(/readings +broadcast +private .* plant +sensor +display-1, display-2/);
  });

  it('lists every problem of a broken one with place and cure, and constructs nothing', async () => {
    const { exitCode, out } = await holon('check', BROKEN);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^✗ Plant: [3-9] problems\n {2}1\. HOLON_/);
    for (const code of ['HOLON_GRANT_MISSING', 'HOLON_GRANT_UNUSED', 'HOLON_DUPLICATE_ID']) {
      expect(out).toContain(code);
    }
    const problems = out.match(/^ {2}\d+\. /gm) ?? [];
    expect(out.match(/ cure: /g)).toHaveLength(problems.length);
    expect(out).not.toContain('was constructed');
  });
});

describe('holon graph', () => {
  it.each([
    ['mermaid', /^flowchart LR\n/],
    ['dot', /^digraph holon \{/],
    ['json', /^\{\n {2}"rootId": "plant"/],
  ])('draws as %s', async (format, looks) => {
    const { exitCode, out, err } = await holon('graph', GOOD, '--format', format);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(looks);
  });

  it('writes to --output, in the format its name ends in', async () => {
    const { exitCode, out, cwd } = await holon('graph', GOOD, '-o', 'plant.dot');
    expect([exitCode, out]).toEqual([0, '']);
    expect(readFileSync(join(cwd, 'plant.dot'), 'utf8')).toMatch(/^digraph holon/);
  });

  it('refuses an unknown format, an output it cannot write and an app with problems', async () => {
    expect((await holon('graph', GOOD, '-f', 'mermade')).err).toContain("did you mean 'mermaid'?");
    expect((await holon('graph', GOOD, '-o', 'no/where.svg', '-f', 'dot')).err).toContain(
      'cannot be written',
    );
    const broken = await holon('graph', BROKEN);
    expect([broken.exitCode, broken.out]).toEqual([1, '']);
    expect(broken.err).toContain('HOLON_GRANT_MISSING');
  });
});

describe('holon doctor', () => {
  it('prints a line a finding and answers 1 when one is bad', async () => {
    const { exitCode, out } = await holon('doctor');
    expect(exitCode).toBe(1);
    expect(out).toContain('✓ Node ');
    expect(out).toContain('✗ reflect-metadata is not installed');
    expect(out).toContain('    cure: npm install reflect-metadata');
  });

  it('answers 0 where nothing is bad', async () => {
    const io = new FakeIo(
      tempProject({ 'node_modules/reflect-metadata/package.json': { version: '0.2.2' } }),
    );
    expect(await run(['doctor'], io)).toBe(0);
    expect(io.out).toContain('! No tsconfig.json');
  });
});

describe('holon start', () => {
  it('runs the app until a signal, drains it and says what was left', async () => {
    jest.spyOn(console, 'log').mockReturnValue();
    const io = new FakeIo(tempProject());
    const exitCode = run(['start', GOOD, '--log-level', 'silent'], io);
    await up.promise;
    io.signal('SIGINT');
    expect(await exitCode).toBe(0);
    expect(io.err).toBe('SIGINT: draining for at most 10 s; once more ends it at once\n');
    expect(io.out).toMatch(/^✓ drained in \d+\.\d s\n/);
    expect(io.out).toContain('nothing is left in the channels');
  });

  it('closes a store that the entry hands in, so that its file is whole', async () => {
    const measured = createDeferred();
    jest.spyOn(console, 'log').mockImplementation(() => measured.resolve());
    const io = new FakeIo(tempProject());
    const exitCode = run(['start', fixture('own-store-app.ts'), '--log-level', 'silent'], io);
    await measured.promise;
    io.signal('SIGINT');
    expect(await exitCode).toBe(0);
    expect(store.closings).toBe(1);
  });

  it('keeps messages in the file of --store, relative to the working directory', async () => {
    const measured = createDeferred();
    jest.spyOn(console, 'log').mockImplementation(() => measured.resolve());
    const io = new FakeIo(tempProject());
    const argv = ['start', GOOD, '--log-level', 'silent', '--store', 'sqlite:plant.db'];
    const exitCode = run(argv, io);
    await measured.promise;
    io.signal('SIGINT');
    expect(await exitCode).toBe(0);
    expect(readdirSync(io.cwd)).toEqual(['plant.db']);
  });

  it.each([
    [['start', BROKEN], 'HOLON_INVALID_TOPOLOGY'],
    [['start', GOOD, '--drain-timeout', 'soon'], "'soon' is no number of seconds"],
    [['start', GOOD, '--log-level', 'loud'], '--log-level must be one of'],
    [['start', GOOD, '--store', 'mongo:'], 'HOLON_UNKNOWN_STORE'],
    [['start', GOOD, '--store', 'sqlite:no/where.db'], 'HOLON_STORE_UNUSABLE'],
  ])('refuses %j', async (argv, says) => {
    const { exitCode, err } = await holon(...argv);
    expect(exitCode).toBe(1);
    expect(err).toContain(says);
    expect(err).not.toMatch(/\n\s+at .*:\d+:\d+\)?\n/);
  });
});
