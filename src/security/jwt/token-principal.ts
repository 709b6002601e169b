import type { Principal, Role } from '../../model/channel-security';
import type { TokenClaims } from './check-claims';
import type { VerificationKey } from './verification-key';

/** Who showed a token. It remembers the key, so that what the key signed ends with the key, streams included. */
export class TokenPrincipal implements Principal {
  readonly systemId: string;
  readonly role: Role;
  declare readonly channelIds?: readonly string[];
  readonly tokenId: string;
  readonly expiresAtMs: number;
  readonly #key: VerificationKey;

  constructor(claims: TokenClaims, key: VerificationKey) {
    this.systemId = claims.systemId;
    this.role = claims.role;
    if (claims.channelIds !== undefined) this.channelIds = Object.freeze([...claims.channelIds]);
    this.tokenId = claims.tokenId;
    this.expiresAtMs = claims.expiresAtMs;
    this.#key = key;
    Object.freeze(this);
  }

  /** Whether the key of `principal` may still be used; a copy has none, and its token must do. */
  static hasUsableKey(principal: object, nowMs: number): boolean {
    return !(#key in principal) || principal.#key.usableUntilMs > nowMs;
  }
}
