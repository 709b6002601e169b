import { HolonError } from '../errors/holon-error';
import type { Caller } from '../model/channel-security';
import type { ChannelLog, StoredClaim } from '../stores/channel-store';
import { throwIfAborted } from '../util/abort';
import type { Clock } from '../util/clock';
import { createDeferred, type Deferred } from '../util/deferred';
import { isPending } from '../util/eventually';
import type { Attendance } from './attendance';
import { systemIdOf } from './authorize';
import type { ClaimOptions } from './channel-handle';
import type { ChannelMeter } from './channel-meter';
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
  readonly meter: ChannelMeter;
  readonly attendance: Attendance;
  /** Asked again of whoever has waited: his right may have gone meanwhile. @throws HOLON_FORBIDDEN */
  readonly mayRead: (caller: Caller) => Promise<void> | undefined;
}

const NONE: readonly StoredClaim[] = Object.freeze([]);

/** Gives out the claims of one channel, to those who wait for them in turn. */
export class Claimer {
  private readonly place: string;
  /** Questions to the store that it has not answered. */
  private open = 0;
  private answered: Deferred<void> | undefined;

  constructor(private readonly source: ClaimSource) {
    this.place = `claim from channel '${source.channelId}'`;
  }

  claim(caller: Caller, options: ClaimOptions): Promise<Claim<unknown>[]> {
    if (this.source.ending.aborted) throw this.over();
    return this.take(caller, options, this.hold);
  }

  /**
   * Claims for a holder in another process, who settles them by id and token. Nothing of them is kept here: a drain
   * neither waits for them nor takes them back.
   */
  claimUnheld(caller: Caller, options: ClaimOptions): Promise<readonly StoredClaim[]> {
    return this.take(caller, options, this.passOut);
  }

  private async take<R extends readonly unknown[]>(
    caller: Caller,
    options: ClaimOptions,
    keep: (systemId: string, found: readonly StoredClaim[]) => R,
  ): Promise<R> {
    const { place } = this;
    const systemId = systemIdOf(caller);
    const { attendance, clock, ending, log, maintenance, meter, wakeups } = this.source;
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
        if (ending.aborted) return keep(systemId, NONE);
        attendance.seen(nowMs);
        const startedMs = meter.begin();
        const answer = log.claim(systemId, { limit, nowMs, expiresAtMs: nowMs + leaseMs });
        const claims = isPending(answer)
          ? await this.keepLater(systemId, answer, keep)
          : keep(systemId, answer);
        meter.end('claim', startedMs);
        if (claims.length > 0) {
          if (claims.length === limit) wakeups.passOn();
          return claims;
        }
        const leftMs = waitMs === 0 ? 0 : untilMs - clock.monotonicMs();
        if (leftMs <= 0 || ending.aborted) return claims;
        wakeups.wakeAt(await log.nextVisibleAtMs());
        await wakeups.wait(as, ticket, { timeoutMs: leftMs, signal: options.signal });
        throwIfAborted(options.signal);
        await this.source.mayRead(caller);
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

  private readonly hold = (systemId: string, found: readonly StoredClaim[]): Claim<unknown>[] => {
    const { held, meter, observation } = this.source;
    const claims = found.map((one) => held.hold<unknown>(systemId, one));
    meter.count('claim', claims.length);
    observation.received(claims);
    return claims;
  };

  private readonly passOut = (_: string, found: readonly StoredClaim[]): readonly StoredClaim[] => {
    const { held, meter, observation } = this.source;
    for (const one of found) held.passOut(one);
    meter.count('claim', found.length);
    observation.received(found.map(({ message }) => message));
    return found;
  };

  private async keepLater<R extends readonly unknown[]>(
    systemId: string,
    answer: Promise<readonly StoredClaim[]>,
    keep: (systemId: string, found: readonly StoredClaim[]) => R,
  ): Promise<R> {
    this.open += 1;
    try {
      const found = await answer;
      if (!this.source.ending.aborted) return keep(systemId, found);
      await this.giveBack(systemId, found);
      return keep(systemId, NONE);
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

  private over(): HolonError {
    const message = `Channel '${this.source.channelId}' is draining and gives out no more claims`;
    return new HolonError('HOLON_DRAINING', message, {
      hint: 'What is left is kept; claim again once the channel has been started anew.',
    });
  }
}
