import { createSecretKey, generateKeyPairSync } from 'node:crypto';

import { JwtSecurity } from '../../../../src/security/jwt-security';
import type { JwtKey } from '../../../../src/security/jwt/jwt-key';
import type { JwtSecurityOptions } from '../../../../src/security/jwt/jwt-options';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { failure } from '../../channels/bench';
import {
  claims,
  ec,
  es256,
  forge,
  header,
  otherCurve,
  otherRsa,
  pem,
  rsa,
  SECRET,
  weakRsa,
} from './forge';

const NEXT_SECRET = 'another secret of thirty-two bytes or more';

const ring = (key: Omit<JwtKey, 'kid'>): JwtSecurityOptions => ({ keys: [{ kid: 'a', ...key }] });
const elsewhere = (jwks: string): JwtSecurityOptions => ({ jwks, issuer: 'i', audience: 'a' });

describe('new JwtSecurity', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => ({}), /takes one of secret, keys and jwks, and has 0/],
    ['two sources', () => ({ secret: SECRET, keys: [] }), /and has 2/],
    ['a secret of 31 bytes', () => ({ secret: 'x'.repeat(31) }), /31 bytes can be guessed/],
    ['an empty secret', () => ({ secret: '' }), /0 bytes/],
    ['short bytes', () => ({ secret: new Uint8Array(16) }), /16 bytes/],
    ['a short KeyObject', () => ({ secret: createSecretKey(Buffer.alloc(8)) }), /8 bytes/],
    ['a PEM as secret', () => ({ secret: pem(rsa().publicKey) }), /a PEM key is no secret/],
    [
      'a PEM behind a line break as secret',
      () => ({ secret: `\n${pem(rsa().publicKey)}` }),
      /a PEM key is no secret/,
    ],
    ['a public KeyObject as secret', () => ({ secret: rsa().publicKey }), /no secret/],
    ['a number as secret', () => ({ secret: 12 }), /secret must be a string, bytes or a KeyObject/],
    ['an unknown option', () => ({ secert: SECRET }), /no option 'secert', did you mean 'secret'/],
    ['an empty ring', () => ({ keys: [] }), /keys is empty/],
    ['a key without kid', () => ({ keys: [{ secret: SECRET }] }), /no kid/],
    [
      'a kid that is none',
      () => ({ keys: [{ kid: 'a b', secret: SECRET }] }),
      /kid must be 1 to 128/,
    ],
    ['no key', () => ({ keys: [null] }), /a key must be an object/],
    ['a text as key', () => ({ keys: [SECRET] }), /a key must be an object/],
    [
      'a number as public key',
      () => ({ keys: [{ kid: 'a', publicKey: 7 }] }),
      /publicKey must be a PEM string or a KeyObject/,
    ],
    [
      'a secret KeyObject as public key',
      () => ({ keys: [{ kid: 'a', publicKey: createSecretKey(Buffer.from(SECRET)) }] }),
      /publicKey is a secret key/,
    ],
    ['an empty key', () => ({ keys: [{ kid: 'a' }] }), /key 'a' is empty/],
    [
      'one kid twice',
      () => ({
        keys: [
          { kid: 'a', secret: SECRET },
          { kid: 'a', secret: NEXT_SECRET },
        ],
      }),
      /two keys 'a'/,
    ],
    [
      'too many keys',
      () => ({
        keys: Array.from({ length: 33 }, (_, kid) => ({ kid: `k${kid}`, secret: SECRET })),
      }),
      /more than 32 keys/,
    ],
    [
      'a key of two kinds',
      () => ({ keys: [{ kid: 'a', secret: SECRET, publicKey: rsa().publicKey }] }),
      /a secret and another key/,
    ],
    [
      'a key of two kinds, one private',
      () => ({ keys: [{ kid: 'a', secret: SECRET, privateKey: rsa().privateKey }] }),
      /a secret and another key/,
    ],
    [
      'a secret for RS256',
      () => ({ keys: [{ kid: 'a', secret: SECRET, algorithm: 'RS256' }] }),
      /for HS256, not for RS256/,
    ],
    [
      'an RSA key for HS256',
      () => ({ keys: [{ kid: 'a', publicKey: rsa().publicKey, algorithm: 'HS256' }] }),
      /for RS256, not for HS256/,
    ],
    [
      'an unknown algorithm',
      () => ({ keys: [{ kid: 'a', secret: SECRET, algorithm: 'HS265' }] }),
      /did you mean 'HS256'/,
    ],
    [
      'alg none',
      () => ({ keys: [{ kid: 'a', secret: SECRET, algorithm: 'none' }] }),
      /'none' is no algorithm/,
    ],
    [
      'RSA of 1024 bits',
      () => ({ keys: [{ kid: 'a', publicKey: weakRsa().publicKey }] }),
      /1024 bits is too weak/,
    ],
    [
      'another curve',
      () => ({ keys: [{ kid: 'a', privateKey: otherCurve().privateKey }] }),
      /on the curve P-256/,
    ],
    [
      'Ed25519',
      () => ({ keys: [{ kid: 'a', publicKey: generateKeyPairSync('ed25519').publicKey }] }),
      /must be RSA/,
    ],
    [
      'a broken PEM',
      () => ({ keys: [{ kid: 'a', privateKey: '-----BEGIN PRIVATE KEY-----\nx' }] }),
      /no private key in PEM/,
    ],
    [
      'a public key as private one',
      () => ({ keys: [{ kid: 'a', privateKey: rsa().publicKey }] }),
      /privateKey is a public key/,
    ],
    [
      'keys that do not belong together',
      () => ({
        keys: [{ kid: 'a', privateKey: rsa().privateKey, publicKey: otherRsa().publicKey }],
      }),
      /not that of privateKey/,
    ],
    ['no lifetime', () => ({ secret: SECRET, maxLifetimeMs: 0 }), /maxLifetimeMs must be/],
    ['an endless lifetime', () => ({ secret: SECRET, maxLifetimeMs: Infinity }), /finite/],
    [
      'a wide tolerance',
      () => ({ secret: SECRET, clockToleranceMs: 3_600_000 }),
      /from 0 to 300000/,
    ],
    ['a tolerance as text', () => ({ secret: SECRET, clockToleranceMs: '5' }), /from 0 to 300000/],
    ['a tolerance below 0', () => ({ secret: SECRET, clockToleranceMs: -1 }), /from 0 to 300000/],
    ['a cache below 0', () => ({ secret: SECRET, cacheSize: -1 }), /a whole number of 0 or more/],
    [
      'no type of tokens',
      () => ({ secret: SECRET, tokenTypes: [] }),
      /tokenTypes must be an array/,
    ],
    ['types that are a text', () => ({ secret: SECRET, tokenTypes: 'JWT' }), /tokenTypes must be/],
    ['an empty type', () => ({ secret: SECRET, tokenTypes: ['JWT', ''] }), /tokenTypes must be/],
    ['a type that is none', () => ({ secret: SECRET, tokenTypes: [7] }), /tokenTypes must be/],
    [
      'a switch that is a text',
      () => ({ secret: SECRET, acceptSssnTokens: 'false' }),
      /acceptSssnTokens must be true or false/,
    ],
    ['an empty issuer', () => ({ secret: SECRET, issuer: '' }), /issuer must be a string/],
    ['an empty audience', () => ({ secret: SECRET, audience: '' }), /audience must be a string/],
    ['an audience list', () => ({ secret: SECRET, audience: ['a'] }), /audience must be a string/],
    ['jwks for all', () => ({ jwks: 'https://id.test/keys' }), /tokens that were made for others/],
    [
      'jwks of one issuer for all',
      () => ({ jwks: 'https://id.test/keys', issuer: 'i' }),
      /tokens that were made for others/,
    ],
    [
      'jwks of all issuers for one',
      () => ({ jwks: 'https://id.test/keys', audience: 'a' }),
      /tokens that were made for others/,
    ],
    [
      'jwks for SSSN',
      () => ({ jwks: 'https://id.test/keys', issuer: 'i', audience: 'a', acceptSssnTokens: true }),
      /needs a secret/,
    ],
    [
      'jwks by http',
      () => ({ jwks: 'http://id.test/keys', issuer: 'i', audience: 'a' }),
      /could be anybody's/,
    ],
    ...['http://localhost.id.test/', 'http://127.0.0.1.id.test/', 'http://id.test/#localhost'].map(
      (jwks) =>
        [`jwks at ${jwks}`, () => ({ jwks, issuer: 'i', audience: 'a' }), /could be anybody's/] as [
          string,
          () => unknown,
          RegExp,
        ],
    ),
    [
      'jwks by ftp, also on loopback',
      () => ({ jwks: 'ftp://localhost/keys', issuer: 'i', audience: 'a' }),
      /could be anybody's/,
    ],
    [
      'jwks with a user alone',
      () => ({ jwks: 'https://me@id.test/', issuer: 'i', audience: 'a' }),
      /no password/,
    ],
    [
      'jwks with a password alone',
      () => ({ jwks: 'https://:pw@id.test/', issuer: 'i', audience: 'a' }),
      /no password/,
    ],
    [
      'jwks without a url',
      () => ({ jwks: { maxKeys: 1 }, issuer: 'i', audience: 'a' }),
      /jwks has no url/,
    ],
    ...[0, 1.5, '9'].map(
      (maxKeys) =>
        [
          `at most ${maxKeys} keys`,
          () => ({ jwks: { url: 'https://id.test/', maxKeys }, issuer: 'i', audience: 'a' }),
          /maxKeys must be a whole number of 1 or more/,
        ] as [string, () => unknown, RegExp],
    ),
    [
      'jwks by file',
      () => ({ jwks: 'file:///keys', issuer: 'i', audience: 'a' }),
      /could be anybody's/,
    ],
    [
      'jwks with a password',
      () => ({ jwks: 'https://me:pw@id.test/', issuer: 'i', audience: 'a' }),
      /no password/,
    ],
    [
      'jwks nowhere',
      () => ({ jwks: { url: 'keys' }, issuer: 'i', audience: 'a' }),
      /url must be a URL/,
    ],
    [
      'jwks with a slip',
      () => ({ jwks: { url: 'https://id.test/', timeout: 1 }, issuer: 'i', audience: 'a' }),
      /jwks: there is no option 'timeout', did you mean 'timeoutMs'/,
    ],
  ])('refuses %s', (_what, options, says) => {
    const make = () => new JwtSecurity(options() as JwtSecurityOptions); // also what the types refuse
    expect(make).toThrow(failure('HOLON_INVALID_ARGUMENT') as Error);
    expect(make).toThrow(says);
  });

  it.each<[string, () => JwtSecurityOptions]>([
    ['a secret of 32 bytes', () => ({ secret: 'x'.repeat(32) })],
    ['the algorithm of a secret', () => ring({ secret: SECRET, algorithm: 'HS256' })],
    ['the algorithm of a key', () => ring({ publicKey: rsa().publicKey, algorithm: 'RS256' })],
    ['jwks on loopback by its name', () => elsewhere('http://localhost:1/keys')],
    ['jwks on loopback by its numbers', () => elsewhere('http://127.0.0.1/keys')],
    ['jwks on loopback of IPv6', () => elsewhere('http://[::1]/keys')],
  ])('takes %s', (_what, options) => {
    expect(() => new JwtSecurity(options())).not.toThrow();
  });

  it('takes the public part alone of a private key that is given to verify with', () => {
    const clock = new VirtualClock();
    const security = new JwtSecurity({ clock, ...ring({ publicKey: ec().privateKey }) });
    const token = forge(claims(), header({ alg: 'ES256', kid: 'a' }), es256(ec().privateKey));
    expect(security.authenticate(token)).toMatchObject({ systemId: 'sensor' });
    const issue = () => security.issueToken({ systemId: 'a', role: 'read', expiresInMs: 1_000 });
    expect(issue).toThrow(/no key to sign with/);
  });

  it('never shows a secret, not even a wrong one', () => {
    const wrong = 'hunter2';
    expect(() => new JwtSecurity({ secret: wrong })).not.toThrow(wrong);
    const security = new JwtSecurity({ secret: SECRET, clock: new VirtualClock() });
    expect(JSON.stringify(security.authenticate(forge()))).not.toContain('key');
  });
});
