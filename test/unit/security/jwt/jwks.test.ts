import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createDeferred } from '../../../../src/util/deferred';
import { JwtSecurity } from '../../../../src/security/jwt-security';
import type { JwksOptions } from '../../../../src/security/jwt/jwks-options';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { failure } from '../../channels/bench';
import {
  claims,
  ec,
  es256,
  FakeApp,
  forge,
  header,
  hmac,
  NOW,
  otherCurve,
  otherRsa,
  rs256,
  rsa,
  weakRsa,
  type Json,
} from './forge';

const URL_OF_KEYS = 'https://id.test/keys';

const rsaJwk = (changed: Json = {}) => ({
  ...rsa().publicKey.export({ format: 'jwk' }),
  kid: 'r1',
  use: 'sig',
  alg: 'RS256',
  ...changed,
});
const otherJwk = (changed: Json = {}) => ({
  ...otherRsa().publicKey.export({ format: 'jwk' }),
  kid: 'r2',
  ...changed,
});
const ecJwk = (changed: Json = {}) => ({
  ...ec().publicKey.export({ format: 'jwk' }),
  kid: 'e1',
  ...changed,
});

const token = (kid = 'r1', changed: Json = {}, key = rsa()) =>
  forge(
    claims({ iss: 'id', aud: 'plant', exp: NOW + 86_000, ...changed }),
    header({ alg: 'RS256', kid }),
    rs256(key.privateKey),
  );

/** An issuer whose answers a test chooses; counts how often it is asked. */
class Issuer {
  asked = 0;
  keys: readonly unknown[] = [];
  answer: (() => Promise<Response> | Response) | undefined;
  readonly requests: { url: unknown; init: RequestInit | undefined }[] = [];

  readonly fetch = (async (url, init) => {
    this.asked += 1;
    this.requests.push({ url, init });
    return this.answer?.() ?? Response.json({ keys: this.keys });
  }) as typeof globalThis.fetch;
}

async function trusting(issuer: Issuer, options: Partial<JwksOptions> = {}) {
  const app = new FakeApp();
  const security = new JwtSecurity({
    jwks: { url: URL_OF_KEYS, fetch: issuer.fetch, ...options },
    issuer: 'id',
    audience: 'plant',
  });
  await security.start(app);
  await app.clock.settle();
  const isGood = async (shown: string) => (await security.authenticate(shown)) !== undefined;
  return { app, security, isGood };
}

async function settledIssuer(keys: readonly unknown[], options?: Partial<JwksOptions>) {
  const issuer = new Issuer();
  issuer.keys = keys;
  return { issuer, ...(await trusting(issuer, options)) };
}

describe('the keys of an issuer elsewhere', () => {
  it('are read when the app starts, and answer at once then', async () => {
    const { app, issuer, security } = await settledIssuer([rsaJwk(), ecJwk()]);
    expect(security.authenticate(token())).toMatchObject({ systemId: 'sensor', role: 'write' });
    const es = forge(
      claims({ iss: 'id', aud: 'plant' }),
      header({ alg: 'ES256', kid: 'e1' }),
      es256(ec().privateKey),
    );
    expect(security.authenticate(es)).toMatchObject({ systemId: 'sensor' });
    expect([issuer.asked, app.clock.pendingTimers]).toEqual([1, 0]);
    const headers = { accept: 'application/jwk-set+json, application/json' };
    const init = { redirect: 'error', headers };
    expect(issuer.requests[0]).toMatchObject({ url: URL_OF_KEYS, init });
  });

  it('are waited for by the first tokens, with one question for all', async () => {
    const issuer = new Issuer();
    const gate = createDeferred<Response>();
    issuer.answer = () => gate.promise;
    const { app, isGood } = await trusting(issuer);
    const answers = [isGood(token()), isGood(token('r1', { jti: 'b' })), isGood(token('x'))];
    gate.resolve(Response.json({ keys: [rsaJwk()] }));
    expect(await Promise.all(answers)).toEqual([true, true, false]);
    expect(app.reasons).toEqual([{ reason: 'key' }]);
    expect(issuer.asked).toBe(1);
  });

  it('are asked for one at a time, however long the answer takes', async () => {
    const issuer = new Issuer();
    const gate = createDeferred<Response>();
    issuer.answer = () => gate.promise;
    const { app, isGood } = await trusting(issuer, { minRefetchMs: 1_000 });
    await app.clock.advance(2_000);
    const answer = isGood(token());
    gate.resolve(Response.json({ keys: [rsaJwk()] }));
    expect([await answer, issuer.asked]).toEqual([true, 1]);
  });

  it('are renewed when they are ten minutes old and used, and not before', async () => {
    const { app, issuer, isGood } = await settledIssuer([rsaJwk()]);
    await app.clock.advance(599_999);
    expect([await isGood(token()), issuer.asked]).toEqual([true, 1]);
    await app.clock.advance(1);
    expect([await isGood(token()), issuer.asked]).toEqual([true, 2]);
  });

  it('are not asked for by tokens that name none', async () => {
    const { app, issuer, isGood } = await settledIssuer([rsaJwk()]);
    await app.clock.advance(60_000);
    const body = claims({ iss: 'id', aud: 'plant' });
    const nameless = forge(body, header({ alg: 'RS256', kid: undefined }), rs256(rsa().privateKey));
    expect([await isGood(nameless), issuer.asked]).toEqual([false, 1]);
    expect(app.reasons).toEqual([{ reason: 'key' }]);
  });

  it('22 are asked for again for an unknown kid, but made-up ones cost nothing', async () => {
    const { app, issuer, isGood } = await settledIssuer([rsaJwk()]);
    await app.clock.advance(30_000);
    issuer.keys = [rsaJwk(), otherJwk()];
    expect(await isGood(token('r2', {}, otherRsa()))).toBe(true);
    expect(issuer.asked).toBe(2);
    for (let index = 0; index < 1_000; index += 1) await isGood(token(`made-up-${index}`));
    expect(issuer.asked).toBe(2);
    await app.clock.advance(60_000);
    for (let index = 0; index < 100; index += 1) await isGood(token(`made-up-${index}`));
    expect(issuer.asked).toBe(3);
  });

  it('23 end when the issuer takes them out, remembered tokens and open streams too', async () => {
    const { app, issuer, security } = await settledIssuer([rsaJwk(), otherJwk()]);
    const gone = await security.authenticate(token());
    const stays = await security.authenticate(token('r2', {}, otherRsa()));
    if (gone === undefined || stays === undefined) throw new Error('refused');
    issuer.keys = [otherJwk()];
    await app.clock.advance(600_000);
    await security.authenticate(token()); // used, so that the keys are renewed
    await app.clock.settle();
    expect(issuer.asked).toBe(2);
    expect(security.authenticate(token())).toBeUndefined();
    expect(security.authorize(gone, 'read', 'c')).toBe(false);
    expect(security.authenticate(token('r2', {}, otherRsa()))).toBe(stays);
    expect(security.authorize(stays, 'read', 'c')).toBe(true);
  });

  it('end when the issuer puts another in their place', async () => {
    const { app, issuer, security } = await settledIssuer([rsaJwk()]);
    expect(security.authenticate(token())).toBeDefined();
    issuer.keys = [otherJwk({ kid: 'r1' })];
    await app.clock.advance(600_000);
    await security.authenticate(token());
    await app.clock.settle();
    expect(security.authenticate(token())).toBeUndefined();
    expect(security.authenticate(token('r1', {}, otherRsa()))).toBeDefined();
  });

  it('22 outlive an outage for an hour, and not longer', async () => {
    const { app, issuer, isGood, security } = await settledIssuer([rsaJwk()]);
    const principal = await security.authenticate(token());
    if (principal === undefined) throw new Error('refused');
    issuer.answer = () => Promise.reject(new Error('ECONNREFUSED'));
    await app.clock.advance(3_599_999);
    expect(await isGood(token())).toBe(true);
    await app.clock.settle();
    expect(issuer.asked).toBe(2);
    expect(app.told.at(-1)).toMatchObject({ event: 'security.jwks-failed' });
    await app.clock.advance(1);
    expect(await isGood(token())).toBe(false);
    expect(security.authorize(principal, 'read', 'c')).toBe(false);
    issuer.answer = undefined;
    await app.clock.advance(30_000);
    expect(await isGood(token())).toBe(true);
  });

  it('are given up on after three seconds', async () => {
    const issuer = new Issuer();
    let signal: AbortSignal | null | undefined;
    issuer.answer = () =>
      new Promise((_, reject) => {
        signal = issuer.requests.at(-1)?.init?.signal;
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const setTimer = jest.spyOn(VirtualClock.prototype, 'setTimer');
    const { app, isGood } = await trusting(issuer);
    // Nobody's process lives longer for it.
    expect(setTimer).toHaveBeenCalledWith(3_000, expect.any(Function), { background: true });
    setTimer.mockRestore();
    const answer = isGood(token());
    await app.clock.advance(2_999);
    expect(signal?.aborted).toBe(false);
    await app.clock.advance(1);
    expect(await answer).toBe(false);
    expect(app.clock.pendingTimers).toBe(0);
  });

  it('are not waited for any more when the app stops', async () => {
    const issuer = new Issuer();
    issuer.answer = () =>
      new Promise((_, reject) => {
        const { signal } = issuer.requests.at(-1)?.init ?? {};
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const { app, security, isGood } = await trusting(issuer);
    const answer = isGood(token());
    await security.stop(app);
    expect(await answer).toBe(false);
  });

  it('are still waited for when one of two apps stops', async () => {
    const issuer = new Issuer();
    const gate = createDeferred<Response>();
    issuer.answer = () => gate.promise;
    const { app, security, isGood } = await trusting(issuer);
    await security.start(new FakeApp());
    const answer = isGood(token());
    await security.stop(app);
    expect(issuer.requests.at(-1)?.init?.signal?.aborted).toBe(false);
    gate.resolve(Response.json({ keys: [rsaJwk()] }));
    expect(await answer).toBe(true);
  });

  it('need no app: one that was never started can be stopped', async () => {
    const security = new JwtSecurity({ jwks: URL_OF_KEYS, issuer: 'id', audience: 'plant' });
    await expect(security.stop(new FakeApp())).resolves.toBeUndefined();
  });

  it.each<[string, () => Response, RegExp]>([
    ['an error', () => new Response('{"keys":[]}', { status: 500 }), /with status 500/],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: '/' } }),
      /with status 302/,
    ],
    ['no JSON', () => new Response('<html>'), /with no key set/],
    ['no key set', () => Response.json({ keys: 'none' }), /with no key set/],
    ['a list', () => Response.json([rsaJwk()]), /with no key set/],
    [
      'too much',
      () => Response.json({ keys: [rsaJwk()], more: 'x'.repeat(66_000) }),
      /with more than 65536 bytes/,
    ],
    ['nothing', () => new Response(null), /with status 200/],
  ])('are not taken from an answer that is %s', async (_what, answer, says) => {
    const issuer = new Issuer();
    issuer.answer = answer;
    const { app, isGood } = await trusting(issuer);
    expect(await isGood(token())).toBe(false);
    expect(app.told).toMatchObject([
      {
        event: 'security.jwks-failed',
        fields: { url: URL_OF_KEYS, error: failure('HOLON_REMOTE_FAILED') },
      },
      { event: 'security.token-refused', fields: { reason: 'key' } },
    ]);
    const message = (app.told[0]?.fields.error as Error | undefined)?.message; // it is one, as seen above
    expect(message).toMatch(says);
    expect(message).toContain(`The key set at ${URL_OF_KEYS} answered`);
    issuer.answer = undefined;
    issuer.keys = [rsaJwk()];
    await app.clock.advance(30_000);
    expect(await isGood(token())).toBe(true);
  });

  it.each<[string, () => unknown]>([
    ['a key for encryption', () => rsaJwk({ use: 'enc' })],
    ['a key for other operations', () => rsaJwk({ key_ops: ['encrypt'] })],
    ['a key for another algorithm', () => rsaJwk({ alg: 'RS512' })],
    ['a key without kid', () => rsaJwk({ kid: undefined })],
    ['a kid that is no string', () => rsaJwk({ kid: ['r1'] })],
    ['a weak key', () => ({ ...weakRsa().publicKey.export({ format: 'jwk' }), kid: 'r1' })],
    ['another curve', () => ({ ...otherCurve().publicKey.export({ format: 'jwk' }), kid: 'r1' })],
    ['a secret', () => ({ kty: 'oct', k: Buffer.alloc(32).toString('base64url'), kid: 'r1' })],
    ['a broken key', () => rsaJwk({ n: '' })],
    ['no key', () => null],
    ['an empty kid', () => rsaJwk({ kid: '' })],
    ['a kid of 129 characters', () => rsaJwk({ kid: 'k'.repeat(129) })],
  ])('are used one by one: %s is left out and takes no room', async (_what, jwk) => {
    const { isGood } = await settledIssuer([jwk(), otherJwk()], { maxKeys: 1 });
    expect(await isGood(token())).toBe(false);
    expect(await isGood(token('r2', {}, otherRsa()))).toBe(true);
  });

  it('may have kids of 128 characters, and say that they are to verify with', async () => {
    const kid = 'k'.repeat(128);
    const { isGood } = await settledIssuer([rsaJwk({ kid, key_ops: ['verify'] })]);
    expect(await isGood(token(kid))).toBe(true);
  });

  it('are taken from an answer of just the longest length', async () => {
    const issuer = new Issuer();
    const text = JSON.stringify({ keys: [rsaJwk()] });
    issuer.answer = () => new Response(text);
    expect(await (await trusting(issuer, { maxBytes: text.length })).isGood(token())).toBe(true);
    const shorter = await trusting(issuer, { maxBytes: text.length - 1 });
    expect(await shorter.isGood(token())).toBe(false);
  });

  it('never make a token of a public secret good', async () => {
    const { isGood } = await settledIssuer([
      { kty: 'oct', k: Buffer.alloc(32).toString('base64url'), kid: 'r1', alg: 'HS256' },
    ]);
    const made = forge(
      claims({ iss: 'id', aud: 'plant' }),
      header({ kid: 'r1' }),
      hmac(Buffer.alloc(32)),
    );
    expect(await isGood(made)).toBe(false);
  });

  it('are at most as many as allowed', async () => {
    const { isGood } = await settledIssuer([otherJwk(), rsaJwk()], { maxKeys: 1 });
    expect(await isGood(token('r2', {}, otherRsa()))).toBe(true);
    expect(await isGood(token())).toBe(false);
  });

  it('of one kid are one: the first', async () => {
    const { isGood } = await settledIssuer([otherJwk(), rsaJwk({ kid: 'r2' })]);
    expect(await isGood(token('r2', {}, otherRsa()))).toBe(true);
    expect(await isGood(token('r2'))).toBe(false);
  });

  it.each<[string, () => string]>([
    [
      'without kid',
      () =>
        forge(
          claims({ iss: 'id', aud: 'plant' }),
          header({ alg: 'RS256', kid: undefined }),
          rs256(rsa().privateKey),
        ),
    ],
    ['of another issuer', () => token('r1', { iss: 'other' })],
    ['for another audience', () => token('r1', { aud: 'other' })],
    [
      'of another algorithm',
      () =>
        forge(
          claims({ iss: 'id', aud: 'plant' }),
          header({ kid: 'r1' }),
          hmac(JSON.stringify(rsaJwk())),
        ),
    ],
  ])('do not help a token %s', async (_what, made) => {
    const { isGood } = await settledIssuer([rsaJwk()]);
    expect(await isGood(made())).toBe(false);
  });

  it('verify tokens as other issuers write them, where their type is named', async () => {
    const issuer = new Issuer();
    issuer.keys = [rsaJwk()];
    const security = new JwtSecurity({
      jwks: { url: URL_OF_KEYS, fetch: issuer.fetch },
      issuer: 'id',
      audience: 'plant',
      tokenTypes: ['at+jwt'],
    });
    await security.start(new FakeApp());
    const body = JSON.stringify(claims({ iss: 'id', aud: 'plant' }), null, 2);
    const made = (typ: string) =>
      forge(body, header({ alg: 'RS256', typ, kid: 'r1' }), rs256(rsa().privateKey));
    expect(await security.authenticate(made('at+jwt'))).toMatchObject({ systemId: 'sensor' });
    expect(await security.authenticate(made('holon+jwt'))).toBeUndefined();
    const { isGood } = await trusting(issuer);
    expect(await isGood(made('holon+jwt'))).toBe(true);
    expect(() => security.issueToken({ systemId: 'a', role: 'read', expiresInMs: 1_000 })).toThrow(
      /no key to sign with/,
    );
    expect(() => security.addKey({ kid: 'a', publicKey: rsa().publicKey })).toThrow(
      /of the issuer/,
    );
  });
});

describe('over a real connection', () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function listen(answer: (path: string) => [status: number, body: string, to?: string]) {
    server = createServer((request, response) => {
      const [status, body, location] = answer(request.url ?? '');
      response.writeHead(status, location === undefined ? {} : { location }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`; // it listens on a port
  }

  const securityAt = (jwks: string) => new JwtSecurity({ jwks, issuer: 'id', audience: 'plant' });
  const now = () => Math.floor(new Date().getTime() / 1_000);

  it('the public keys of one app are good for another', async () => {
    const issuer = new JwtSecurity({
      keys: [{ kid: 'k1', privateKey: rsa().privateKey }],
      issuer: 'id',
      audience: 'plant',
    });
    const url = await listen(() => [200, JSON.stringify(issuer.publicKeys())]);
    const made = issuer.issueToken({ systemId: 'far', role: 'read', expiresInMs: 60_000 });
    expect(await securityAt(url).authenticate(made)).toMatchObject({ systemId: 'far' });
  });

  it('a redirect is not followed', async () => {
    const keys = JSON.stringify({ keys: [rsaJwk()] });
    const url = await listen((path) => (path === '/keys' ? [302, '', '/other'] : [200, keys]));
    const made = token('r1', { iat: now(), exp: now() + 60 });
    expect(await securityAt(url).authenticate(made)).toBeUndefined();
    expect(await securityAt(url.replace('/keys', '/other')).authenticate(made)).toBeDefined();
  });
});
