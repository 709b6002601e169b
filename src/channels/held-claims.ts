import { HolonError } from '../errors/holon-error';
import type { Eventually } from '../model/json';
import type { ChannelLog, Settlement, StoredClaim } from '../stores/channel-store';
import { createDeferred, type Deferred } from '../util/deferred';
import type { Clock, Timer } from '../util/clock';
import { isPending } from '../util/eventually';
import { nextTurn } from '../util/turn';
import type { ChannelMeter } from './channel-meter';
import { HeldClaim, type ClaimLink } from './claim';
import { Ongoing } from './ongoing';

/** Which of the ids were settled, and which are not (or no longer) claimed by the caller. */
export interface SettlementResult {
  readonly settled: readonly string[];
  readonly refused: readonly string[];
}

/** Which claims were given back, and which the store did not take back, so far. */
export interface ReleaseResult {
  readonly released: string[];
  readonly unreleased: { readonly id: string; readonly error: unknown }[];
}

/** The claims that this process has given out on one channel and that are not settled yet. */
export class HeldClaims {
  private readonly claims = new Map<string, HeldClaim<unknown>>();
  private empty: Deferred<void> | undefined;
  private expiry: Timer | undefined;
  /** Settlements that the store has been asked for. */
  private readonly unanswered = new Ongoing();
  private readonly link: ClaimLink;

  constructor(
    channelId: string,
    private readonly log: ChannelLog,
    private readonly clock: Clock,
    private readonly meter: ChannelMeter,
    /** Hears until when a message was hidden. */
    private readonly hidden: (untilMs: number) => void,
  ) {
    this.link = { channelId, clock, settle: (settlement) => this.settle(settlement) };
  }

  hold<T>(holder: string, stored: StoredClaim): HeldClaim<T> {
    const claim = new HeldClaim<T>(holder, stored, this.link);
    if (this.hasExpired(stored)) {
      claim.markLost();
      return claim;
    }
    this.claims.get(claim.id)?.markLost();
    this.claims.set(claim.id, claim); // the map does not look at content
    this.hidden(stored.expiresAtMs);
    return claim;
  }

  /** A claim went to a holder in another process: what was held here of its message is lost. */
  passOut(stored: StoredClaim): void {
    if (this.hasExpired(stored)) return;
    const { message, expiresAtMs } = stored;
    const held = this.claims.get(message.id);
    if (held !== undefined) {
      held.markLost();
      this.forget(held);
    }
    this.hidden(expiresAtMs);
  }

  /** Settles what `holder` may hold in another process. Without a token any present claim of the holder is meant. */
  async settleUnheld(
    holder: string,
    claims: readonly { readonly id: string; readonly token?: string | number }[],
    action: Settlement['action'],
  ): Promise<SettlementResult> {
    const settled: string[] = [];
    const refused: string[] = [];
    const answers = claims.map(({ id, token = this.tokenOf(holder, id) }) =>
      this.settle({ holder, id, ...(token === undefined ? {} : { token }), action }),
    );
    for (const [index, { id }] of claims.entries()) {
      ((await answers[index]) === true ? settled : refused).push(id);
    }
    return { settled, refused };
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

  /** Resolves when the store has answered every settlement, and who asked for it has heard. */
  async whenAnswered(): Promise<void> {
    if (this.unanswered.names.length === 0) return;
    await this.unanswered.whenIdle();
    await nextTurn();
  }

  /**
   * Gives everything back, and notes it in `result` as it comes; being interrupted counts as no attempt. What the store
   * does not take back ends by itself.
   */
  async releaseAll({ released, unreleased }: ReleaseResult): Promise<void> {
    this.expiry?.cancel();
    for (const claim of [...this.claims.values()]) {
      try {
        await claim.release();
        released.push(claim.id);
      } catch (error) {
        if (error instanceof HolonError && error.code === 'HOLON_CLAIM_LOST') continue;
        unreleased.push({ id: claim.id, error });
        this.forget(claim);
      }
      claim.markLost();
    }
  }

  /** The store takes too long to take them back: they end by themselves. Answers their ids. */
  giveUp(): readonly string[] {
    const left = [...this.claims.values()];
    for (const claim of left) {
      claim.markLost();
      this.forget(claim);
    }
    return left.map(({ id }) => id);
  }

  private settle(settlement: Settlement): Eventually<boolean> {
    const startedMs = this.meter.begin();
    let answer: Eventually<boolean>;
    try {
      answer = this.log.settle(settlement, this.clock.nowMs());
    } catch (error) {
      throw this.unsure(settlement, error);
    }
    if (!isPending(answer)) return this.noted(settlement, answer, startedMs);
    const answered = this.unanswered.begin(settlement.id);
    return answer
      .then(
        (late) => this.noted(settlement, late, startedMs),
        (error: unknown) => {
          throw this.unsure(settlement, error);
        },
      )
      .finally(answered);
  }

  /** A store that fails may have put the message back all the same. */
  private unsure({ action }: Settlement, error: unknown): unknown {
    if (action.kind === 'nack' && action.visibleAtMs !== undefined) this.hidden(action.visibleAtMs);
    return error;
  }

  /** A claim may be answered so late that somebody else has the message by then. */
  private hasExpired({ expiresAtMs }: StoredClaim): boolean {
    return expiresAtMs <= this.clock.nowMs();
  }

  private noted(settlement: Settlement, settled: boolean, startedMs: number): boolean {
    const { action } = settlement;
    const held = this.meant(settlement);
    if (action.kind !== 'extend') {
      this.meter.end('settle', startedMs, settled);
      this.meter.count('settle', settled ? 1 : 0);
    }
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
