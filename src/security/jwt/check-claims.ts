import { ROLES, type Role } from '../../model/channel-security';
import type { JsonValue } from '../../model/json';
import { isSystemId } from '../../util/system-id';
import type { TokenText } from './token-text';

/** What a token says, once its signature and every rule below hold. */
export interface TokenClaims {
  readonly systemId: string;
  readonly role: Role;
  readonly channelIds: readonly string[] | undefined;
  readonly tokenId: string;
  readonly expiresAtMs: number;
}

/** What tokens must be beyond signed. */
export interface TokenRules {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly maxLifetimeMs: number;
  /** How far the clocks of others may be ahead. Never lengthens a life. */
  readonly clockToleranceMs: number;
  readonly tokenTypes: readonly string[];
  readonly acceptSssnTokens: boolean;
  /** Whether tokens of type `holon+jwt` were made by `issueToken`, and look exactly so. */
  readonly isOwnIssuer: boolean;
}

/** The `typ` of tokens that holon makes: nothing else that the same keys sign passes for one (RFC 8725, 3.11). */
export const HOLON_TOKEN_TYPE = 'holon+jwt';

/** Why a token is refused: for the operator's log, never for the caller. */
export type Refusal =
  | 'header'
  | 'type'
  | 'form'
  | 'exp'
  | 'expired'
  | 'iat'
  | 'lifetime'
  | 'nbf'
  | 'iss'
  | 'aud'
  | 'sub'
  | 'role'
  | 'channels'
  | 'jti';

const HEADER_NAMES = ['alg', 'typ', 'kid'];
const LONGEST_ID = 256;
const LONGEST_KID = 128;

/** A header that may be looked up by: its algorithm and key, and whether the token is one of SSSN's. */
export function checkHeader(
  { header }: TokenText,
  rules: TokenRules,
): { algorithm: string; kid: string | undefined; isSssn: boolean } | Refusal {
  // `crit`, `b64`, `jwk`, `jku`, `x5u` and all that is to come: what is not understood is not ignored.
  if (!Object.keys(header).every((name) => HEADER_NAMES.includes(name))) return 'header';
  const { alg: algorithm, typ, kid } = header;
  if (typeof algorithm !== 'string') return 'header';
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > LONGEST_KID)) return 'header';
  if (typeof typ === 'string' && rules.tokenTypes.includes(typ)) {
    return { algorithm, kid, isSssn: false };
  }
  const isSssn = rules.acceptSssnTokens && (typ === undefined || typ === 'JWT');
  return isSssn ? { algorithm, kid, isSssn } : 'type';
}

/** Tells why claims are refused, or what they are. */
export function checkClaims(
  { header, claims, isCanonical }: TokenText,
  rules: TokenRules,
  { nowMs, isSssn }: { readonly nowMs: number; readonly isSssn: boolean },
): TokenClaims | Refusal {
  if (rules.isOwnIssuer && header.typ === HOLON_TOKEN_TYPE && !isCanonical) return 'form';
  // No honest token has a claim `__proto__` or `constructor`.
  if (Object.keys(claims).some((name) => name in Object.prototype)) return 'form';
  const { sub, role, channels, jti, exp } = claims;
  const untimely = checkTimes(claims, rules, { nowMs, isSssn });
  if (untimely !== undefined) return untimely;
  const misplaced = checkParties(claims, rules, isSssn);
  if (misplaced !== undefined) return misplaced;
  if (!isSystemId(sub)) return 'sub';
  const known = ROLES.find((one) => one === role);
  if (known === undefined) return 'role';
  if (!isChannelList(channels)) return 'channels';
  if (!isId(jti)) return 'jti';
  return {
    systemId: sub,
    role: known,
    channelIds: channels ?? undefined,
    tokenId: jti,
    expiresAtMs: Math.floor((exp as number) * 1_000), // checkTimes has seen that it is a number
  };
}

type Claims = TokenText['claims'];

function checkTimes(
  { exp, iat, nbf }: Claims,
  { maxLifetimeMs, clockToleranceMs }: TokenRules,
  { nowMs, isSssn }: { readonly nowMs: number; readonly isSssn: boolean },
): Refusal | undefined {
  const isTime = isSssn ? isAnyTime : isWholeTime;
  if (!isTime(exp)) return 'exp';
  if (exp * 1_000 <= nowMs) return 'expired';
  const aheadMs = nowMs + clockToleranceMs;
  if (iat === undefined && isSssn) {
    if (exp * 1_000 > aheadMs + maxLifetimeMs) return 'lifetime';
  } else {
    if (!isTime(iat) || iat * 1_000 > aheadMs) return 'iat';
    // Whole seconds, as they are issued.
    if ((exp - iat) * 1_000 > Math.ceil(maxLifetimeMs / 1_000) * 1_000) return 'lifetime';
  }
  if (nbf === undefined) return undefined;
  return isTime(nbf) && nbf * 1_000 <= aheadMs ? undefined : 'nbf';
}

/**
 * The issuer where one is named. The audience must be ours alone, in one string: a token that is for others too could
 * be shown to us by any of them. One that names an audience where we have no name is for somebody else.
 */
function checkParties(
  { iss, aud }: Claims,
  { issuer, audience }: TokenRules,
  isSssn: boolean,
): Refusal | undefined {
  const isMissing = (claim: JsonValue | undefined): boolean => isSssn && claim === undefined;
  if (issuer !== undefined && iss !== issuer && !isMissing(iss)) return 'iss';
  return aud === audience || isMissing(aud) ? undefined : 'aud';
}

function isWholeTime(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0; // isSafeInteger accepts numbers only
}

/** Python's `time.time()` has parts of a second. */
function isAnyTime(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER / 1_000;
}

function isId(value: JsonValue | undefined): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= LONGEST_ID && value.isWellFormed()
  );
}

/** Absent and null mean every channel, an empty list none. */
function isChannelList(
  value: JsonValue | undefined,
): value is readonly string[] | null | undefined {
  return value === undefined || value === null || (Array.isArray(value) && value.every(isId));
}
