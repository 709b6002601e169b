import type { ChannelLog, StoredClaim } from '../stores/channel-store';
import { throwIfAborted } from '../util/abort';
import type { Clock } from '../util/clock';
import { createDeferred, type Deferred } from '../util/deferred';
import { isPending } from '../util/eventually';
import type { ClaimOptions } from './channel-handle';
import { checkId, checkLimit, checkSpan } from './check-arguments';
import type { Claim } from './claim';
import type { HeldClaims } from './held-claims';
import type { Maintenance } from './maintenance';
import type { Observation } from './observation';
import type { Wakeups } from './wakeups';

/** What claims of one channel are given out from. */
export interface ClaimSource {
  readonly channelId: string;
  readonly claimTimeoutMs: number;
  readonly log: ChannelLog;
  readonly clock: Clock;
  readonly maintenance: Maintenance;
  readonly wakeups: Wakeups;
  readonly held: HeldClaims;
  /** Aborts when the channel begins to drain; nobody gets a claim then. */
  readonly ending: AbortSignal;
  readonly observation: Observation;
}

/** Gives out the claims of one channel, to those who wait for them in turn. */
export class Claimer {
  private readonly place: string;
  /** Questions to the store that it has not answered. */
  private open = 0;
  private answered: Deferred<void> | undefined;

  constructor(private readonly source: ClaimSource) {
    this.place = `claim from channel '${source.channelId}'`;
  }

  async claim(systemId: string, options: ClaimOptions): Promise<Claim<unknown>[]> {
    const { place } = this;
    const { clock, ending, log, maintenance, wakeups } = this.source;
    const limit = checkLimit(options.limit, place);
    checkId(systemId, 'systemId', place);
    const waitMs = checkSpan(options.waitMs ?? 0, 'waitMs', place);
    const leaseMs = checkSpan(options.timeoutMs ?? this.source.claimTimeoutMs, 'timeoutMs', place);
    throwIfAborted(options.signal);
    const untilMs = waitMs === 0 ? 0 : clock.monotonicMs() + waitMs;
    try {
      for (let as: 'claimer' | 'returned' = 'claimer'; ; as = 'returned') {
        const ticket = wakeups.ticket();
        const nowMs = clock.nowMs();
        if (maintenance.ageIsDue(nowMs)) await maintenance.enforce();
        // What a drain gives back is not for those who still wait here.
        if (ending.aborted) return [];
        const answer = log.claim(systemId, { limit, nowMs, expiresAtMs: nowMs + leaseMs });
        const claims = isPending(answer)
          ? await this.holdLater(systemId, answer)
          : this.hold(systemId, answer);
        if (claims.length > 0) {
          if (claims.length === limit) wakeups.passOn();
          return claims;
        }
        const leftMs = waitMs === 0 ? 0 : untilMs - clock.monotonicMs();
        if (leftMs <= 0 || ending.aborted) return [];
        wakeups.wakeAt(await log.nextVisibleAtMs());
        await wakeups.wait(as, ticket, { timeoutMs: leftMs, signal: options.signal });
        throwIfAborted(options.signal);
      }
    } catch (error) {
      // It may have been this call that was woken for a message; the next one must not sleep on.
      wakeups.passOn();
      throw error;
    }
  }

  /** Resolves when the store has answered, and what came too late was given back. */
  whenAnswered(): Promise<void> {
    if (this.open === 0) return Promise.resolve();
    this.answered ??= createDeferred();
    return this.answered.promise;
  }

  private hold(systemId: string, found: readonly StoredClaim[]): Claim<unknown>[] {
    const { held, observation } = this.source;
    const claims = found.map((one) => held.hold<unknown>(systemId, one));
    observation.received(claims);
    return claims;
  }

  private async holdLater(
    systemId: string,
    answer: Promise<readonly StoredClaim[]>,
  ): Promise<Claim<unknown>[]> {
    this.open += 1;
    try {
      const found = await answer;
      if (!this.source.ending.aborted) return this.hold(systemId, found);
      await this.giveBack(systemId, found);
      return [];
    } finally {
      this.open -= 1;
      if (this.open === 0) this.answered?.resolve();
    }
  }

  private async giveBack(holder: string, found: readonly StoredClaim[]): Promise<void> {
    const { clock, log } = this.source;
    for (const { message, token } of found) {
      const action = { kind: 'release' } as const;
      await log.settle({ holder, id: message.id, token, action }, clock.nowMs());
    }
  }
}
