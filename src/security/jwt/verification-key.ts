import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

import type { Eventually } from '../../model/json';
import type { TokenAlgorithm } from './jsonwebtoken';

/** A key that is trusted, for one algorithm alone. */
export class VerificationKey {
  /**
   * Tokens of this key are good until then, milliseconds since 1970, however long they would live. Looked at whenever
   * such a token is used, so that setting it ends what is known already.
   */
  usableUntilMs = Infinity;

  constructor(
    readonly kid: string,
    readonly algorithm: TokenAlgorithm,
    readonly verifyKey: KeyObject,
    readonly signKey?: KeyObject,
  ) {}

  retire(): void {
    this.usableUntilMs = -Infinity;
  }

  /** What others verify with; undefined for a secret. */
  publicJwk(): JsonWebKey | undefined {
    if (this.verifyKey.type !== 'public') return undefined;
    const { kid, algorithm: alg } = this;
    return { ...this.verifyKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
  }
}

/** What tokens are signed with. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  readonly signKey: KeyObject;
}

/** Where keys are looked up. */
export interface KeySource {
  /** Those that a token with this header may be signed with; at once where that is known. */
  find(kid: string | undefined, algorithm: string): Eventually<readonly VerificationKey[]>;
  /** Renews what has grown old, behind the scenes. Called at every use of a token, so it must be cheap. */
  keepFresh(nowMs: number): void;
}

/** What a key is for by its kind, or what is wrong with it. */
export function algorithmOf(
  key: KeyObject,
): { readonly algorithm: TokenAlgorithm } | { readonly problem: string } {
  const { asymmetricKeyType, asymmetricKeyDetails = {} } = key;
  if (asymmetricKeyType === 'rsa') {
    const bits = asymmetricKeyDetails.modulusLength ?? 0;
    if (bits >= 2_048) return { algorithm: 'RS256' };
    return { problem: `an RSA key of ${bits} bits is too weak: at least 2048` };
  }
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails.namedCurve === 'prime256v1') {
    return { algorithm: 'ES256' };
  }
  return { problem: 'the key must be RSA (RS256) or on the curve P-256 (ES256)' };
}

/** The public part of a public or private key. */
export function publicPartOf(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key;
}
