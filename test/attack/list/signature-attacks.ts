import { generateKeyPairSync } from 'node:crypto';

import {
  ec,
  es256,
  forge,
  header,
  hmac,
  otherRsa,
  part,
  pem,
  rs256,
  rsa,
  SECRET,
  type Json,
} from '../../unit/security/jwt/forge';
import type { TokenAttack } from './attack';
import { claimsAt, esHeader, honest, rsHeader } from './honest';

const parts = (token: string): string[] => token.split('.');
const unsigned = (): Buffer => Buffer.alloc(0);
const headed = (changed: Json) => (now: number) => forge(claimsAt(now), header(changed));

function tampered(now: number, changed: Json): string {
  const [head, , signature] = parts(honest(now));
  return `${head}.${part(claimsAt(now, changed))}.${signature}`;
}

/** The same bytes in another text: bits that base64 has and 32 bytes do not. */
function strayBits(now: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const token = honest(now);
  return token.slice(0, -1) + alphabet.charAt(alphabet.indexOf(token.slice(-1)) + 1);
}

/** Who signed, how, and with what. */
export const SIGNATURE_ATTACKS: readonly TokenAttack[] = [
  ...['none', 'None', 'NONE'].flatMap((alg): TokenAttack[] => [
    {
      number: 1,
      what: `alg ${alg}, unsigned`,
      token: (now) => forge(claimsAt(now), header({ alg }), unsigned),
    },
    { number: 1, what: `alg ${alg}, signed`, token: headed({ alg }) },
    {
      number: 1,
      what: `alg ${alg} with the kid of another algorithm`,
      token: (now) =>
        `${parts(forge(claimsAt(now), rsHeader({ alg })))
          .slice(0, 2)
          .join('.')}.`,
    },
  ]),
  {
    number: 2,
    what: 'HS256 with the RSA public key as secret',
    token: (now) => forge(claimsAt(now), rsHeader({ alg: 'HS256' }), hmac(pem(rsa().publicKey))),
  },
  {
    number: 2,
    what: 'the same without kid',
    token: (now) => forge(claimsAt(now), header({ kid: undefined }), hmac(pem(rsa().publicKey))),
  },
  {
    number: 2,
    what: 'HS256 with the EC public key as secret',
    token: (now) => forge(claimsAt(now), esHeader({ alg: 'HS256' }), hmac(pem(ec().publicKey))),
  },
  ...(['384', '512'] as const).flatMap((bits): TokenAttack[] => [
    {
      number: 3,
      what: `HS${bits}`,
      token: (now) =>
        forge(claimsAt(now), header({ alg: `HS${bits}` }), hmac(SECRET, `sha${bits}`)),
    },
    {
      number: 3,
      what: `HS${bits} called HS256`,
      token: (now) => forge(claimsAt(now), header(), hmac(SECRET, `sha${bits}`)),
    },
  ]),
  ...['hs256', 'Hs256', 'HS256 ', 'HMAC', '', ['HS256'], null, undefined].map(
    (alg): TokenAttack => ({
      number: 4,
      what: `alg ${JSON.stringify(alg)}`,
      token: headed({ alg }),
    }),
  ),
  {
    number: 5,
    what: 'an RSA key used for HS256',
    token: (now) => forge(claimsAt(now), rsHeader({ alg: 'HS256' })),
  },
  {
    number: 5,
    what: 'an RSA key used for PS256',
    token: (now) => forge(claimsAt(now), rsHeader({ alg: 'PS256' }), rs256(rsa().privateKey)),
  },
  {
    number: 5,
    what: 'an RSA key used for ES256',
    token: (now) => forge(claimsAt(now), esHeader({ kid: 'rs' }), es256(ec().privateKey)),
  },
  { number: 6, what: 'role changed', token: (now) => tampered(now, { role: 'write' }) },
  { number: 6, what: 'sub changed', token: (now) => tampered(now, { sub: 'boss' }) },
  { number: 6, what: 'channels widened', token: (now) => tampered(now, { channels: ['news'] }) },
  { number: 6, what: 'exp later', token: (now) => tampered(now, { exp: now + 3_601 }) },
  {
    number: 6,
    what: 'header changed',
    token: (now) => [part(header({ kid: undefined })), ...parts(honest(now)).slice(1)].join('.'),
  },
  { number: 7, what: 'signature cut', token: (now) => honest(now).slice(0, -4) },
  {
    number: 7,
    what: 'no signature',
    token: (now) => `${parts(honest(now)).slice(0, 2).join('.')}.`,
  },
  {
    number: 7,
    what: 'garbage as signature',
    token: (now) => `${parts(honest(now)).slice(0, 2).join('.')}.Zm9v`,
  },
  { number: 7, what: 'signature with stray bits', token: strayBits },
  {
    number: 8,
    what: 'an ES256 signature of zeros',
    token: (now) => forge(claimsAt(now), esHeader(), () => Buffer.alloc(64)),
  },
  {
    number: 8,
    what: 'an ES256 signature of zeros as DER',
    token: (now) => forge(claimsAt(now), esHeader(), () => Buffer.from('3006020100020100', 'hex')),
  },
  {
    number: 9,
    what: 'another secret',
    token: (now) => forge(claimsAt(now), header(), hmac(`${SECRET}!`)),
  },
  {
    number: 9,
    what: "another tenant's RSA key",
    token: (now) => forge(claimsAt(now), rsHeader(), rs256(otherRsa().privateKey)),
  },
  {
    number: 9,
    what: "another's EC key",
    token: (now) => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
      return forge(claimsAt(now), esHeader(), es256(privateKey));
    },
  },
  {
    number: 21,
    what: 'its own key in the header',
    token: (now) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
      const jwk = publicKey.export({ format: 'jwk' });
      return forge(claimsAt(now), esHeader({ jwk }), es256(privateKey));
    },
  },
];
