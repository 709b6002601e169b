import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../../src/cli/run';
import type { App } from '../../../../src/container/app';
import { createApp } from '../../../../src/container/create-app';
import { channelAccess } from '../../../../src/decorators/channel-access';
import type { ChannelSecurity } from '../../../../src/model/channel-security';
import { AclSecurity } from '../../../../src/security/acl-security';
import { JwtSecurity } from '../../../../src/security/jwt-security';
import { FakeIo } from '../fake-io';
import Desk, { Notes, options } from '../fixtures/public-app';
import { tempProject } from '../temp-project';

jest.setTimeout(15_000);

const apps: App[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.drain({ timeoutMs: 0 });
});

/** A published desk, and the command line of somebody else on this machine. */
async function desk(security?: ChannelSecurity) {
  const app = await createApp(Desk, {
    ...options,
    ...(security === undefined ? {} : { security }),
  });
  apps.push(app);
  const { url } = await app.publish();
  const prepare = (env: Readonly<Record<string, string>> = {}) => {
    const io = new FakeIo(tempProject());
    Object.assign(io.env, { HOLON_URL: url, ...env });
    return io;
  };
  const holon = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const io = prepare(env);
    const exitCode = await run(argv, io);
    return { exitCode, out: io.out, err: io.err };
  };
  const client = app.client(channelAccess({ own: [Notes] }), 'writer');
  return { app, url, holon, prepare, client };
}

describe('holon write and holon read', () => {
  it('write a message and read it once, by a cursor for each caller', async () => {
    const { holon } = await desk();
    const written = await holon(['write', 'notes', '{ "celsius": 22.4 }'], { HOLON_TOKEN: 'ada' });
    expect([written.exitCode, written.err]).toEqual([0, '']);
    expect(written.out).toMatch(/^[\w-]+\n$/);
    const read = await holon(['read', 'notes'], { HOLON_TOKEN: 'grace' });
    expect(read.out).toMatch(/^\d{4}-\d\d-\d\dT\S+Z {2}ada {2}\{"celsius":22\.4\}\n$/);
    const again = await holon(['read', 'notes'], { HOLON_TOKEN: 'grace' });
    expect(again).toEqual({ exitCode: 0, out: '', err: '' });
    expect((await holon(['read', 'notes'])).out).toBe(read.out);
  });

  it('print a JSON object a line with --json', async () => {
    const { holon } = await desk();
    const written = await holon(['write', 'notes', '"a"', '--id', 'n1', '--json']);
    expect(JSON.parse(written.out)).toEqual({ id: 'n1', duplicate: false });
    await holon(['write', 'notes', '[1, 2]', '--id', 'n2', '--correlation', 'c']);
    const { out } = await holon(['read', 'notes', '--json']);
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { id: 'n1', senderId: 'anonymous', content: 'a' },
      { id: 'n2', content: [1, 2], correlationId: 'c' },
    ]);
  });

  it('read at most --limit, and behind --after', async () => {
    const { holon, client } = await desk();
    for (const n of [1, 2, 3, 4]) await client.write(Notes, n, { id: `n${n}` });
    const ids = async (...flags: string[]) => {
      const { out } = await holon(['read', 'notes', '--json', ...flags]);
      return [...out.matchAll(/"id":"(n\d)"/g)].map(([, id]) => id);
    };
    expect(await ids('-n', '2')).toEqual(['n1', 'n2']);
    expect(await ids('--after', 'n3')).toEqual(['n4']);
  });

  it('write what comes in, and say that a message was kept already', async () => {
    const { holon, prepare } = await desk();
    const io = prepare();
    io.input = '{ "from": "a pipe" }\n';
    expect(await run(['write', 'notes', '--id', 'n1'], io)).toBe(0);
    const again = await holon(['write', 'notes', '1', '--id', 'n1']);
    expect(again.out).toBe('n1 (kept already; not stored again)\n');
    expect((await holon(['read', 'notes'])).out).toContain('{"from":"a pipe"}');
  });

  it('never let a message steer the terminal', async () => {
    const { holon, client } = await desk();
    await client.write(Notes, '\u009b2J\u202ehidden');
    expect((await holon(['read', 'notes'])).out).toContain('"\\u{9b}2J\\u{202e}hidden"');
  });
});

describe('holon tail', () => {
  it('prints what is kept and what comes, until a signal', async () => {
    const { prepare, client } = await desk();
    await client.write(Notes, 'first');
    const io = prepare();
    const exitCode = run(['tail', 'notes', '--from', 'start'], io);
    await io.seen('"first"');
    await client.write(Notes, 'second');
    await io.seen('"second"');
    io.signal('SIGINT');
    expect(await exitCode).toBe(0);
    expect(io.out.split('\n')).toHaveLength(3);
    expect(io.isListening).toBe(false);
  });

  it('ends after --limit messages', async () => {
    const { holon, client } = await desk();
    for (const n of [1, 2, 3]) await client.write(Notes, n);
    const { exitCode, out } = await holon(['tail', 'notes', '--from', 'start', '-n', '2']);
    expect(exitCode).toBe(0);
    expect(out.match(/\n/g)).toHaveLength(2);
  });

  it('moves no cursor', async () => {
    const { holon, client } = await desk();
    await client.write(Notes, 1);
    await holon(['tail', 'notes', '--from', 'start', '-n', '1']);
    expect((await holon(['read', 'notes'])).out).not.toBe('');
  });
});

describe('holon call', () => {
  it('prints the result of a service', async () => {
    const { holon } = await desk();
    const call = ['call', 'desk', 'add', '{ "a": 1, "b": 2 }'];
    expect(await holon(call)).toEqual({ exitCode: 0, out: '{\n  "sum": 3\n}\n', err: '' });
    expect((await holon([...call, '--json'])).out).toBe('{"sum":3}\n');
  });
});

describe('what calls a published app', () => {
  it('says without a token how a command line shows one, not how a request does', async () => {
    const secret = 'a secret of the tests that is long enough';
    const { holon } = await desk(new JwtSecurity({ secret }));
    const { exitCode, err } = await holon(['read', 'notes']);
    expect([exitCode, err]).toEqual([
      1,
      expect.stringMatching(/^✗ HOLON_UNAUTHENTICATED: .*\n(.*\n)* {2}cure: .*HOLON_TOKEN/),
    ]);
    expect(err).not.toContain('Authorization');
  });

  it('shows the token of HOLON_TOKEN or of a file', async () => {
    const security = new AclSecurity({ read: ['ada'] });
    const { prepare, holon } = await desk(security);
    expect((await holon(['read', 'notes'], { HOLON_TOKEN: 'ada' })).exitCode).toBe(0);
    const io = prepare({ HOLON_TOKEN: 'eve' });
    writeFileSync(join(io.cwd, 'token'), 'ada\n');
    expect(await run(['read', 'notes', '--token-file', 'token'], io)).toBe(0);
    const eve = await holon(['read', 'notes'], { HOLON_TOKEN: 'eve' });
    expect([eve.exitCode, eve.out]).toEqual([1, '']);
    expect(eve.err).toMatch(/^✗ HOLON_FORBIDDEN: .*\n(.*\n)* {2}cure: .*\n$/);
  });

  it('asks where the settings publish, when neither --url nor HOLON_URL says another place', async () => {
    const { url, client } = await desk();
    await client.write(Notes, 1);
    const { hostname, port } = new URL(url);
    const publish = { host: hostname, port: Number(port) };
    const io = new FakeIo(tempProject({ 'nest-cli-style.json': { publish } }));
    expect(await run(['read', 'notes'], io)).toBe(0);
    expect(io.out).not.toBe('');
  });

  it.each([
    [['read', 'nothing'], 'HOLON_NOT_FOUND'],
    [['write', 'notes', '{ "a": }'], 'The content stops being JSON at 1:8'],
    [['write', 'notes', 'text'], `'"text"'`],
    [['call', 'desk', 'multiply'], 'HOLON_NOT_FOUND'],
    [['call', 'nobody', 'add', '{}'], 'HOLON_NOT_FOUND'],
    [['call', 'desk', 'then'], "No service can have the name 'then'"],
    [['read', 'notes', '-n', 'all'], "'all' is no number of messages"],
    [['tail', 'notes', '--from', 'here'], "'here' is no place to begin"],
    [['read', 'notes', '--token-file', 'gone'], 'cannot be read'],
    [['read', 'notes', '--url', 'ftp://x'], 'HOLON_INVALID_ARGUMENT'],
  ])('answers 1 with code and cure for %j', async (argv, says) => {
    const { holon } = await desk();
    const { exitCode, out, err } = await holon(argv);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain(says);
    expect(err).toContain('cure: ');
    expect(err).not.toMatch(/\n\s+at .*:\d+:\d+\)?\n/);
  });

  it('gives up after --timeout where nobody answers', async () => {
    const { app, holon } = await desk();
    await app.drain();
    const { exitCode, err } = await holon(['read', 'notes', '--timeout', '0.2']);
    expect(exitCode).toBe(1);
    expect(err).toContain('HOLON_REMOTE_FAILED');
  });
});
