import { join } from 'node:path';
import { loadSettings, type SettingFlags } from '../../../src/cli/project-settings';
import type { HolonError } from '../../../src/errors/holon-error';
import { tempProject } from './temp-project';

type Env = Readonly<Record<string, string>>;

function problemsOf(file: unknown, env: Env = {}, flags: SettingFlags = {}): string[] {
  const cwd = tempProject({ 'nest-cli-style.json': file });
  try {
    loadSettings({ cwd, env, flags });
  } catch (error) {
    expect(error).toMatchObject({ code: 'HOLON_INVALID_CONFIG' });
    const { problems, message } = error as HolonError; // asserted above
    return (problems ?? [{ message }]).map((problem) => problem.message);
  }
  return [];
}

describe('loadSettings', () => {
  it('has defaults for everything but the entry and the store', () => {
    const cwd = tempProject();
    expect(loadSettings({ cwd, env: {} })).toEqual({
      sourceRoot: cwd,
      publish: { host: '127.0.0.1', port: 8080 },
      logLevel: 'info',
    });
  });

  it('reads nest-cli-style.json of the working directory', () => {
    const cwd = tempProject({
      'nest-cli-style.json': {
        $schema: 'https://example.test/schema.json',
        sourceRoot: 'src',
        entry: 'src/main.ts',
        store: 'memory:',
        publish: { host: '0.0.0.0', port: 0 },
      },
    });
    expect(loadSettings({ cwd, env: {} })).toEqual({
      sourceRoot: join(cwd, 'src'),
      entry: {
        given: 'src/main.ts',
        places: [join(cwd, 'src/main.ts'), join(cwd, 'src/src/main.ts')],
      },
      store: 'memory:',
      publish: { host: '0.0.0.0', port: 0 },
      logLevel: 'info',
    });
  });

  it('takes paths of a --config file relative to that file, typed ones relative to the working directory', () => {
    const cwd = tempProject({ 'conf/holon.json': { entry: 'main.js', sourceRoot: '../src' } });
    const config = 'conf/holon.json';
    expect(loadSettings({ cwd, env: {}, flags: { config } }).entry?.places).toEqual([
      join(cwd, 'conf/main.js'),
      join(cwd, 'src/main.js'),
    ]);
    expect(loadSettings({ cwd, env: {}, flags: { config, entry: 'a.js' } }).entry?.places).toEqual([
      join(cwd, 'a.js'),
      join(cwd, 'src/a.js'),
    ]);
  });

  it('lets flags win over the environment and the environment over the file', () => {
    const cwd = tempProject({
      'nest-cli-style.json': { entry: 'file.ts', store: 'file:', publish: { host: 'h', port: 1 } },
    });
    const env = {
      HOLON_ENTRY: 'env.ts',
      HOLON_STORE: 'env:',
      HOLON_HOST: 'env.test',
      HOLON_PORT: '2',
      HOLON_LOG_LEVEL: 'warn',
    };
    const fromEnv = loadSettings({ cwd, env });
    expect([fromEnv.entry?.given, fromEnv.store, fromEnv.logLevel]).toEqual([
      'env.ts',
      'env:',
      'warn',
    ]);
    expect(fromEnv.publish).toEqual({ host: 'env.test', port: 2 });
    const HOLON_PUBLIC_URL = 'https://env.test';
    const known = loadSettings({ cwd, env: { HOLON_PUBLIC_URL } });
    expect(known.publish.publicUrl).toBe(HOLON_PUBLIC_URL);
    const publicUrl = 'https://flag.test/plant';
    const better = loadSettings({ cwd, env: { HOLON_PUBLIC_URL }, flags: { publicUrl } });
    expect(better.publish.publicUrl).toBe(publicUrl);

    const proxies = { 'nest-cli-style.json': { publish: { trustProxy: ['loopback'] } } };
    const behind = tempProject(proxies);
    const trusted = (HOLON_TRUST_PROXY?: string, trustProxy?: string) =>
      loadSettings({ cwd: behind, env: { HOLON_TRUST_PROXY }, flags: { trustProxy } }).publish;
    expect(fromEnv.publish).not.toHaveProperty('trustProxy');
    expect(trusted().trustProxy).toEqual(['loopback']);
    expect(trusted('2').trustProxy).toBe(2);
    expect(trusted('2', '10.0.0.7, 10.1.0.0/16,loopback').trustProxy).toEqual([
      ...['10.0.0.7', '10.1.0.0/16', 'loopback'],
    ]);
    expect(trusted('2', '0').trustProxy).toBe(0);

    const flags = { entry: 'flag.ts', store: 'flag:', logLevel: 'error' };
    const fromFlags = loadSettings({ cwd, env, flags });
    expect([fromFlags.entry?.given, fromFlags.store, fromFlags.logLevel]).toEqual([
      'flag.ts',
      'flag:',
      'error',
    ]);
  });

  it('takes an empty environment variable for none', () => {
    const cwd = tempProject({ 'nest-cli-style.json': { store: 'file:' } });
    expect(loadSettings({ cwd, env: { HOLON_STORE: '', HOLON_PORT: '' } })).toMatchObject({
      store: 'file:',
      publish: { port: 8080 },
    });
  });

  it('names every wrong value and where it came from, in one error', () => {
    expect(
      problemsOf(
        { entri: 'x', entry: 5, sourceRoot: '', publish: { prot: 1, port: '8080' } },
        { HOLON_PORT: '70000', HOLON_LOG_LEVEL: 'loud' },
        { logLevel: 'quiet', store: ' ' },
      ).sort(),
    ).toEqual(
      [
        '--log-level must be one of debug, info, warn, error, silent, is "quiet"',
        '--store must be a text that is not empty, is " "',
        'environment HOLON_LOG_LEVEL must be one of debug, info, warn, error, silent, is "loud"',
        'environment HOLON_PORT must be a whole number from 0 to 65535, is 70000',
        'nest-cli-style.json: entry must be a text that is not empty, is 5',
        'nest-cli-style.json: publish.port must be a whole number from 0 to 65535, is "8080"',
        'nest-cli-style.json: sourceRoot must be a text that is not empty, is ""',
        "nest-cli-style.json: publish: unknown key 'prot', did you mean 'port'?",
        "nest-cli-style.json: unknown key 'entri', did you mean 'entry'?",
      ].sort(),
    );
  });

  it.each([['1e3'], ['-1'], ['80.5'], ['0x50'], ['http']])('refuses HOLON_PORT=%s', (port) => {
    expect(problemsOf({}, { HOLON_PORT: port })).toEqual([
      `environment HOLON_PORT must be a whole number from 0 to 65535, is "${port}"`,
    ]);
  });

  it.each([
    [{ publish: { trustProxy: true } }, {}, 'nest-cli-style.json: publish.trustProxy', 'true'],
    [
      { publish: { trustProxy: 'loopback' } },
      {},
      'nest-cli-style.json: publish.trustProxy',
      '"loop',
    ],
    [
      { publish: { trustProxy: ['::/0'] } },
      {},
      'nest-cli-style.json: publish.trustProxy',
      '["::/0',
    ],
    [{}, { HOLON_TRUST_PROXY: '-1' }, 'environment HOLON_TRUST_PROXY', '["-1"]'],
    [{}, { HOLON_TRUST_PROXY: '10.0.0.1,' }, 'environment HOLON_TRUST_PROXY', '["10.0.0.1",""]'],
    [{}, { HOLON_TRUST_PROXY: 'proxy.example' }, 'environment HOLON_TRUST_PROXY', '["proxy'],
  ])('refuses proxies %j %j', (file, env, origin, is) => {
    const [problem, ...more] = problemsOf(file, env);
    expect(problem).toContain(`${origin} must be a number of proxies, or `);
    expect(problem).toContain(`, is ${is}`);
    expect(more).toEqual([]);
  });

  it.each([
    ['{\n  "entry": "a.ts",\n}', 'nest-cli-style.json:3:1 is where it stops being JSON'],
    ['[]', 'nest-cli-style.json must hold a JSON object'],
    ['{"publish": 8080}', 'nest-cli-style.json: publish must be an object, is 8080'],
  ])('refuses %j', (text, message) => {
    expect(problemsOf(text)).toEqual([message]);
  });

  it('reads a file that begins with a byte order mark', () => {
    expect(problemsOf('\uFEFF{"entry": "a.ts"}')).toEqual([]);
  });

  it('refuses a --config file that is not there', () => {
    expect(problemsOf({}, {}, { config: 'other.json' })).toEqual(['other.json does not exist']);
  });
});
