import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';

import { run } from '../../../src/cli/run';
import { JwtSecurity } from '../../../src/security/jwt-security';
import { pem } from '../security/jwt/forge';
import { FakeIo } from './fake-io';
import { tempProject } from './temp-project';

const SECRET = 'thirty-two bytes and some more ..';
const FOR_WEB = ['token', '--system', 'web', '--role', 'read'];

async function holon(argv: readonly string[], given: { env?: object; files?: object } = {}) {
  const { env = { HOLON_JWT_SECRET: SECRET }, files = {} } = given;
  const io = new FakeIo(tempProject({ ...files }));
  Object.assign(io.env, env);
  const exitCode = await run(argv, io);
  return { exitCode, out: io.out, err: io.err, cwd: io.cwd };
}

const accepts = (token: string, security = new JwtSecurity({ secret: SECRET })) =>
  security.authenticate(token.trim());

describe('holon token', () => {
  it('prints a token, and nothing else, that an app of the same secret accepts', async () => {
    const { exitCode, out, err } = await holon(FOR_WEB);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const principal = accepts(out);
    expect(principal).toMatchObject({ systemId: 'web', role: 'read' });
    expect(principal).not.toHaveProperty('channelIds');
  });

  it('writes channels and services into it', async () => {
    const { out } = await holon([...FOR_WEB, '--channels', 'readings, systems/board,']);
    expect(accepts(out)).toMatchObject({ channelIds: ['readings', 'systems/board'] });
  });

  it.each([
    ['90', 90],
    ['45s', 45],
    ['15m', 900],
    ['2h', 7_200],
    ['1d', 86_400],
  ])('makes it good for %s', async (typed, seconds) => {
    const { out, err } = await holon([...FOR_WEB, '--expires', typed]);
    const claims = JSON.parse(
      Buffer.from(out.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, number>;
    expect([(claims.exp ?? 0) - (claims.iat ?? 0), err]).toEqual([seconds, '']);
  });

  it('says beside it what an app must allow for a life above a day', async () => {
    const { exitCode, out, err } = await holon([...FOR_WEB, '--expires', '7d']);
    expect([exitCode, err]).toEqual([0, expect.stringContaining('maxLifetimeMs: 604800000')]);
    expect(accepts(out)).toBeUndefined();
    const patient = new JwtSecurity({ secret: SECRET, maxLifetimeMs: 604_800_000 });
    expect(accepts(out, patient)).toBeDefined();
  });

  it('reads the secret from a file, which wins over the environment', async () => {
    const secret = 'another secret of thirty-two bytes, in a file';
    const files = { 'secrets/jwt': `${secret}\n` };
    const { out } = await holon([...FOR_WEB, '--secret-file', 'secrets/jwt'], { files });
    expect(accepts(out)).toBeUndefined();
    expect(accepts(out, new JwtSecurity({ secret }))).toBeDefined();
  });

  it('signs with a private key, under the name that the app knows, for its issuer and audience', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const files = { 'key.pem': pem(privateKey) };
    const named = ['--key-id', 'k1', '--issuer', 'me', '--audience', 'plant'];
    const { out } = await holon([...FOR_WEB, '--secret-file', 'key.pem', ...named], { files });
    const app = new JwtSecurity({
      keys: [{ kid: 'k1', publicKey }],
      issuer: 'me',
      audience: 'plant',
    });
    expect(accepts(out, app)).toMatchObject({ systemId: 'web' });
  });

  it.each<[string, readonly string[], object, RegExp]>([
    ['no secret', [], {}, /There is no secret[^]*cure: Set HOLON_JWT_SECRET/],
    ['a weak one', [], { HOLON_JWT_SECRET: 'hunter2' }, /7 bytes can be guessed[^]*openssl rand/],
    ['an unknown role', ['--role', 'raed'], { HOLON_JWT_SECRET: SECRET }, /did you mean 'read'/],
    ['no id', ['--system', 'a b'], { HOLON_JWT_SECRET: SECRET }, /systemId must be/],
    ['no channel', ['--channels', ' ,'], {}, /names no channel[^]*leave it out for all/],
    ['no time', ['--expires', '0'], {}, /'0' is no span of time/],
    ['an odd time', ['--expires', '2 weeks'], {}, /'2 weeks' is no span of time[^]*15m, 2h, 7d/],
    ['a negative time', ['--expires=-5m'], {}, /no span of time/],
    ['no such file', ['--secret-file', 'gone'], {}, /gone cannot be read[^]*ENOENT/],
  ])('answers 1 and the cure for %s', async (_what, flags, env, says) => {
    const { exitCode, out, err } = await holon([...FOR_WEB, ...flags], { env });
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(says);
  });

  it('never shows the secret, not even with --verbose', async () => {
    const secret = 'hunter2-hunter2';
    const { err } = await holon([...FOR_WEB, '--verbose'], { env: { HOLON_JWT_SECRET: secret } });
    expect(err).toContain('HOLON_INVALID_ARGUMENT');
    expect(err).not.toContain(secret);
  });

  it('takes no secret as an argument, and names what is missing', async () => {
    const { exitCode, err } = await holon([...FOR_WEB, '--secret', SECRET]);
    expect(exitCode).toBe(2);
    expect(err).toContain("unknown option '--secret'");
    expect((await holon(['token', '--role', 'read'])).err).toContain('--system <id>');
  });

  it('is found by its path from the working directory', async () => {
    const { cwd, err } = await holon([...FOR_WEB, '--secret-file', 'gone']);
    expect(err).toContain(join(cwd, 'gone'));
  });
});
