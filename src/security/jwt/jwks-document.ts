import { createPublicKey, type JsonWebKey } from 'node:crypto';

import { isObject } from '../check-options';
import { algorithmOf, VerificationKey } from './verification-key';

const LONGEST_KID = 128;

/**
 * The keys of a JSON Web Key Set that signatures can be verified with; all others are left out, as RFC 7517 wants.
 * Undefined when it is no key set.
 */
export function readJwks(text: string, maxKeys: number): readonly VerificationKey[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(document) || !Array.isArray(document.keys)) return undefined;
  const keys = new Map<string, VerificationKey>();
  for (const jwk of document.keys as readonly unknown[]) {
    const key = isObject(jwk) ? toKey(jwk) : undefined;
    if (key === undefined || keys.has(key.kid)) continue;
    if (keys.size === maxKeys) break;
    keys.set(key.kid, key);
  }
  return [...keys.values()];
}

function toKey(jwk: Readonly<Record<string, unknown>>): VerificationKey | undefined {
  const { kid, use, alg, key_ops: operations } = jwk;
  if (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID) return undefined;
  if (use !== undefined && use !== 'sig') return undefined;
  if (Array.isArray(operations) && !operations.includes('verify')) return undefined;
  try {
    const verifyKey = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }); // throws for what is no public key, secrets too
    const found = algorithmOf(verifyKey);
    if ('problem' in found || (alg !== undefined && alg !== found.algorithm)) return undefined;
    return new VerificationKey(kid, found.algorithm, verifyKey);
  } catch {
    return undefined;
  }
}
