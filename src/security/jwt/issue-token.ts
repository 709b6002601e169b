import { checkRole, invalid, isObject } from '../check-options';
import { isSystemId } from '../../util/system-id';
import { HOLON_TOKEN_TYPE, type TokenRules } from './check-claims';
import { signToken } from './jsonwebtoken';
import type { IssueTokenOptions } from './jwt-options';
import { LONGEST_TOKEN } from './token-text';
import type { SigningKey } from './verification-key';

const PLACE = 'JwtSecurity.issueToken';
const SHORTEST_LIFE_MS = 1_000;
const LONGEST_ID = 256;

/** A token that the same rules accept. @throws HOLON_INVALID_ARGUMENT */
export function issueToken(
  options: IssueTokenOptions,
  key: SigningKey,
  { rules, nowMs, tokenId }: { rules: TokenRules; nowMs: number; tokenId: string },
): string {
  checkIssue(options, rules);
  const { systemId, role, channelIds, expiresInMs } = options;
  const claims = {
    sub: systemId,
    role,
    ...(channelIds === undefined ? {} : { channels: channelIds }),
    iat: Math.floor(nowMs / 1_000),
    exp: Math.floor((nowMs + expiresInMs) / 1_000),
    jti: tokenId,
    ...(rules.issuer === undefined ? {} : { iss: rules.issuer }),
    ...(rules.audience === undefined ? {} : { aud: rules.audience }),
  };
  const { algorithm, kid, signKey } = key;
  const token = signToken(claims, signKey, { algorithm, kid, typ: HOLON_TOKEN_TYPE });
  if (token.length <= LONGEST_TOKEN) return token;
  throw invalid(
    `${PLACE}: the token has ${token.length} characters, and ${LONGEST_TOKEN} are read`,
    'Name fewer channels, or leave channelIds out and limit the caller by an AclSecurity.',
  );
}

function checkIssue(options: IssueTokenOptions, { maxLifetimeMs }: TokenRules): void {
  if (!isObject(options)) throw invalid(`${PLACE}: the options must be an object`);
  const { systemId, role, channelIds, expiresInMs } = options;
  if (!isSystemId(systemId)) {
    throw invalid(
      `${PLACE}: systemId must be 1 to 128 letters, digits, '.', '_', '-' or ':'`,
      'It names the caller; it need not be a system of this app.',
    );
  }
  checkRole(role, PLACE);
  const isList = Array.isArray(channelIds) && channelIds.every(isChannelId);
  if (channelIds !== undefined && !isList) {
    throw invalid(
      `${PLACE}: channelIds must be an array of ids`,
      'Leave it out for all channels; [] is none.',
    );
  }
  if (Number.isFinite(expiresInMs) && expiresInMs >= SHORTEST_LIFE_MS) {
    if (expiresInMs <= maxLifetimeMs) return;
    throw invalid(
      `${PLACE}: expiresInMs is ${expiresInMs}, and a token may live ${maxLifetimeMs} ms`,
      'Issue a shorter one and renew it, or set maxLifetimeMs of the JwtSecurity.',
    );
  }
  throw invalid(`${PLACE}: expiresInMs must be milliseconds of ${SHORTEST_LIFE_MS} or more`);
}

function isChannelId(value: unknown): boolean {
  return (
    typeof value === 'string' && value !== '' && value.length <= LONGEST_ID && value.isWellFormed()
  );
}
