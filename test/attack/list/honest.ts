import { JwtSecurity } from '../../../src/security/jwt-security';
import { ec, forge, header, pem, rsa, SECRET, type Json } from '../../unit/security/jwt/forge';

/** One key for each algorithm; `default` signs. */
export function guard(): JwtSecurity {
  return new JwtSecurity({
    keys: [
      { kid: 'default', secret: SECRET },
      { kid: 'rs', publicKey: pem(rsa().publicKey) },
      { kid: 'es', publicKey: pem(ec().publicKey) },
    ],
    issuer: 'plant',
    audience: 'station',
  });
}

/** The claims of an honest token that lives an hour; `undefined` leaves a claim out. */
export function claimsAt(now: number, changed: Json = {}): Json {
  return {
    sub: 'sensor',
    role: 'admin',
    iat: now,
    exp: now + 3_600,
    jti: 'token-1',
    iss: 'plant',
    aud: 'station',
    ...changed,
  };
}

/** An honest HS256 token. */
export function honest(now: number, changed: Json = {}): string {
  return forge(claimsAt(now, changed));
}

export const rsHeader = (changed: Json = {}): Json =>
  header({ alg: 'RS256', kid: 'rs', ...changed });
export const esHeader = (changed: Json = {}): Json =>
  header({ alg: 'ES256', kid: 'es', ...changed });
