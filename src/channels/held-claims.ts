import { HolonError } from '../errors/holon-error';
import type { Eventually } from '../model/json';
import type { ChannelLog, Settlement, StoredClaim } from '../stores/channel-store';
import { createDeferred, type Deferred } from '../util/deferred';
import type { Clock, Timer } from '../util/clock';
import { isPending } from '../util/eventually';
import { HeldClaim, type ClaimLink } from './claim';

/** Which of the ids were settled, and which are not (or no longer) claimed by the caller. */
export interface SettlementResult {
  readonly settled: readonly string[];
  readonly refused: readonly string[];
}

/** The claims that this process has given out on one channel and that are not settled yet. */
export class HeldClaims {
  private readonly claims = new Map<string, HeldClaim<unknown>>();
  private empty: Deferred<void> | undefined;
  private expiry: Timer | undefined;
  private readonly link: ClaimLink;

  constructor(
    channelId: string,
    private readonly log: ChannelLog,
    private readonly clock: Clock,
    /** Hears until when a message was hidden. */
    private readonly hidden: (untilMs: number) => void,
  ) {
    this.link = { channelId, clock, settle: (settlement) => this.settle(settlement) };
  }

  hold<T>(holder: string, stored: StoredClaim): HeldClaim<T> {
    const claim = new HeldClaim<T>(holder, stored, this.link);
    this.claims.get(claim.id)?.markLost();
    this.claims.set(claim.id, claim); // the map does not look at content
    this.hidden(stored.expiresAtMs);
    return claim;
  }

  /** Settles by id what `holder` holds. */
  async settleAll(
    holder: string,
    ids: readonly string[],
    action: Settlement['action'],
  ): Promise<SettlementResult> {
    const done = await Promise.all(
      ids.map(async (id) => {
        const held = this.heldBy(holder, id);
        const token = held === undefined ? {} : { token: held.token };
        const settled = await this.settle({ holder, id, ...token, action });
        if (settled) held?.markSettled();
        return settled;
      }),
    );
    return {
      settled: ids.filter((_, index) => done[index]),
      refused: ids.filter((_, index) => !done[index]),
    };
  }

  /** What tells the present claim of `holder` on this message from others; undefined when nothing is held here. */
  tokenOf(holder: string, id: string): string | number | undefined {
    return this.heldBy(holder, id)?.token;
  }

  /** A transaction settled it. */
  settledElsewhere(settlement: Settlement): void {
    const held = this.meant(settlement);
    if (held === undefined) return;
    held.markSettled();
    this.forget(held);
  }

  /** Drops what has expired; its holders learn it from their signals. */
  dropExpired(nowMs: number): void {
    for (const claim of this.claims.values()) {
      if (claim.expiresAtMs > nowMs) continue;
      claim.markLost();
      this.forget(claim);
    }
  }

  /** Resolves when nothing is held. */
  whenEmpty(): Promise<void> {
    if (this.claims.size === 0) return Promise.resolve();
    this.empty ??= createDeferred();
    this.watchExpiry();
    return this.empty.promise;
  }

  /** Gives everything back; being interrupted counts as no attempt. Answers the ids. */
  async releaseAll(): Promise<readonly string[]> {
    this.expiry?.cancel();
    const released: string[] = [];
    for (const claim of [...this.claims.values()]) {
      try {
        await claim.release();
        claim.markLost();
        released.push(claim.id);
      } catch (error) {
        if (!(error instanceof HolonError && error.code === 'HOLON_CLAIM_LOST')) throw error;
      }
    }
    return released;
  }

  private settle(settlement: Settlement): Eventually<boolean> {
    const answer = this.log.settle(settlement, this.clock.nowMs());
    if (!isPending(answer)) return this.noted(settlement, answer);
    return answer.then((late) => this.noted(settlement, late));
  }

  private noted(settlement: Settlement, settled: boolean): boolean {
    const { action } = settlement;
    const held = this.meant(settlement);
    if (!settled) {
      held?.markLost();
      if (held !== undefined) this.forget(held);
      return false;
    }
    if (action.kind === 'extend') this.hidden(action.expiresAtMs);
    else if (held !== undefined) this.forget(held);
    if (action.kind === 'nack' && action.visibleAtMs !== undefined) this.hidden(action.visibleAtMs);
    return true;
  }

  /** A claim that expires is no longer waited for. */
  private watchExpiry(): void {
    let earliestMs = Infinity;
    for (const { expiresAtMs } of this.claims.values()) {
      if (expiresAtMs < earliestMs) earliestMs = expiresAtMs;
    }
    this.expiry?.cancel();
    this.expiry = this.clock.setTimer(earliestMs - this.clock.nowMs(), () => {
      this.dropExpired(this.clock.nowMs());
      if (this.claims.size > 0) this.watchExpiry();
    });
  }

  private heldBy(holder: string, id: string): HeldClaim<unknown> | undefined {
    const held = this.claims.get(id);
    return held?.heldBy(holder) === true ? held : undefined;
  }

  /** The held claim that was settled. The message may be claimed anew by the time the store answers. */
  private meant({ id, token }: Settlement): HeldClaim<unknown> | undefined {
    const held = this.claims.get(id);
    return held !== undefined && held.token === token ? held : undefined;
  }

  private forget(claim: HeldClaim<unknown>): void {
    this.claims.delete(claim.id);
    if (this.claims.size > 0) return;
    this.expiry?.cancel();
    this.empty?.resolve();
    this.empty = undefined;
  }
}
