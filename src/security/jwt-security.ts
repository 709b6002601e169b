import type { JsonWebKey } from 'node:crypto';

import { roleAllows, type Action, type Principal } from '../model/channel-security';
import type { Eventually } from '../model/json';
import { systemClock, type Clock } from '../util/clock';
import { TimeOrderedIdSource, type IdSource } from '../util/id-source';
import { invalid } from './check-options';
import { issueToken } from './jwt/issue-token';
import { JwksProvider } from './jwt/jwks-provider';
import { resolveJwks } from './jwt/jwks-options';
import { toVerificationKey, type JwtKey } from './jwt/jwt-key';
import {
  checkJwtOptions,
  rulesOf,
  type IssueTokenOptions,
  type JwtSecurityOptions,
} from './jwt/jwt-options';
import { KeyRing } from './jwt/key-ring';
import { RevokedTokens } from './jwt/revoked-tokens';
import { TokenVerifier } from './jwt/token-verifier';
import type { ManagedSecurity, SecurityEnvironment } from './managed-security';

const PLACE = 'new JwtSecurity';
const LONGEST_TOKEN_ID = 256;

/**
 * Callers show signed tokens that say who they are, what they may do, where, and for how long. Systems of the same
 * process need none: they may do what they declare. A token that is refused is refused without a reason; the log has
 * it, at level `debug`.
 */
export class JwtSecurity implements ManagedSecurity {
  readonly trustsCallers = false;
  private clock: Clock;
  private readonly ids: IdSource;
  private readonly options: JwtSecurityOptions;
  private readonly ring: KeyRing;
  private readonly provider: JwksProvider | undefined;
  private readonly verifier: TokenVerifier;
  private readonly revoked: RevokedTokens;
  private readonly environments = new Set<SecurityEnvironment>();

  /** @throws HOLON_INVALID_ARGUMENT also for a key that is too weak, so that no app starts with one */
  constructor(options: JwtSecurityOptions) {
    checkJwtOptions(options, PLACE);
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.ids = options.ids ?? new TimeOrderedIdSource();
    this.revoked = new RevokedTokens(this.ids);
    const { secret, jwks, keys = [] } = options;
    const own = secret === undefined ? keys : [{ kid: 'default', secret }];
    if (jwks === undefined && own.length === 0) {
      throw invalid(`${PLACE}: keys is empty`, 'Pass at least one key.');
    }
    this.ring = new KeyRing(
      own.map((key) => toVerificationKey(key, PLACE)),
      'JwtSecurity',
    );
    const clock = (): Clock => this.clock;
    this.provider =
      jwks === undefined
        ? undefined
        : new JwksProvider(resolveJwks(jwks, PLACE), {
            clock,
            report: (event, fields) => this.tell('report', event, fields),
          });
    this.verifier = new TokenVerifier({
      rules: rulesOf(options),
      keys: this.provider ?? this.ring,
      revoked: this.revoked,
      cacheSize: options.cacheSize ?? 1_000,
      clock,
      trace: (event, fields) => this.tell('trace', event, fields),
    });
  }

  /** Who shows `token`; at once, but for a key that must be read from elsewhere. Never throws. */
  authenticate(token: string | undefined): Eventually<Principal | undefined> {
    return this.verifier.verify(token);
  }

  authorize(principal: Principal, action: Action, resource: string): boolean {
    const { role, channelIds } = principal;
    if (!roleAllows(role, action)) return false;
    if (channelIds !== undefined && !channelIds.includes(resource)) return false;
    return this.verifier.isCurrent(principal, this.clock.nowMs());
  }

  /**
   * A token that this security accepts, signed with the first key that can sign.
   * @throws HOLON_INVALID_ARGUMENT, also for a life longer than `maxLifetimeMs`; HOLON_WRONG_STATE without such a key
   */
  issueToken(options: IssueTokenOptions): string {
    const nowMs = this.clock.nowMs();
    return issueToken(options, this.ring.signer(), {
      rules: this.verifier.rules,
      nowMs,
      tokenId: this.ids.next(nowMs),
    });
  }

  /**
   * Ends a token, by its id (`jti`) or the token itself. It holds at once, for open streams too; resolves when it
   * outlives a restart. Before the app starts, it is kept in memory until then.
   * @throws HOLON_INVALID_ARGUMENT for a token that is not valid; HOLON_STORE_FAILED when it holds, but is not stored
   */
  async revoke(tokenOrId: string): Promise<void> {
    const nowMs = this.clock.nowMs();
    const { maxLifetimeMs, clockToleranceMs } = this.verifier.rules;
    if (isTokenId(tokenOrId)) {
      // It may have been issued just now, by a clock ahead of ours.
      const expiresAtMs = nowMs + maxLifetimeMs + clockToleranceMs;
      return this.revoked.add({ tokenId: tokenOrId, expiresAtMs }, nowMs);
    }
    const revocation = await this.verifier.revocationOf(tokenOrId);
    if (revocation === 'expired') return;
    if (typeof revocation === 'string') {
      throw invalid(
        'JwtSecurity.revoke: this is neither the id of a token nor a token that is valid here',
        'Pass the `jti` of the token.',
      );
    }
    return this.revoked.add(revocation, nowMs);
  }

  /**
   * Adds a key; it signs from now on if it can and `signs` is not false. The others still verify.
   * @throws HOLON_INVALID_ARGUMENT for a weak key, when there is one of this `kid`, and with `jwks`
   */
  addKey(key: JwtKey, options: { readonly signs?: boolean } = {}): void {
    if (this.provider !== undefined) {
      throw invalid('JwtSecurity.addKey: with jwks, keys are those of the issuer');
    }
    this.ring.add(toVerificationKey(key, 'JwtSecurity.addKey'), { signs: options.signs ?? true });
  }

  /** Removes a key, and ends every token that it signed at once; answers whether there was one. */
  removeKey(kid: string): boolean {
    return this.ring.remove(kid);
  }

  /** The public keys as a JSON Web Key Set, for those who verify tokens elsewhere; secrets are not in it. */
  publicKeys(): { readonly keys: JsonWebKey[] } {
    return { keys: this.ring.publicJwks() };
  }

  async start(environment: SecurityEnvironment): Promise<void> {
    if (this.options.clock === undefined) this.clock = environment.clock;
    this.environments.add(environment);
    this.provider?.keepFresh(this.clock.nowMs());
    await this.revoked.open(environment);
  }

  async stop(environment: SecurityEnvironment): Promise<void> {
    this.environments.delete(environment);
    if (this.environments.size === 0) this.provider?.close();
    await this.revoked.close(environment);
  }

  private tell(
    to: 'report' | 'trace',
    event: string,
    fields: Readonly<Record<string, unknown>>,
  ): void {
    for (const environment of this.environments) environment[to](event, fields);
  }
}

/** Every token begins with `{"` in base64; a part of one must not pass for an id. */
function isTokenId(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text !== '' &&
    text.length <= LONGEST_TOKEN_ID &&
    text.isWellFormed() &&
    !text.startsWith('eyJ')
  );
}
