import { createHmac, generateKeyPairSync } from 'node:crypto';

import { JwtSecurity } from '../../../../src/security/jwt-security';
import type { JwtSecurityOptions } from '../../../../src/security/jwt/jwt-options';
import {
  claims,
  ec,
  es256,
  FakeApp,
  forge,
  header,
  hmac,
  NOW,
  otherRsa,
  part,
  pem,
  rs256,
  rsa,
  SECRET,
  type Json,
} from './forge';

const HMAC: JwtSecurityOptions = { secret: SECRET };
const NAMED: JwtSecurityOptions = { secret: SECRET, issuer: 'plant', audience: 'station' };
const RING = (): JwtSecurityOptions => ({
  keys: [
    { kid: 'hs', secret: SECRET },
    { kid: 'rs', publicKey: rsa().publicKey },
    { kid: 'es', publicKey: pem(ec().publicKey) },
  ],
});

const named = (changed: Json = {}) => claims({ iss: 'plant', aud: 'station', ...changed });
const rsHeader = (changed: Json = {}) => header({ alg: 'RS256', kid: 'rs', ...changed });
const esHeader = (changed: Json = {}) => header({ alg: 'ES256', kid: 'es', ...changed });
const honestRs = () => rs256(rsa().privateKey);
const unsigned = () => Buffer.alloc(0);
const parts = (token: string) => token.split('.') as [string, string, string];

/** The signature of an honest token changed in bits that base64 has and 32 bytes do not. */
function strayBits(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const token = forge();
  return token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(token.slice(-1)) + 1);
}

function withPayload(token: string, body: Json): string {
  const [head, , signature] = parts(token);
  return `${head}.${part(body)}.${signature}`;
}

const text = (changed: Json = {}) => JSON.stringify(claims(changed));

/** Number of the attack, what it is, the token, why it is refused, and by which security; `HMAC` where left out. */
const ATTACKS: readonly (readonly [
  number: number,
  what: string,
  token: () => string,
  reason: string | undefined,
  options?: () => JwtSecurityOptions,
])[] = [
  ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg) => [
    [1, `alg ${alg}, unsigned`, () => forge(claims(), header({ alg }), unsigned), 'form'] as const,
    [1, `alg ${alg}, signed`, () => forge(claims(), header({ alg })), 'key'] as const,
  ]),
  [
    2,
    'HS256 with the RSA public key as secret',
    () => forge(claims(), rsHeader({ alg: 'HS256' }), hmac(pem(rsa().publicKey))),
    'key',
    RING,
  ],
  [
    2,
    'HS256 with the RSA public key, without kid',
    () => forge(claims(), header({ kid: undefined }), hmac(pem(rsa().publicKey))),
    'signature',
    RING,
  ],
  [3, 'HS512', () => forge(claims(), header({ alg: 'HS512' }), hmac(SECRET, 'sha512')), 'key'],
  [3, 'HS384', () => forge(claims(), header({ alg: 'HS384' }), hmac(SECRET, 'sha384')), 'key'],
  [3, 'HS512 called HS256', () => forge(claims(), header(), hmac(SECRET, 'sha512')), 'signature'],
  ...['hs256', 'Hs256', 'HS256 ', 'HMAC', ''].map(
    (alg) => [4, `alg '${alg}'`, () => forge(claims(), header({ alg })), 'key'] as const,
  ),
  [4, 'alg an array', () => forge(claims(), header({ alg: ['HS256'] })), 'header'],
  [4, 'no alg', () => forge(claims(), header({ alg: undefined })), 'header'],
  [5, 'RS256 key used for HS256', () => forge(claims(), rsHeader({ alg: 'HS256' })), 'key', RING],
  [
    5,
    'RS256 key used for ES256',
    () => forge(claims(), esHeader({ kid: 'rs' }), es256(ec().privateKey)),
    'key',
    RING,
  ],
  [6, 'role raised', () => withPayload(forge(), claims({ role: 'admin' })), 'signature'],
  [6, 'another sub', () => withPayload(forge(), claims({ sub: 'boss' })), 'signature'],
  [
    6,
    'header changed',
    () =>
      [part(header({ typ: 'holon+jwt', kid: undefined })), ...parts(forge()).slice(1)].join('.'),
    'signature',
  ],
  [7, 'signature cut', () => forge().slice(0, -4), 'form'],
  [
    7,
    'signature of half the bytes',
    () => forge(claims(), header(), (text) => hmac(SECRET)(text).subarray(0, 16)),
    'signature',
  ],
  [7, 'no signature', () => parts(forge()).slice(0, 2).join('.') + '.', 'form'],
  [7, 'garbage as signature', () => parts(forge()).slice(0, 2).join('.') + '.Zm9v', 'signature'],
  [7, 'signature with stray bits', strayBits, 'form'],
  [
    8,
    'ES256 signature of zeros',
    () => forge(claims(), esHeader(), () => Buffer.alloc(64)),
    'signature',
    RING,
  ],
  [9, 'another secret', () => forge(claims(), header(), hmac(`${SECRET}!`)), 'signature'],
  [
    9,
    "another tenant's RSA key",
    () => forge(claims(), rsHeader(), rs256(otherRsa().privateKey)),
    'signature',
    RING,
  ],
  [11, 'expired', () => forge(claims({ iat: NOW - 60, exp: NOW - 1 })), 'expired'],
  [11, 'expires this instant', () => forge(claims({ iat: NOW - 60, exp: NOW })), 'expired'],
  ...[undefined, null, String(NOW + 60), NOW + 60.5, true, [NOW + 60], -1].map(
    (exp) => [12, `exp ${JSON.stringify(exp)}`, () => forge(claims({ exp })), 'exp'] as const,
  ),
  [12, 'exp 1e308', () => forge(text().replace(/"exp":\d+/, '"exp":1e308')), 'form'],
  [12, 'exp 1e308, canonical', () => forge(text().replace(/"exp":\d+/, '"exp":1e+308')), 'exp'],
  [12, 'exp 9e15', () => forge(claims({ exp: 9e15 })), 'lifetime'],
  [13, 'lives a day and a second', () => forge(claims({ exp: NOW + 86_401 })), 'lifetime'],
  [14, 'nbf in the future', () => forge(claims({ nbf: NOW + 6 })), 'nbf'],
  [14, 'nbf no number', () => forge(claims({ nbf: 'now' })), 'nbf'],
  ...[undefined, null, 'now', NOW + 6, NOW - 0.5].map(
    (iat) => [15, `iat ${JSON.stringify(iat)}`, () => forge(claims({ iat })), 'iat'] as const,
  ),
  ...['other', undefined, ['station'], ['station', 'other'], ''].map(
    (aud) =>
      [16, `aud ${JSON.stringify(aud)}`, () => forge(named({ aud })), 'aud', () => NAMED] as const,
  ),
  [16, 'an audience where we have no name', () => forge(claims({ aud: 'other' })), 'aud'],
  ...['other', undefined, ['plant'], 'Plant'].map(
    (iss) =>
      [17, `iss ${JSON.stringify(iss)}`, () => forge(named({ iss })), 'iss', () => NAMED] as const,
  ),
  ...['JWT', 'logout+jwt', 'HOLON+JWT', undefined, null, ''].map(
    (typ) =>
      [18, `typ ${JSON.stringify(typ)}`, () => forge(claims(), header({ typ })), 'type'] as const,
  ),
  [19, 'crit', () => forge(claims(), header({ crit: ['x'], x: 1 })), 'header'],
  [19, 'b64: false', () => forge(claims(), header({ b64: false, crit: ['b64'] })), 'header'],
  ...[
    '__proto__',
    'constructor',
    '../../dev/null',
    "' OR 1=1 --",
    'unknown',
    '',
    'k'.repeat(128),
  ].map(
    (kid) =>
      [20, `kid ${kid.slice(0, 20)}`, () => forge(claims(), header({ kid })), 'key'] as const,
  ),
  ...[null, 1, ['default'], { toString: 'default' }, 'k'.repeat(1_000)].map(
    (kid) =>
      [
        20,
        `kid ${JSON.stringify(kid).slice(0, 20)}`,
        () => forge(claims(), header({ kid })),
        'header',
      ] as const,
  ),
  ...['jwk', 'jku', 'x5u', 'x5c', 'x5t', 'cty', 'zip'].map(
    (name) =>
      [21, name, () => forge(claims(), header({ [name]: 'https://evil.test' })), 'header'] as const,
  ),
  [
    21,
    'its own key in the header',
    () => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
      const jwk = publicKey.export({ format: 'jwk' });
      return forge(claims(), esHeader({ jwk }), es256(privateKey));
    },
    'header',
    RING,
  ],
  [24, 'five thousand characters', () => forge(claims({ more: 'x'.repeat(4_000) })), undefined],
  [28, 'role twice', () => forge(text().replace('{', '{"role":"admin",')), 'form'],
  [
    28,
    'role twice, once escaped',
    () => forge(text().replace('{', String.raw`{"\u0072ole":"admin",`)),
    'form',
  ],
  [
    28,
    'alg twice',
    () => forge(claims(), JSON.stringify(header()).replace('{', '{"alg":"none",')),
    'form',
  ],
  [29, '__proto__', () => forge(text().replace('{', '{"__proto__":{"role":"admin"},')), 'form'],
  [29, 'constructor', () => forge(claims({ constructor: { role: 'admin' } })), 'form'],
  [
    29,
    'role by __proto__ alone',
    () => forge(text({ role: undefined }).replace('{', '{"__proto__":{"role":"admin"},')),
    'form',
  ],
  ...[
    {},
    ['sensor'],
    '',
    undefined,
    null,
    7,
    'sensоr',
    'a b',
    'a/b',
    '\u0000',
    'x'.repeat(129),
  ].map(
    (sub) =>
      [
        30,
        `sub ${JSON.stringify(sub)?.slice(0, 20)}`,
        () => forge(claims({ sub })),
        'sub',
      ] as const,
  ),
  ...['"admin"', '["admin"]', 'null', '1', '{}x', 'not json', '{"sub":', '\ufeff{}'].map(
    (body) => [31, `payload ${body}`, () => forge(body), 'form'] as const,
  ),
  [31, 'a token within a token', () => forge(forge()), 'form'],
  [31, 'pretty-printed', () => forge(JSON.stringify(claims(), null, 2)), 'form'],
  [31, 'JWE of five parts', () => `${forge()}.a.b`, 'form'],
  [31, 'four parts', () => `${forge()}.a`, 'form'],
  [31, 'two parts', () => parts(forge()).slice(0, 2).join('.'), 'form'],
  [31, 'padding', () => `${forge()}=`, 'form'],
  [31, 'a space before', () => ` ${forge()}`, 'form'],
  [31, 'a line break behind', () => `${forge()}\n`, 'form'],
  [31, 'base64 and not base64url', () => forge().replace(/[-_]|$/, '+'), 'form'],
  [
    31,
    'no UTF-8',
    () => forge(Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xff]), Buffer.from('"}')])),
    'form',
  ],
  [31, 'nothing', () => '', 'form'],
  ...['all', {}, [1], [null], [''], ['x'.repeat(257)], true, 0].map(
    (channels) =>
      [
        32,
        `channels ${JSON.stringify(channels).slice(0, 20)}`,
        () => forge(claims({ channels })),
        'channels',
      ] as const,
  ),
  ...['Admin', 'root', 'ADMIN', undefined, null, ['admin'], 2, 'toString'].map(
    (role) => [33, `role ${JSON.stringify(role)}`, () => forge(claims({ role })), 'role'] as const,
  ),
  ...[undefined, null, '', 7, 'x'.repeat(257)].map(
    (jti) =>
      [
        34,
        `jti ${JSON.stringify(jti)?.slice(0, 20)}, which nobody could revoke`,
        () => forge(claims({ jti })),
        'jti',
      ] as const,
  ),
];

async function securityOf(options: JwtSecurityOptions) {
  const app = new FakeApp();
  const security = new JwtSecurity(options);
  await security.start(app);
  return { app, security };
}

describe('the honest tokens that the attacks differ from', () => {
  it.each<[string, () => string, () => JwtSecurityOptions]>([
    ['HS256', () => forge(), () => HMAC],
    ['HS256 without kid', () => forge(claims(), header({ kid: undefined })), () => HMAC],
    ['HS256 of a ring', () => forge(claims(), header({ kid: 'hs' })), RING],
    ['HS256 of a ring, without kid', () => forge(claims(), header({ kid: undefined })), RING],
    ['RS256', () => forge(claims(), rsHeader(), honestRs()), RING],
    ['ES256', () => forge(claims(), esHeader(), es256(ec().privateKey)), RING],
    ['with issuer and audience', () => forge(named()), () => NAMED],
    ['made a moment ahead of us', () => forge(claims({ iat: NOW + 5, nbf: NOW + 5 })), () => HMAC],
    ['of a whole day', () => forge(claims({ exp: NOW + 86_400 })), () => HMAC],
    [
      'with claims of other purposes',
      () => forge(claims({ name: 'Sensor 1', iss: 'x' })),
      () => HMAC,
    ],
  ])('are accepted: %s', async (_what, token, options) => {
    const { app, security } = await securityOf(options());
    expect(security.authenticate(token())).toEqual({
      systemId: 'sensor',
      role: 'write',
      tokenId: 'token-1',
      expiresAtMs: expect.any(Number) as number,
    });
    expect(app.told).toEqual([]);
  });
});

it('the longest ids that a token may have are 256 characters, those of keys 128', async () => {
  const [kid, jti] = ['k'.repeat(128), 'j'.repeat(256)];
  const { security } = await securityOf({ keys: [{ kid, secret: SECRET }] });
  const token = forge(claims({ jti, channels: ['c'.repeat(256)] }), header({ kid }));
  expect(security.authenticate(token)).toMatchObject({ tokenId: jti });
  await security.revoke(jti);
  expect(security.authenticate(token)).toBeUndefined();
});

it('a token that was revoked is refused for that', async () => {
  const { app, security } = await securityOf(HMAC);
  await security.revoke('token-1');
  expect(security.authenticate(forge())).toBeUndefined();
  expect(app.reasons).toEqual([{ reason: 'revoked' }]);
});

describe('a token is refused for its own fault, without an exception:', () => {
  const cases = ATTACKS.map(([number, what, token, reason, options = () => HMAC]) => ({
    title: `${number} ${what}`,
    token,
    reason,
    options,
  }));
  it.each(cases)('$title', async ({ token, reason, options }) => {
    const { app, security } = await securityOf(options());
    expect(security.authenticate(token())).toBeUndefined();
    expect(app.reasons).toEqual(reason === undefined ? [] : [{ reason }]);
  });

  it('39 and says nothing of it but to the log, which never sees the token', async () => {
    const { app, security } = await securityOf(HMAC);
    const token = forge(claims({ role: 'root' }));
    expect(security.authenticate(token)).toBeUndefined();
    expect(JSON.stringify(app.told)).not.toContain(parts(token)[1]);
    expect(app.told).toEqual([{ event: 'security.token-refused', fields: { reason: 'role' } }]);
  });

  it.each([undefined, null, 7, {}, [], Symbol('x')])('%p is no token', async (token) => {
    const { security } = await securityOf(HMAC);
    expect(security.authenticate(token as never)).toBeUndefined();
  });

  it('6 31 whatever bytes it is made of', async () => {
    const { security } = await securityOf(HMAC);
    const honest = forge();
    // Remembered first, so that none of the others passes for it.
    expect(security.authenticate(honest)).toBeDefined();
    const tokens = new Set<string>();
    for (let index = 0; index < honest.length; index += 1) {
      tokens.add(honest.slice(0, index) + honest.slice(index + 1));
      tokens.add(`${honest.slice(0, index)}.${honest.slice(index)}`);
      const other = honest.charAt(index) === 'A' ? 'B' : 'A';
      tokens.add(honest.slice(0, index) + other + honest.slice(index + 1));
    }
    expect([...tokens].filter((token) => security.authenticate(token) !== undefined)).toEqual([]);
    expect(security.authenticate(honest)).toBeDefined();
  });
});

describe('tokens of SSSN', () => {
  const sssn = (changed: Json = {}) => ({
    sub: 'sensor',
    role: 'write',
    channels: null,
    exp: NOW + 3_600.123_456,
    jti: 'a1',
    ...changed,
  });
  const python = (body: Json) => JSON.stringify(body).replace(/([,:])/g, '$1 ');
  const accepting = (more: Partial<JwtSecurityOptions> = {}): JwtSecurityOptions => ({
    ...HMAC,
    acceptSssnTokens: true,
    ...more,
  });

  it.each<[string, () => string]>([
    ['as PyJWT writes them', () => forge(sssn(), { alg: 'HS256', typ: 'JWT' })],
    ['spaced', () => forge(python(sssn()), '{"alg": "HS256", "typ": "JWT"}')],
    ['without typ', () => forge(sssn(), { alg: 'HS256' })],
    [
      'of the longest life and tolerance',
      () => forge(sssn({ exp: NOW + 86_405 }), { alg: 'HS256' }),
    ],
    [
      'with whole exp and iat',
      () => forge(sssn({ exp: NOW + 60, iat: NOW - 0.5 }), { alg: 'HS256' }),
    ],
  ])('are accepted where that is switched on, and only there: %s', async (_what, token) => {
    const open = await securityOf(accepting({ issuer: 'plant', audience: 'station' }));
    expect(open.security.authenticate(token())).toMatchObject({
      systemId: 'sensor',
      role: 'write',
    });
    const shut = await securityOf(HMAC);
    expect(shut.security.authenticate(token())).toBeUndefined();
  });

  it.each<[string, () => string, string]>([
    ['holon tokens keep their rules', () => forge(sssn(), header()), 'exp'],
    ['no exp', () => forge(sssn({ exp: undefined }), { alg: 'HS256' }), 'exp'],
    ['exp 1e308', () => forge(sssn({ exp: 1e308 }), { alg: 'HS256' }), 'exp'],
    ...[-1, String(NOW + 60), [NOW + 60], null, Number.MAX_SAFE_INTEGER / 999].map(
      (exp): [string, () => string, string] => [
        `exp ${JSON.stringify(exp)}`,
        () => forge(sssn({ exp }), { alg: 'HS256' }),
        'exp',
      ],
    ),
    ...[null, '0', [0], -1].map((iat): [string, () => string, string] => [
      `iat ${JSON.stringify(iat)}`,
      () => forge(sssn({ iat, exp: NOW + 60 }), { alg: 'HS256' }),
      'iat',
    ]),
    ['exp 0', () => forge(sssn({ exp: 0 }), { alg: 'HS256' }), 'expired'],
    [
      'the last exp that is a time',
      () => forge(sssn({ exp: Number.MAX_SAFE_INTEGER / 1_000 }), { alg: 'HS256' }),
      'lifetime',
    ],
    ['a life too long', () => forge(sssn({ exp: NOW + 86_405.1 }), { alg: 'HS256' }), 'lifetime'],
    ['ended', () => forge(sssn({ exp: NOW - 0.001 }), { alg: 'HS256' }), 'expired'],
    ['iat in the future', () => forge(sssn({ iat: NOW + 60 }), { alg: 'HS256' }), 'iat'],
    [
      'role twice',
      () => forge('{"role":"admin",' + python(sssn()).slice(1), { alg: 'HS256' }),
      'form',
    ],
    ['for somebody else', () => forge(sssn({ aud: 'other' }), { alg: 'HS256' }), 'aud'],
    ['of another typ', () => forge(sssn(), { alg: 'HS256', typ: 'at+jwt' }), 'type'],
    ['no jti', () => forge(sssn({ jti: undefined }), { alg: 'HS256' }), 'jti'],
  ])('are refused also then: %s', async (_what, token, reason) => {
    const { app, security } = await securityOf(accepting());
    expect(security.authenticate(token())).toBeUndefined();
    expect(app.reasons).toEqual([{ reason }]);
  });
});

it('the helper that forges makes what node:crypto makes', () => {
  const [head, body, signature] = parts(forge());
  const expected = createHmac('sha256', SECRET).update(`${head}.${body}`).digest('base64url');
  expect(signature).toBe(expected);
});
