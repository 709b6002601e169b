import type { KeyObject } from 'node:crypto';

import type { Role } from '../../model/channel-security';
import type { Clock } from '../../util/clock';
import type { IdSource } from '../../util/id-source';
import {
  checkOptions,
  FLAG,
  having,
  invalid,
  SPAN_MS,
  TEXT,
  type OptionCheck,
} from '../check-options';
import { HOLON_TOKEN_TYPE, type TokenRules } from './check-claims';
import type { JwksOptions } from './jwks-options';
import { SECRET, type JwtKey } from './jwt-key';

/** What `JwtSecurity` takes: one of `secret`, `keys` and `jwks`, and the rules of its tokens. */
export interface JwtSecurityOptions {
  /** At least 32 bytes: a ring of one key for HS256, whose `kid` is `default`. */
  readonly secret?: string | Uint8Array | KeyObject;
  /** The first with a secret or private part signs, all verify: put the next in front, and drop the last one later. */
  readonly keys?: readonly JwtKey[];
  /** The keys of an issuer elsewhere; `issuer` and `audience` are needed with it, and nothing can be issued. */
  readonly jwks?: string | URL | JwksOptions;
  /** `iss` of tokens; not looked at where left out. */
  readonly issuer?: string;
  /** `aud` of tokens, in one string; where left out, tokens that name one are refused: they are for somebody else. */
  readonly audience?: string;
  /** Longest life of a token, from `iat` to `exp`. @defaultValue 86 400 000, a day */
  readonly maxLifetimeMs?: number;
  /** How far the clock of an issuer may be ahead of ours; no token lives longer by it. @defaultValue 5 000 */
  readonly clockToleranceMs?: number;
  /** The `typ` that tokens may have; others than holon's are for issuers elsewhere. @defaultValue ['holon+jwt'] */
  readonly tokenTypes?: readonly string[];
  /** Takes tokens as SSSN makes them: `exp` with parts of a second, no `iss`, `aud`, `iat` and `typ`. @defaultValue false */
  readonly acceptSssnTokens?: boolean;
  /** Verified tokens that are remembered; each takes about 1 kB. @defaultValue 1 000 */
  readonly cacheSize?: number;
  /** @defaultValue that of the app */
  readonly clock?: Clock;
  /** Makes the ids of tokens. */
  readonly ids?: IdSource;
}

/** What a token is issued for. */
export interface IssueTokenOptions {
  /** Who shows it: the sender of what he writes. */
  readonly systemId: string;
  /** What he may do at most; each role allows those before it. */
  readonly role: Role;
  /** The channels it is for, services as `systems/<id>`; all where left out, none where empty. */
  readonly channelIds?: readonly string[] | undefined;
  /** From a second to `maxLifetimeMs`. */
  readonly expiresInMs: number;
}

const DAY_MS = 86_400_000;
const TOLERANCE_MS = 5_000;
const LONGEST_TOLERANCE_MS = 300_000;

const isSpan = (value: unknown): value is number => typeof value === 'number' && value >= 0;

const TYPES: OptionCheck = [
  'an array of strings',
  (value) => Array.isArray(value) && value.length > 0 && value.every(TEXT[1]),
];

const OPTIONS = {
  secret: SECRET,
  keys: ['an array of keys', (value: unknown) => Array.isArray(value)] as const,
  jwks: [
    'a URL or an object with one',
    (value: unknown) => typeof value === 'string' || (typeof value === 'object' && value !== null),
  ] as const,
  issuer: TEXT,
  audience: TEXT,
  maxLifetimeMs: SPAN_MS,
  clockToleranceMs: [
    `milliseconds from 0 to ${LONGEST_TOLERANCE_MS}`,
    (value: unknown) => isSpan(value) && value <= LONGEST_TOLERANCE_MS,
  ] as const,
  tokenTypes: TYPES,
  acceptSssnTokens: FLAG,
  cacheSize: [
    'a whole number of 0 or more',
    (value: unknown) => Number.isSafeInteger(value) && isSpan(value),
  ] as const,
  clock: having('a Clock', 'nowMs', 'setTimer'),
  ids: having('an IdSource', 'next'),
};

/** @throws HOLON_INVALID_ARGUMENT */
export function checkJwtOptions(options: JwtSecurityOptions, place: string): void {
  checkOptions(options, OPTIONS, place);
  const { secret, keys, jwks, issuer, audience, acceptSssnTokens } = options;
  const sources = [secret, keys, jwks].filter((source) => source !== undefined);
  if (sources.length !== 1) {
    throw invalid(
      `${place} takes one of secret, keys and jwks, and has ${sources.length}`,
      'Pass { secret } of at least 32 bytes, such as one from an environment variable, or { keys } or { jwks }.',
    );
  }
  if (jwks === undefined) return;
  if (issuer === undefined || audience === undefined) {
    throw invalid(
      `${place}: with jwks, tokens that were made for others must be told from ours`,
      'Pass issuer and audience, as the issuer writes them into `iss` and `aud`.',
    );
  }
  if (acceptSssnTokens === true) {
    throw invalid(`${place}: acceptSssnTokens needs a secret`, 'Pass secret or keys, not jwks.');
  }
}

/** The rules that tokens are held to. */
export function rulesOf(options: JwtSecurityOptions): TokenRules {
  return {
    issuer: options.issuer,
    audience: options.audience,
    maxLifetimeMs: options.maxLifetimeMs ?? DAY_MS,
    clockToleranceMs: options.clockToleranceMs ?? TOLERANCE_MS,
    tokenTypes: options.tokenTypes ?? [HOLON_TOKEN_TYPE],
    acceptSssnTokens: options.acceptSssnTokens ?? false,
    isOwnIssuer: options.jwks === undefined,
  };
}
