import { createSecretKey } from 'node:crypto';

import type { Principal } from '../../../src/model/channel-security';
import { JwtSecurity } from '../../../src/security/jwt-security';
import type { JwtSecurityOptions } from '../../../src/security/jwt/jwt-options';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { failure } from '../channels/bench';
import {
  claims,
  ec,
  FakeApp,
  forge,
  header,
  hmac,
  NOW,
  otherRsa,
  part,
  pem,
  rsa,
  SECRET,
  type Json,
} from './jwt/forge';

const NEXT_SECRET = 'another secret of thirty-two bytes or more';

function made(options: JwtSecurityOptions = { secret: SECRET }) {
  const clock = new VirtualClock();
  return { clock, security: new JwtSecurity({ clock, ...options }) };
}

function principalOf(security: JwtSecurity, token: string): Principal {
  const principal = security.authenticate(token);
  if (principal === undefined || principal instanceof Promise) throw new Error('refused');
  return principal;
}

const decoded = (token: string) =>
  token
    .split('.')
    .slice(0, 2)
    .map((one) => JSON.parse(Buffer.from(one, 'base64url').toString()) as unknown);

describe('issueToken', () => {
  it('writes who, what, where and for how long, in seconds', () => {
    const { security } = made({ secret: SECRET, issuer: 'plant', audience: 'station' });
    const token = security.issueToken({
      systemId: 'sensor',
      role: 'read',
      channelIds: ['readings', 'systems/board'],
      expiresInMs: 60_000,
    });
    expect(decoded(token)).toEqual([
      { alg: 'HS256', typ: 'holon+jwt', kid: 'default' },
      {
        sub: 'sensor',
        role: 'read',
        channels: ['readings', 'systems/board'],
        iat: NOW,
        exp: NOW + 60,
        jti: expect.stringMatching(/^[0-9A-Z]{26}$/) as string,
        iss: 'plant',
        aud: 'station',
      },
    ]);
    expect(principalOf(security, token)).toMatchObject({
      systemId: 'sensor',
      role: 'read',
      channelIds: ['readings', 'systems/board'],
      expiresAtMs: (NOW + 60) * 1_000,
    });
  });

  it('gives every token an id of its own', () => {
    const { security } = made();
    const issue = () => security.issueToken({ systemId: 'a', role: 'read', expiresInMs: 1_000 });
    expect(principalOf(security, issue()).tokenId).not.toBe(principalOf(security, issue()).tokenId);
  });

  it.each<[string, () => JwtSecurityOptions, string]>([
    ['a secret', () => ({ secret: SECRET }), 'HS256'],
    ['a KeyObject', () => ({ secret: createSecretKey(Buffer.from(SECRET)) }), 'HS256'],
    ['an RSA key', () => ({ keys: [{ kid: 'a', privateKey: pem(rsa().privateKey) }] }), 'RS256'],
    ['an EC key', () => ({ keys: [{ kid: 'a', privateKey: ec().privateKey }] }), 'ES256'],
    [
      'the first key that can sign',
      () => ({
        keys: [
          { kid: 'public', publicKey: otherRsa().publicKey },
          { kid: 'a', privateKey: ec().privateKey },
          { kid: 'b', secret: SECRET },
        ],
      }),
      'ES256',
    ],
  ])('signs with %s', (_what, options, algorithm) => {
    const { security } = made(options());
    const token = security.issueToken({ systemId: 'a', role: 'admin', expiresInMs: 5_000 });
    expect(decoded(token)[0]).toMatchObject({ alg: algorithm });
    expect(principalOf(security, token)).toMatchObject({ systemId: 'a', role: 'admin' });
  });

  it.each<[string, object, RegExp]>([
    ['a life above the longest', { expiresInMs: 86_400_001 }, /may live 86400000 ms/],
    ['no life', { expiresInMs: 0 }, /1000 or more/],
    ['a life without end', { expiresInMs: Infinity }, /1000 or more/],
    ['an unknown role', { role: 'wirte' }, /'wirte' is no role, did you mean 'write'/],
    ['a systemId that is none', { systemId: 'a b' }, /systemId must be/],
    ['channels that are none', { channelIds: 'all' }, /channelIds must be an array/],
    ...['', 7, ['a'], 'x'.repeat(257), '\ud800'].map((id): [string, object, RegExp] => [
      `a channel ${JSON.stringify(id).slice(0, 9)}`,
      { channelIds: ['a', id] },
      /channelIds must be an array of ids/,
    ]),
    ['channels without end', { channelIds: Array(200).fill('c'.repeat(20)) }, /Name fewer|4096/],
  ])('refuses %s', (_what, changed, says) => {
    const { security } = made();
    const options = { systemId: 'a', role: 'read' as const, expiresInMs: 1_000, ...changed };
    expect(() => security.issueToken(options)).toThrow(failure('HOLON_INVALID_ARGUMENT') as Error);
    expect(() => security.issueToken(options)).toThrow(says);
  });

  it.each([undefined, null, 7, []])('refuses %p in place of options', (options) => {
    expect(() => made().security.issueToken(options as never)).toThrow(/options must be an object/);
  });

  it('goes to the last character that is read', async () => {
    // Of this header: base64 has no text of some lengths.
    const { security } = made({ keys: [{ kid: 'ab', secret: SECRET }] });
    const others = Array<string>(11).fill('c'.repeat(256));
    const issue = (size: number) =>
      security.issueToken({
        ...{ systemId: 'a', role: 'read', expiresInMs: 1_000 },
        channelIds: [...others, 'c'.repeat(size)],
      });
    let size = 1;
    while (issue(size).length < 4_096) size += 1;
    const longest = issue(size);
    expect(longest).toHaveLength(4_096);
    expect(() => issue(size + 2)).toThrow(/4096 are read/);
    expect(security.authenticate(longest)).toBeDefined();
    await security.revoke(longest);
    expect(security.authenticate(longest)).toBeUndefined();
  });

  it('refuses where nothing can sign', () => {
    const { security } = made({ keys: [{ kid: 'a', publicKey: rsa().publicKey }] });
    const issue = () => security.issueToken({ systemId: 'a', role: 'read', expiresInMs: 1_000 });
    expect(issue).toThrow(failure('HOLON_WRONG_STATE') as Error);
  });

  it('goes by the clock of the app alone, also where that begins at 0', async () => {
    const security = new JwtSecurity({ secret: SECRET });
    await security.start(new FakeApp(undefined, new VirtualClock(0)));
    const token = security.issueToken({ systemId: 'a', role: 'read', expiresInMs: 5_000 });
    expect(decoded(token)[1]).toMatchObject({ iat: 0, exp: 5 });
    expect(security.authenticate(token)).toBeDefined();
  });

  it('makes tokens of a longest life in parts of a second that it accepts', async () => {
    const { clock, security } = made({ secret: SECRET, maxLifetimeMs: 1_500 });
    await clock.advance(900);
    const token = security.issueToken({ systemId: 'a', role: 'read', expiresInMs: 1_500 });
    expect(security.authenticate(token)).toBeDefined();
  });
});

describe('a token that was accepted once', () => {
  it('is known again without a look at its signature', () => {
    const { security } = made();
    const token = forge();
    expect(security.authenticate(token)).toBe(security.authenticate(token));
  });

  it('11 ends when it ends', async () => {
    const { clock, security } = made();
    const principal = principalOf(security, forge());
    await clock.advance(3_599_999);
    expect(security.authenticate(forge())).toBe(principal);
    expect(security.authorize(principal, 'read', 'c')).toBe(true);
    await clock.advance(1);
    expect(security.authenticate(forge())).toBeUndefined();
    expect(security.authorize(principal, 'read', 'c')).toBe(false);
  });

  it('34 35 ends when it is revoked, and cannot be shown again', async () => {
    const { security } = made();
    const principal = principalOf(security, forge());
    await security.revoke('token-1');
    expect(security.authenticate(forge())).toBeUndefined();
    expect(security.authorize(principal, 'read', 'c')).toBe(false);
    expect(security.authenticate(forge(claims({ jti: 'token-2' })))).toBeDefined();
  });

  it('23 ends with its key', () => {
    const { security } = made();
    const principal = principalOf(security, forge());
    expect(security.removeKey('default')).toBe(true);
    expect(security.authenticate(forge())).toBeUndefined();
    expect(security.authorize(principal, 'read', 'c')).toBe(false);
    expect(security.removeKey('default')).toBe(false);
  });

  it('may be forgotten, and is verified again', () => {
    const { security } = made({ secret: SECRET, cacheSize: 4 });
    const tokens = Array.from({ length: 20 }, (_, index) => forge(claims({ jti: `t${index}` })));
    const first = tokens.map((token) => security.authenticate(token));
    const second = tokens.map((token) => security.authenticate(token));
    expect(second).toEqual(first);
    const same = second.filter((principal, index) => principal === first[index]);
    expect(same.length).toBeLessThanOrEqual(4);
  });

  it('stays known while it is used, whoever else comes', () => {
    const { security } = made({ secret: SECRET, cacheSize: 4 });
    const principal = security.authenticate(forge());
    for (let index = 0; index < 50; index += 1) {
      expect(security.authenticate(forge(claims({ jti: `t${index}` })))).toBeDefined();
      expect(security.authenticate(forge())).toBe(principal);
    }
  });

  it('6 lends its signature to no other, new or old in memory', () => {
    const { security } = made({ secret: SECRET, cacheSize: 2 });
    const [head, , signature] = forge().split('.');
    const raised = `${head}.${part(claims({ role: 'admin' }))}.${signature}`;
    expect(security.authenticate(forge())).toBeDefined();
    expect(security.authenticate(raised)).toBeUndefined();
    expect(security.authenticate(forge(claims({ jti: 'next' })))).toBeDefined();
    expect(security.authenticate(raised)).toBeUndefined();
    expect(security.authenticate(forge())).toBeDefined();
  });

  it('is not remembered where nothing is', () => {
    const { security } = made({ secret: SECRET, cacheSize: 0 });
    const principal = principalOf(security, forge());
    expect(security.authenticate(forge())).toEqual(principal);
    expect(security.authenticate(forge())).not.toBe(principal);
  });

  it('gives a principal that nobody can change', () => {
    const { security } = made();
    const principal = principalOf(security, forge(claims({ channels: ['a'] })));
    expect(() => Object.assign(principal, { role: 'admin' })).toThrow(TypeError);
    expect(() => (principal.channelIds as string[]).push('b')).toThrow(TypeError);
  });
});

describe('rotation', () => {
  const expiresInMs = 60_000;
  const issue = (security: JwtSecurity) =>
    security.issueToken({ systemId: 'a', role: 'read', expiresInMs });

  it('overlaps: the first key signs, all verify', () => {
    const old = made({ secret: SECRET }).security;
    const both = made({
      keys: [
        { kid: '2', secret: NEXT_SECRET },
        { kid: 'default', secret: SECRET },
      ],
    }).security;
    const alone = made({ keys: [{ kid: '2', secret: NEXT_SECRET }] }).security;
    expect(both.authenticate(issue(old))).toBeDefined();
    expect(alone.authenticate(issue(both))).toBeDefined();
    expect(old.authenticate(issue(both))).toBeUndefined();
    expect(alone.authenticate(issue(old))).toBeUndefined();
  });

  it('happens while the app runs', () => {
    const { security } = made();
    const before = issue(security);
    security.addKey({ kid: 'next', privateKey: ec().privateKey });
    const after = issue(security);
    expect(decoded(after)[0]).toMatchObject({ alg: 'ES256', kid: 'next' });
    expect([before, after].map((token) => security.authenticate(token) === undefined)).toEqual([
      false,
      false,
    ]);
    security.removeKey('default');
    expect([before, after].map((token) => security.authenticate(token) === undefined)).toEqual([
      true,
      false,
    ]);
  });

  it('can make a key known before it signs', () => {
    const { security } = made();
    security.addKey({ kid: 'next', secret: NEXT_SECRET }, { signs: false });
    expect(decoded(issue(security))[0]).toMatchObject({ kid: 'default' });
    const token = forge(claims(), header({ kid: 'next' }), hmac(NEXT_SECRET));
    expect(security.authenticate(token)).toBeDefined();
  });

  it('holds new keys to the rules of the first', () => {
    const { security } = made();
    const add = (key: { kid: string; secret: string }) => () => security.addKey(key);
    expect(add({ kid: 'b', secret: 'short' })).toThrow(
      /^JwtSecurity.addKey: key 'b'.*can be guessed/,
    );
    expect(add({ kid: 'default', secret: NEXT_SECRET })).toThrow(/two keys 'default'/);
  });

  it('publishes public keys alone', () => {
    const { security } = made({
      keys: [
        { kid: 'hs', secret: SECRET },
        { kid: 'rs', privateKey: rsa().privateKey },
        { kid: 'es', publicKey: ec().publicKey },
      ],
    });
    const { keys } = security.publicKeys();
    expect(keys).toEqual([
      { ...rsa().publicKey.export({ format: 'jwk' }), kid: 'rs', alg: 'RS256', use: 'sig' },
      { ...ec().publicKey.export({ format: 'jwk' }), kid: 'es', alg: 'ES256', use: 'sig' },
    ]);
    expect(keys.flatMap((key) => Object.keys(key))).not.toContain('d');
  });
});

describe('authorize', () => {
  let security: JwtSecurity;
  beforeEach(() => {
    ({ security } = made());
  });
  const of = (changed: Json) => principalOf(security, forge(claims(changed)));

  it.each<[string, 'read' | 'write' | 'admin', boolean]>([
    ['read', 'read', true],
    ['read', 'write', false],
    ['read', 'admin', false],
    ['write', 'read', true],
    ['write', 'write', true],
    ['write', 'admin', false],
    ['admin', 'admin', true],
  ])('33 lets the role %s %s: %p', (role, action, allowed) => {
    expect(security.authorize(of({ role, jti: role }), action, 'c')).toBe(allowed);
  });

  it('32 keeps to the channels of the token; absent and null are all, an empty list is none', () => {
    const allowed = (channels: unknown, resource: string) =>
      security.authorize(of({ channels, jti: JSON.stringify(channels ?? 'x') }), 'read', resource);
    expect(allowed(['a', 'systems/board'], 'a')).toBe(true);
    expect(allowed(['a', 'systems/board'], 'systems/board')).toBe(true);
    for (const other of ['b', 'A', 'board', 'systems/a', '', '__proto__', 'length']) {
      expect(allowed(['a', 'systems/board'], other)).toBe(false);
    }
    expect(allowed([], 'a')).toBe(false);
    expect(allowed(null, 'a')).toBe(true);
    expect(allowed(undefined, 'a')).toBe(true);
  });

  it('holds systems of the same process to what they declared', () => {
    const local: Principal = { systemId: 'a', role: 'write', channelIds: ['c'] };
    expect(security.authorize(local, 'write', 'c')).toBe(true);
    expect(security.authorize(local, 'admin', 'c')).toBe(false);
    expect(security.authorize(local, 'write', 'd')).toBe(false);
    expect(security.authorize({ systemId: 'a' }, 'read', 'c')).toBe(false);
  });
});

it('takes the clock of its app, and its own where it has one', async () => {
  const app = new FakeApp(undefined, new VirtualClock(NOW * 1_000 + 7_200_000));
  const follows = new JwtSecurity({ secret: SECRET });
  await follows.start(app);
  expect(follows.authenticate(forge())).toBeUndefined();
  const { security: keeps } = made();
  await keeps.start(app);
  expect(keeps.authenticate(forge())).toBeDefined();
});
