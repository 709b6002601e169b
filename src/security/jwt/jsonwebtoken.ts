import type { KeyObject } from 'node:crypto';

type JsonWebToken = typeof import('jsonwebtoken');

let loaded: JsonWebToken | undefined;

/** Loaded when the first token is looked at, so that importing holon does not load it. */
function jsonwebtoken(): JsonWebToken {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above; it is what its types say it is
  loaded ??= require('jsonwebtoken') as JsonWebToken;
  return loaded;
}

/** How tokens are signed; each key is for one of these alone. */
export type TokenAlgorithm = 'HS256' | 'RS256' | 'ES256';

export const TOKEN_ALGORITHMS: readonly TokenAlgorithm[] = ['HS256', 'RS256', 'ES256'];

/** Whether the signature of `token` is of this key and this algorithm. Says nothing of its claims. */
export function isSigned(token: string, key: KeyObject, algorithm: TokenAlgorithm): boolean {
  try {
    jsonwebtoken().verify(token, key, {
      algorithms: [algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    // A payload that is no JSON ends in a SyntaxError, so the class of the error says nothing.
    return false;
  }
}

/** A token of these claims, as they are. */
export function signToken(
  claims: object,
  key: KeyObject,
  { algorithm, kid, typ }: { algorithm: TokenAlgorithm; kid: string; typ: string },
): string {
  // As text, because the library writes an `iat` of the machine's clock into objects.
  return jsonwebtoken().sign(JSON.stringify(claims), key, {
    algorithm,
    header: { alg: algorithm, typ, kid },
  });
}
