import type { IncomingMessage } from 'node:http';

import type { ChannelSecurity, Principal } from '../../model/channel-security';
import type { Eventually } from '../../model/json';
import { isSystemId } from '../../util/system-id';
import type { Clock } from '../../util/clock';
import { isPending } from '../../util/eventually';
import { BearerTokens, MALFORMED } from './bearer-token';
import type { ClientAddresses } from './client-address';
import { RequestRefusal } from './request-refusal';
import { TokenBuckets } from './token-buckets';

const ANONYMOUS: Principal = Object.freeze({ systemId: 'anonymous', role: 'admin' });

/** Somebody of whom nothing is asked and who may do nothing. */
export const NOBODY: Principal = Object.freeze({ systemId: 'anonymous', channelIds: [] });

const FAILURES_PER_SECOND = 20;
const FAILURES_AT_ONCE = 100;
const MOST_GOOD_TOKENS = 1_000;

/** Knows who calls, and slows down those who try tokens. */
export class Callers {
  private readonly tokens = new BearerTokens();
  private readonly failures: TokenBuckets;
  /** Tokens that were valid while somebody at the same address tried others: a proxy has one address for all. */
  private readonly good = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly addresses: ClientAddresses,
  ) {
    this.failures = new TokenBuckets(clock, FAILURES_PER_SECOND, FAILURES_AT_ONCE);
  }

  /** @throws HOLON_UNAUTHENTICATED, HOLON_RATE_LIMITED */
  authenticate(
    security: ChannelSecurity | undefined,
    request: IncomingMessage,
  ): Eventually<Principal> {
    const token = this.tokens.of(request);
    if (token === MALFORMED) throw this.refuse(request);
    if (security === undefined) return openPrincipal(token);
    if (this.isWatched(request)) this.checkPatience(request, token);
    const found = security.authenticate(token);
    if (isPending(found)) return found.then((late) => this.accept(late, token, request));
    return this.accept(found, token, request);
  }

  /** The same for another security than the one that let the request in; undefined for whom it does not know. */
  identify(
    security: ChannelSecurity | undefined,
    request: IncomingMessage,
  ): Eventually<Principal | undefined> {
    const token = this.tokens.of(request);
    if (token === MALFORMED) return undefined;
    return security === undefined ? openPrincipal(token) : security.authenticate(token);
  }

  /** By what the requests and streams of a caller are counted: those who do not say who they are are told apart by address. */
  keyOf({ systemId }: Principal, request: IncomingMessage): string {
    if (systemId !== ANONYMOUS.systemId) return systemId;
    // No id holds a space.
    return `${systemId} ${this.addresses.keyOf(request)}`;
  }

  private accept(
    principal: Principal | undefined,
    token: string | undefined,
    request: IncomingMessage,
  ): Principal {
    if (principal === undefined) throw this.refuse(request);
    const { expiresAtMs } = principal;
    if (expiresAtMs !== undefined && expiresAtMs <= this.clock.nowMs()) throw this.refuse(request);
    if (token !== undefined && this.isWatched(request)) {
      if (this.good.size >= MOST_GOOD_TOKENS) this.good.clear();
      this.good.add(token);
    }
    return principal;
  }

  /** Whether somebody at the address of the caller has failed. */
  private isWatched(request: IncomingMessage): boolean {
    return !this.failures.isEmpty && this.failures.has(this.addresses.keyOf(request));
  }

  private checkPatience(request: IncomingMessage, token: string | undefined): void {
    const waitMs = this.failures.look(this.addresses.keyOf(request));
    if (waitMs === 0 || (token !== undefined && this.good.has(token))) return;
    throw new RequestRefusal('HOLON_RATE_LIMITED', 'Too many requests without a valid token', {
      headers: ['Retry-After', String(Math.ceil(waitMs / 1_000))],
    });
  }

  private refuse(request: IncomingMessage): RequestRefusal {
    this.failures.take(this.addresses.keyOf(request));
    return noToken();
  }
}

/** Always the same words: why a token is not valid is not said. */
export function noToken(): RequestRefusal {
  return new RequestRefusal('HOLON_UNAUTHENTICATED', 'There is no valid token');
}

/** Where nothing guards, callers are who they say they are. */
function openPrincipal(token: string | undefined): Principal {
  if (token === undefined || !isSystemId(token)) return ANONYMOUS;
  return { systemId: token, role: 'admin' };
}
