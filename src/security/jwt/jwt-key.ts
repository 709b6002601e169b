import { createPrivateKey, createPublicKey, createSecretKey, KeyObject } from 'node:crypto';

import { didYouMean } from '../../util/did-you-mean';
import { checkOptions, having, invalid, type OptionCheck } from '../check-options';
import { isSystemId } from '../../util/system-id';
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from './jsonwebtoken';
import { algorithmOf, publicPartOf, VerificationKey } from './verification-key';

/** A key of one's own: `secret` for HS256, else `privateKey` to issue with, or `publicKey` to verify alone. */
export interface JwtKey {
  /** Names the key in the header of tokens. */
  readonly kid: string;
  /** At least 32 bytes, known to all who issue or verify. */
  readonly secret?: string | Uint8Array | KeyObject;
  /** PEM: RSA of 2048 bits or more, or EC on P-256. */
  readonly privateKey?: string | KeyObject;
  /** PEM; not needed beside a private key. */
  readonly publicKey?: string | KeyObject;
  /** By default what the key is for: HS256 of a secret, RS256 of RSA, ES256 of EC. */
  readonly algorithm?: TokenAlgorithm;
}

/** RFC 7518 section 3.2: as long as the hash. */
export const FEWEST_SECRET_BYTES = 32;

export const SECRET: OptionCheck = [
  'a string, bytes or a KeyObject',
  (value) => typeof value === 'string' || value instanceof Uint8Array || value instanceof KeyObject,
];
const PEM: OptionCheck = [
  'a PEM string or a KeyObject',
  (value) => typeof value === 'string' || value instanceof KeyObject,
];
const KEY = {
  kid: ["1 to 128 letters, digits, '.', '_', '-' or ':'", isSystemId] as const,
  secret: SECRET,
  privateKey: PEM,
  publicKey: PEM,
  algorithm: ['a string', (value: unknown) => typeof value === 'string'] as const,
};

/** @throws HOLON_INVALID_ARGUMENT for a key that is too weak, of the wrong kind, or cannot be read */
export function toVerificationKey(key: JwtKey, place: string): VerificationKey {
  const [mustBe, accepts] = having('an object with a kid and a key');
  if (!accepts(key)) throw invalid(`${place}: a key must be ${mustBe}`);
  checkOptions(key, KEY, place);
  if (key.kid === undefined) throw invalid(`${place}: a key has no kid`);
  const named = `${place}: key '${key.kid}'`;
  checkAlgorithm(key.algorithm, named);
  if (key.secret === undefined) return asymmetricKey(key, named);
  if (key.privateKey !== undefined || key.publicKey !== undefined) {
    throw invalid(`${named} has a secret and another key`, 'Give it one of them.');
  }
  if (key.algorithm !== undefined && key.algorithm !== 'HS256') {
    throw invalid(`${named}: a secret is for HS256, not for ${key.algorithm}`);
  }
  const secret = toSecret(key.secret, named);
  return new VerificationKey(key.kid, 'HS256', secret, secret);
}

function checkAlgorithm(algorithm: string | undefined, place: string): void {
  if (algorithm === undefined || TOKEN_ALGORITHMS.some((known) => known === algorithm)) return;
  throw invalid(
    `${place}: '${algorithm}' is no algorithm of tokens${didYouMean(algorithm, TOKEN_ALGORITHMS)}`,
    `Pass ${TOKEN_ALGORITHMS.join(', ')}, or leave it out.`,
  );
}

function toSecret(secret: NonNullable<JwtKey['secret']>, place: string): KeyObject {
  if (secret instanceof KeyObject && secret.type !== 'secret') {
    throw invalid(`${place}: this KeyObject is no secret`, 'Pass it as publicKey or privateKey.');
  }
  if (typeof secret === 'string' && secret.trimStart().startsWith('-----BEGIN')) {
    // What is public would be the secret.
    throw invalid(`${place}: a PEM key is no secret`, 'Pass it as publicKey or privateKey.');
  }
  const bytes = typeof secret === 'string' ? Buffer.from(secret) : secret;
  const length = bytes instanceof KeyObject ? (bytes.symmetricKeySize ?? 0) : bytes.byteLength;
  if (length < FEWEST_SECRET_BYTES) {
    throw invalid(
      `${place}: a secret of ${length} bytes can be guessed: at least ${FEWEST_SECRET_BYTES}`,
      'Make one with `openssl rand -base64 48` and keep it out of the source.',
    );
  }
  return bytes instanceof KeyObject ? bytes : createSecretKey(bytes);
}

function asymmetricKey(key: JwtKey, place: string): VerificationKey {
  const { kid, privateKey, publicKey, algorithm } = key;
  const signKey = privateKey === undefined ? undefined : readPem(privateKey, 'private', place);
  const ownPublic = signKey === undefined ? undefined : publicPartOf(signKey);
  const verifyKey =
    publicKey === undefined ? ownPublic : publicPartOf(readPem(publicKey, 'public', place));
  if (verifyKey === undefined) {
    throw invalid(`${place} is empty`, 'Give it a secret, a privateKey or a publicKey.');
  }
  if (ownPublic !== undefined && !ownPublic.equals(verifyKey)) {
    throw invalid(`${place}: publicKey is not that of privateKey`, 'Leave publicKey out.');
  }
  const found = algorithmOf(verifyKey);
  if ('problem' in found) throw invalid(`${place}: ${found.problem}`);
  if (algorithm !== undefined && algorithm !== found.algorithm) {
    throw invalid(`${place}: this key is for ${found.algorithm}, not for ${algorithm}`);
  }
  return new VerificationKey(kid, found.algorithm, verifyKey, signKey);
}

function readPem(pem: string | KeyObject, part: 'public' | 'private', place: string): KeyObject {
  if (pem instanceof KeyObject) {
    if (pem.type === part || (pem.type === 'private' && part === 'public')) return pem;
    throw invalid(`${place}: ${part}Key is a ${pem.type} key`);
  }
  try {
    return part === 'private' ? createPrivateKey(pem) : createPublicKey(pem);
  } catch {
    // The cause may show parts of the key.
    throw invalid(`${place}: ${part}Key is no ${part} key in PEM without a passphrase`);
  }
}
