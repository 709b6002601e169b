import { forge, header, type Json } from '../../unit/security/jwt/forge';
import type { TokenAttack } from './attack';
import { claimsAt, honest } from './honest';

const claiming = (number: number, what: string, changed: (now: number) => Json): TokenAttack => ({
  number,
  what,
  token: (now) => honest(now, changed(now)),
});

const heading = (number: number, what: string, changed: Json): TokenAttack => ({
  number,
  what,
  token: (now) => forge(claimsAt(now), header(changed)),
});

const writing = (number: number, what: string, body: (honest: string) => string): TokenAttack => ({
  number,
  what,
  token: (now) => forge(body(JSON.stringify(claimsAt(now)))),
});

const shown = (value: unknown): string =>
  value === undefined ? 'missing' : JSON.stringify(value).slice(0, 24);

/** For each value of one claim. */
const values = (number: number, name: string, ...all: readonly unknown[]): readonly TokenAttack[] =>
  all.map((value) => claiming(number, `${name} ${shown(value)}`, () => ({ [name]: value })));

/** What a token says, although it is signed as it must be. */
export const CLAIM_ATTACKS: readonly TokenAttack[] = [
  claiming(11, 'expired', (now) => ({ iat: now - 60, exp: now - 1 })),
  claiming(11, 'expires this instant', (now) => ({ iat: now - 60, exp: now })),
  ...values(12, 'exp', undefined, null, '9999999999', true, [9_999_999_999], -1),
  claiming(12, 'exp with parts of a second', (now) => ({ exp: now + 60.5 })),
  writing(12, 'exp 1e308', (text) => text.replace(/"exp":\d+/, '"exp":1e+308')),
  writing(12, 'exp beyond all numbers', (text) => text.replace(/"exp":\d+/, '"exp":1e999')),
  claiming(13, 'lives a day and a second', (now) => ({ exp: now + 86_401 })),
  claiming(13, 'made before, to live longer', (now) => ({ iat: now - 86_400, exp: now + 60 })),
  claiming(14, 'nbf in the future', (now) => ({ nbf: now + 60 })),
  ...values(14, 'nbf', 'now', [], -1),
  claiming(15, 'iat in the future', (now) => ({ iat: now + 60 })),
  ...values(15, 'iat', undefined, null, 'now'),
  ...values(16, 'aud', 'other', undefined, null, ['station'], ['station', 'other'], '', 'Station'),
  ...values(17, 'iss', 'other', undefined, null, ['plant'], 'Plant', ''),
  ...['JWT', 'logout+jwt', 'at+jwt', 'HOLON+JWT', undefined, null, ''].map((typ) =>
    heading(18, `typ ${shown(typ)}`, { typ }),
  ),
  heading(19, 'an unknown crit', { crit: ['x'], x: 1 }),
  heading(19, 'b64: false', { b64: false, crit: ['b64'] }),
  ...[
    '__proto__',
    'constructor',
    'toString',
    '../../dev/null',
    "' OR 1=1 --",
    '$(id)',
    'unknown',
    '',
    'k'.repeat(129),
    null,
    ['default'],
    { toString: 'default' },
  ].map((kid) => heading(20, `kid ${shown(kid)}`, { kid })),
  ...['jku', 'x5u', 'x5c', 'x5t', 'cty', 'zip'].map((name) =>
    heading(21, `${name} in the header`, { [name]: 'https://evil.test/keys' }),
  ),
  claiming(24, 'a token of five thousand characters', () => ({ more: 'x'.repeat(4_000) })),
  writing(28, 'role twice', (text) => text.replace('{', '{"role":"read",')),
  writing(28, 'role twice, once escaped', (text) =>
    text.replace('{', String.raw`{"\u0072ole":"read",`),
  ),
  {
    number: 28,
    what: 'alg twice',
    token: (now) => forge(claimsAt(now), JSON.stringify(header()).replace('{', '{"alg":"none",')),
  },
  writing(29, '__proto__ with a role', (text) => text.replace('{', '{"__proto__":{"a":1},')),
  claiming(29, 'constructor', () => ({ constructor: { role: 'admin' } })),
  writing(29, 'role by __proto__ alone', (text) =>
    text.replace('"role":"admin"', '"__proto__":{"role":"admin"}'),
  ),
  ...values(30, 'sub', {}, ['sensor'], '', undefined, null, 7, 'sensоr', 'a b', 'a/b', '\u0000'),
  ...values(30, 'sub', '*', '%', '../plant', 'x'.repeat(129)),
  ...['"admin"', '["admin"]', 'null', '1', '{}x', 'not json', '{"sub":', '\ufeff{}', ''].map(
    (body) => writing(31, `payload ${shown(body)}`, () => body),
  ),
  { number: 31, what: 'a token within a token', token: (now) => forge(honest(now)) },
  writing(31, 'pretty-printed', (text) => JSON.stringify(JSON.parse(text), null, 2)),
  { number: 31, what: 'JWE of five parts', token: (now) => `${honest(now)}.a.b` },
  { number: 31, what: 'four parts', token: (now) => `${honest(now)}.a` },
  { number: 31, what: 'two parts', token: (now) => honest(now).split('.').slice(0, 2).join('.') },
  { number: 31, what: 'padding', token: (now) => `${honest(now)}=` },
  {
    number: 31,
    what: 'no UTF-8',
    token: () =>
      forge(Buffer.concat([Buffer.from('{"sub":"'), Buffer.of(0xff), Buffer.from('"}')])),
  },
  ...values(32, 'channels', 'all', '*', {}, [1], [null], [['news']], true, 0),
  ...values(33, 'role', 'Admin', 'ADMIN', 'root', 'admin ', undefined, null, ['admin'], 2),
  ...values(33, 'role', '__proto__', 'toString'),
  ...values(34, 'jti', undefined, null, '', 7),
];
