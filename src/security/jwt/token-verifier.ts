import type { Principal } from '../../model/channel-security';
import type { Eventually } from '../../model/json';
import type { Clock } from '../../util/clock';
import { isPending } from '../../util/eventually';
import type { SecurityReport } from '../managed-security';
import { checkClaims, checkHeader, type Refusal, type TokenRules } from './check-claims';
import { isSigned } from './jsonwebtoken';
import type { Revocation } from './revocation-log';
import type { RevokedTokens } from './revoked-tokens';
import { TokenCache } from './token-cache';
import { TokenPrincipal } from './token-principal';
import { LONGEST_TOKEN, readToken, type TokenText } from './token-text';
import type { KeySource, VerificationKey } from './verification-key';

/** What a verifier works with. */
export interface VerifierParts {
  readonly rules: TokenRules;
  readonly keys: KeySource;
  readonly revoked: RevokedTokens;
  readonly cacheSize: number;
  /** Asked anew each time: an app brings its clock when it starts. */
  readonly clock: () => Clock;
  readonly trace: SecurityReport;
}

type Reason = Refusal | 'key' | 'signature' | 'revoked' | 'unexpected';
type Header = Exclude<ReturnType<typeof checkHeader>, Refusal>;

/** Tells who a token is of, or nothing. */
export class TokenVerifier {
  readonly rules: TokenRules;
  private readonly cache: TokenCache;

  constructor(private readonly parts: VerifierParts) {
    this.rules = parts.rules;
    this.cache = new TokenCache(parts.cacheSize);
  }

  /** Answers at once for tokens that are known, and where no key must be read from elsewhere. */
  verify(token: string | undefined): Eventually<Principal | undefined> {
    if (typeof token !== 'string' || token.length > LONGEST_TOKEN) return undefined;
    const nowMs = this.parts.clock().nowMs();
    this.parts.keys.keepFresh(nowMs);
    const known = this.cache.get(token);
    if (known !== undefined) {
      if (this.isCurrent(known, nowMs)) return known;
      this.cache.delete(token);
    }
    const found = this.inspect(token);
    if (isPending(found)) return found.then((late) => this.conclude(token, late));
    return this.conclude(token, found);
  }

  /** Whether what was verified once still holds. Systems of the same process came with no token, and always do. */
  isCurrent(principal: Principal, nowMs: number): boolean {
    const { expiresAtMs, tokenId } = principal;
    if (expiresAtMs !== undefined && expiresAtMs <= nowMs) return false;
    if (tokenId === undefined) return true;
    return !this.parts.revoked.has(tokenId) && TokenPrincipal.hasUsableKey(principal, nowMs);
  }

  /** What ends this token; why there is nothing to end where it is not valid. */
  async revocationOf(token: string): Promise<Revocation | Reason> {
    if (typeof token !== 'string' || token.length > LONGEST_TOKEN) return 'form';
    const found = await this.inspect(token);
    if (typeof found === 'string') return found;
    return { tokenId: found.tokenId, expiresAtMs: found.expiresAtMs };
  }

  private conclude(token: string, found: TokenPrincipal | Reason): Principal | undefined {
    const reason = this.refusalOf(found);
    if (reason !== undefined) {
      this.parts.trace('security.token-refused', { reason });
      return undefined;
    }
    const principal = found as TokenPrincipal; // a reason was told above
    this.cache.set(token, principal);
    return principal;
  }

  private refusalOf(found: TokenPrincipal | Reason): Reason | undefined {
    if (typeof found === 'string') return found;
    return this.parts.revoked.has(found.tokenId) ? 'revoked' : undefined;
  }

  /** Everything but whether it was revoked. Never throws. */
  private inspect(token: string): Eventually<TokenPrincipal | Reason> {
    try {
      const text = readToken(token);
      if (text === undefined) return 'form';
      const header = checkHeader(text, this.rules);
      if (typeof header === 'string') return header;
      const keys = this.parts.keys.find(header.kid, header.algorithm);
      if (!isPending(keys)) return this.inspectBy(keys, token, text, header);
      return keys.then(
        (late) => this.inspectBy(late, token, text, header),
        () => 'unexpected',
      );
    } catch {
      return 'unexpected';
    }
  }

  /** The signature first: what is not signed says nothing. */
  private inspectBy(
    keys: readonly VerificationKey[],
    token: string,
    text: TokenText,
    { isSssn }: Header,
  ): TokenPrincipal | Reason {
    if (keys.length === 0) return 'key';
    const key = keys.find(({ verifyKey, algorithm }) => isSigned(token, verifyKey, algorithm));
    if (key === undefined) return 'signature';
    const claims = checkClaims(text, this.rules, { nowMs: this.parts.clock().nowMs(), isSssn });
    return typeof claims === 'string' ? claims : new TokenPrincipal(claims, key);
  }
}
