import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { run } from '../../../src/cli/run';
import { FakeIo } from './fake-io';
import { told } from './fixtures/public-app';
import { tempProject } from './temp-project';

const fixture = (name: string): string => join(__dirname, 'fixtures', name);
const PUBLIC = fixture('public-app.ts');
const GUARDED = fixture('own-security-app.ts');
const SECRET = 'a secret of the tests that is long enough';

const ends: (() => Promise<number>)[] = [];

// What a test that failed has left would keep the process alive.
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

/** Starts an app that is published at a free port; `end` signals and answers the exit code. */
async function start(
  entry: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
) {
  const io = new FakeIo(tempProject());
  Object.assign(io.env, env);
  const exitCode = run(['start', entry, '--publish', '--port', '0', ...flags], io);
  await Promise.race([io.seen('published at'), exitCode]);
  const url = /published at ([^\s,]+)/.exec(io.out)?.[1] ?? '';
  const ask = async (path: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(`${url}${path}`, { headers })).status;
  };
  const end = async () => {
    io.signal('SIGTERM');
    return exitCode;
  };
  ends.push(end);
  return { io, url, ask, end, exitCode };
}

describe('holon start --publish', () => {
  it('prints where the app answers, says that nothing checks callers, and drains it', async () => {
    const { io, url, ask, end } = await start(PUBLIC);
    expect(io.out).toBe(`published at ${url}\n`);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(io.err).toMatch(/^! Nothing checks tokens: .* HOLON_JWT_SECRET .*\n$/);
    expect(await ask('/channels/notes/info')).toBe(200);
    expect(await end()).toBe(0);
    expect(io.out).toContain('✓ drained');
    await expect(ask('/healthz')).rejects.toThrow('fetch failed');
  });

  it('tells the entry, where that exports `onPublished`', async () => {
    const { url, end } = await start(PUBLIC);
    expect(told.at(-1)?.published.url).toBe(url);
    expect(told.at(-1)?.app.health().status).toBe('ok');
    await end();
  });

  it('asks callers for tokens of HOLON_JWT_SECRET, which `holon token` issues', async () => {
    const { io, ask, end } = await start(PUBLIC, { HOLON_JWT_SECRET: SECRET });
    expect(io.err).toBe('');
    const issuing = new FakeIo(tempProject());
    issuing.env.HOLON_JWT_SECRET = SECRET;
    await run(['token', '--system', 'reader', '--role', 'read'], issuing);
    expect(await ask('/channels/notes/info')).toBe(401);
    expect(await ask('/channels/notes/info', 'reader')).toBe(401);
    expect(await ask('/channels/notes/info', issuing.out.trim())).toBe(200);
    await end();
  });

  it('leaves an app that has a security of its own as it is, and drains it when `onPublished` throws', async () => {
    const { io, exitCode } = await start(GUARDED, { HOLON_JWT_SECRET: SECRET });
    expect(await exitCode).toBe(1);
    expect(io.out).toMatch(/^published at/);
    expect(io.err).toContain('no screen');
    expect(io.err).not.toContain('Nothing checks tokens');
    expect(io.isListening).toBe(false);
  });

  it('listens where the settings say, flags first', async () => {
    const io = new FakeIo(
      tempProject({ 'nest-cli-style.json': { publish: { host: 'no.such.host.invalid' } } }),
    );
    const exitCode = run(['start', PUBLIC, '--publish', '--host', 'localhost', '--port', '0'], io);
    await Promise.race([io.seen('published at'), exitCode]);
    expect(io.out).toMatch(/^published at http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d+\n/);
    io.signal('SIGINT');
    expect(await exitCode).toBe(0);
  });

  it('tells others the address of --public-url or HOLON_PUBLIC_URL, and answers to its name', async () => {
    const env = { HOLON_PUBLIC_URL: 'https://plant.example' };
    const { io, url, end } = await start(PUBLIC, env);
    expect(io.out).toBe(`published at ${url}, for others at https://plant.example\n`);
    const answer = await fetch(`${url}/openapi.json`);
    const { servers } = (await answer.json()) as { servers: { url: string }[] };
    expect(servers.map((server) => server.url)).toEqual(['https://plant.example']);
    await end();
  });

  it.each([
    [['--trust-proxy', 'loopback,10.0.0.0/8'], {}],
    [[], { HOLON_TRUST_PROXY: '1' }],
  ])('with %j %j tells callers apart by what the proxy says', async (flags, env) => {
    const { url, end } = await start(PUBLIC, { HOLON_JWT_SECRET: SECRET, ...env }, flags);
    const tries = async (address: string, count: number) => {
      const headers = { authorization: 'Bearer nobody', 'x-forwarded-for': address };
      const all = Array.from({ length: count }, () => fetch(`${url}/channels`, { headers }));
      return (await Promise.all(all)).map(({ status }) => status);
    };
    expect(await tries('203.0.113.7', 200)).toContain(429);
    expect(await tries('203.0.113.8', 1)).toEqual([401]);
    await end();
  });

  it('refuses a port that is taken, and starts nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const io = new FakeIo(tempProject());
    expect(await run(['start', PUBLIC, '--publish', '--port', port], io)).toBe(1);
    expect(io.err).toContain('HOLON_PUBLISH_FAILED');
    expect(io.out).toBe('');
    server.close();
  });

  it.each([
    [['--publish', '--host', '0.0.0.0', '--port', '0'], {}, 'HOLON_INSECURE_PUBLISH'],
    [['--publish', '--port', '0'], { HOLON_JWT_SECRET: 'short' }, 'HOLON_INVALID_ARGUMENT'],
    [['--publish', '--port', 'high'], {}, '--port must be a whole number from 0 to 65535'],
    [['--port', '8080'], {}, '--port says where to publish, and --publish is not there'],
    [['--host', 'localhost'], {}, 'Add --publish, or leave --host out'],
    [['--public-url', 'https://a.example'], {}, 'Add --publish, or leave --public-url out'],
    [['--trust-proxy', '1'], {}, 'Add --publish, or leave --trust-proxy out'],
    [['--publish', '--trust-proxy', '0.0.0.0/0'], {}, 'a number of proxies'],
    [['--publish', '--public-url', 'a.example'], {}, '--public-url must be an http(s) URL'],
    [['--publish'], { HOLON_PUBLIC_URL: 'ftp://a' }, 'environment HOLON_PUBLIC_URL must be'],
  ])('refuses %j with %j', async (flags, env, says) => {
    const io = new FakeIo(tempProject());
    Object.assign(io.env, env);
    expect(await run(['start', PUBLIC, ...flags], io)).toBe(1);
    expect(io.err).toContain(says);
    expect(io.out).not.toContain('published');
    expect(io.err).not.toContain('short');
  });
});
