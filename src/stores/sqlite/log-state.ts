import type {
  AppendOptions,
  AppendResult,
  LogOptions,
  Settlement,
  StoredClaim,
  StoredMessage,
  SweepResult,
} from '../channel-store';
import { Listeners } from '../listeners';
import { backpressure } from '../refusals';
import { isTimeOrderedId } from '../../util/id-source';
import { figuresOf, initialFigures, type LogFigures } from './log-figures';
import { encodeMessage, toMessage } from './message-row';
import { EVERYBODY, MessageState } from './message-state';
import { CHANNEL_SPAN } from './migrations';
import type { Participant, Session } from './session';
import type { ChannelRow, MessageRow, StateRow, Statements } from './statements';

/** Removed ids remembered of each channel. */
const REMOVED_IDS = 10_000;

/** The messages of one log, and the only place where one of them changes state. For use inside transactions. */
export class LogState implements Participant {
  readonly listeners = new Listeners();
  readonly sql: Statements;
  readonly number: number;
  readonly addressed: boolean;
  /** The position of seq 0: messages stand behind it. */
  readonly start: number;
  options: LogOptions;
  figures = initialFigures();
  private before = this.figures;
  /** As `firstUnclaimedSeq`, by lane. */
  private readonly firstUnclaimed = new Map<number, number>();

  constructor(
    readonly session: Session,
    readonly channelId: string,
    row: ChannelRow,
    options: LogOptions,
    private readonly maxMessageBytes: number,
  ) {
    this.sql = session.statements;
    this.number = row.number;
    this.addressed = row.addressed === 1;
    this.start = row.number * CHANNEL_SPAN;
    this.options = options;
  }

  get count(): number {
    return this.figures.headSeq - this.figures.removed;
  }

  /** The position of the newest place. */
  get end(): number {
    return this.start + this.figures.headSeq;
  }

  begin(isStale: boolean): void {
    if (isStale) this.reload();
    this.before = { ...this.figures };
  }

  persist(): void {
    const { figures } = this;
    if (!figures.dirty) return;
    figures.dirty = false;
    const { headSeq, firstUnclaimedSeq, newestMs, removed, acknowledged, dead } = figures;
    this.sql.setFigures.run(
      ...[headSeq, firstUnclaimedSeq, Number.isFinite(newestMs) ? newestMs : null],
      ...[removed, acknowledged, dead, figures.newestRemovedId, this.number],
    );
    if (removed > this.before.removed) {
      this.sql.forgetRemoved.run(this.start, this.start + removed - REMOVED_IDS);
    }
  }

  committed(): void {
    if (!this.figures.woken) return;
    this.figures.woken = false;
    this.listeners.notify();
  }

  undo(): void {
    this.restore(this.before);
  }

  /** Goes back to figures as they were before; what was written since must have been rolled back. */
  restore(figures: LogFigures): void {
    this.figures = figures;
    this.firstUnclaimed.clear();
  }

  seqOf(row: { readonly position: number }): number {
    return row.position - this.start;
  }

  /** The lane of messages for `recipientId`; undefined when there has been none, null where nothing is addressed. */
  laneOf(recipientId: string): number | null | undefined {
    return this.addressed ? this.session.recipient(recipientId) : null;
  }

  append(message: StoredMessage, options: AppendOptions = {}): AppendResult {
    const { id } = message;
    const { content, metadata } = encodeMessage(message, this.channelId, this.maxMessageBytes);
    const { key, visibleAtMs } = options;
    const { capacity } = this.options;
    if (key !== undefined || capacity !== undefined) {
      const known = this.sql.byId.get(this.number, id);
      if (known !== undefined) return { id, seq: this.seqOf(known), duplicate: true };
      this.makeRoom(id, key, capacity);
    }
    const { figures } = this;
    const seq = figures.headSeq + 1;
    const { timestampMs, senderId, recipientId, correlationId, replyTo } = message;
    const isLate = timestampMs < figures.newestMs;
    const { changes } = this.sql.append.run(
      ...[this.start + seq, this.number, id],
      ...[visibleAtMs === undefined ? MessageState.ready : MessageState.delayed, visibleAtMs ?? null],
      ...[this.laneFor(recipientId), isLate ? 1 : 0, key ?? null, options.expiresAtMs ?? null],
      ...[timestampMs, senderId, recipientId ?? null, correlationId ?? null, replyTo ?? null],
      ...[content, metadata],
    );
    if (changes === 0) {
      const known = this.sql.byId.get(this.number, id);
      return { id, seq: known === undefined ? seq : this.seqOf(known), duplicate: true };
    }
    figures.headSeq = seq;
    if (isLate) figures.dirty = true;
    else figures.newestMs = timestampMs;
    if (visibleAtMs === undefined) figures.woken = true;
    else this.noteHidden(visibleAtMs);
    return { id, seq, duplicate: false };
  }

  remove(row: StateRow): void {
    const { figures } = this;
    this.sql.remove.run(row.position);
    if (row.state === MessageState.acknowledged) figures.acknowledged -= 1;
    else if (row.state === MessageState.dead) figures.dead -= 1;
    figures.removed += 1;
    figures.dirty = true;
    this.noteClosed(row);
    if (!isTimeOrderedId(row.id)) {
      this.sql.addRemoved.run(this.start + figures.removed, this.number, row.id);
    } else if (row.id > figures.newestRemovedId) {
      figures.newestRemovedId = row.id;
    }
  }

  wasRemoved(id: string): boolean {
    if (isTimeOrderedId(id)) return id <= this.figures.newestRemovedId;
    return this.sql.isRemoved.get(this.number, id) !== undefined;
  }

  /** The oldest that `holder` may claim. */
  claimable(holder: string, limit: number): MessageRow[] {
    const lane = this.laneOf(holder);
    if (lane === undefined) return [];
    const again = this.sql.readyAgain.all(this.number, lane, limit);
    const from = this.start + this.firstUnclaimedIn(lane) - 1;
    const last = again.at(-1);
    if (again.length === limit && (last === undefined || last.position <= from)) return again;
    const fresh =
      lane === null
        ? this.sql.unclaimed.all(from, this.end, limit)
        : this.sql.unclaimedInLane.all(lane, from, this.end, limit);
    const rows = again.length === 0 ? fresh : merge(again, fresh).slice(0, limit);
    const firstLeft = fresh.find((row) => !rows.includes(row));
    const behind = fresh.at(-1);
    // Walked past: what is claimed now, and what was found in other states.
    if (firstLeft !== undefined) this.setFirstUnclaimed(lane, this.seqOf(firstLeft));
    else if (fresh.length < limit) this.setFirstUnclaimed(lane, this.figures.headSeq + 1);
    else if (behind !== undefined) this.setFirstUnclaimed(lane, this.seqOf(behind) + 1);
    return rows;
  }

  /** `row` must be ready. */
  claim(row: MessageRow, holder: string, expiresAtMs: number): StoredClaim {
    const attempt = row.attempt + 1;
    const claims = row.claims + 1;
    this.sql.claim.run(expiresAtMs, attempt, claims, holder, row.position);
    this.noteHidden(expiresAtMs);
    const seq = this.seqOf(row);
    return { seq, message: toMessage(row), attempt, expiresAtMs, token: tokenOf(seq, claims) };
  }

  /** False where the claim is not the holder's any more. */
  settle(settlement: Settlement, nowMs: number): boolean {
    const { id, holder, token } = settlement;
    const row =
      token === undefined
        ? this.sql.byId.get(this.number, id)
        : this.sql.byPosition.get(this.start + seqOfToken(token));
    if (row?.state !== MessageState.claimed || row.id !== id || row.holder !== holder) return false;
    if (token !== undefined && token !== tokenOf(this.seqOf(row), row.claims)) return false;
    if (nowMs >= (row.untilMs ?? 0)) return false;
    this.apply(row, settlement.action);
    return true;
  }

  /** Ends the delays and claims whose time has come. */
  release(nowMs: number): void {
    const { figures } = this;
    if (nowMs < figures.nextUntilMs) return;
    const dead: string[] = [];
    for (const row of this.sql.due.all(this.number, nowMs)) {
      const isClaim = row.state === MessageState.claimed;
      if (isClaim) figures.expired += 1;
      if (isClaim && this.isExhausted(row)) {
        dead.push(row.id);
        this.sql.setState.run(MessageState.dead, null, row.position);
        this.noteDeath();
      } else {
        this.sql.setState.run(MessageState.readyAgain, null, row.position);
        figures.woken = true;
      }
    }
    if (dead.length > 0) figures.expiredDead = [...figures.expiredDead, ...dead];
    figures.nextUntilMs = this.nextUntilMs() ?? Number.POSITIVE_INFINITY;
  }

  /** When the next delay or claim ends. */
  nextUntilMs(): number | undefined {
    return this.sql.nextUntil.get(this.number)?.untilMs;
  }

  /** What `release` has done to claims since the last call. */
  takeExpired(): SweepResult {
    const { expired, expiredDead } = this.figures;
    this.figures.expired = 0;
    this.figures.expiredDead = [];
    return { released: expired, dead: expiredDead };
  }

  /** `row` must be dead. */
  redrive(row: StateRow): void {
    this.sql.redrive.run(row.position);
    this.figures.dead -= 1;
    this.figures.dirty = true;
    this.figures.woken = true;
  }

  private reload(): void {
    const { figures, sql } = this;
    const row = sql.channel.get(this.channelId);
    if (row === undefined) return;
    const firstUnclaimedSeq = Math.max(figures.firstUnclaimedSeq, row.firstUnclaimedSeq);
    Object.assign(figures, figuresOf(row), { firstUnclaimedSeq });
    const newest = sql.newest.get(this.start, this.start + CHANNEL_SPAN - 1);
    if (newest !== undefined) {
      figures.headSeq = Math.max(figures.headSeq, this.seqOf(newest));
      figures.newestMs = Math.max(figures.newestMs, newest.timestampMs);
    }
    figures.nextUntilMs = this.nextUntilMs() ?? Number.POSITIVE_INFINITY;
    figures.hasSkipped =
      sql.anySkipped.get(this.start, this.start + CHANNEL_SPAN - 1) !== undefined;
  }

  /** Removes what `key` replaces. @throws HOLON_BACKPRESSURE, with nothing changed */
  private makeRoom(id: string, key: string | undefined, capacity = Number.POSITIVE_INFINITY): void {
    const replaced = key === undefined ? undefined : this.sql.byKey.get(this.number, key);
    const freed = replaced !== undefined && isUnsettled(replaced) ? 1 : 0;
    const { acknowledged, dead } = this.figures;
    if (this.count - acknowledged - dead - freed >= capacity) {
      throw backpressure(this.channelId, id, capacity);
    }
    if (replaced !== undefined) this.remove(replaced);
  }

  private laneFor(recipientId: string | undefined): number | null {
    if (!this.addressed) return null;
    if (recipientId === undefined) return EVERYBODY;
    return this.session.recipient(recipientId) ?? this.session.addRecipient(recipientId);
  }

  private apply(row: StateRow, action: Settlement['action']): void {
    const { sql, figures } = this;
    const { position } = row;
    if (action.kind === 'extend') {
      sql.setState.run(MessageState.claimed, action.expiresAtMs, position);
      this.noteHidden(action.expiresAtMs);
    } else if (action.kind === 'acknowledge') {
      sql.setState.run(MessageState.acknowledged, null, position);
      figures.acknowledged += 1;
      figures.dirty = true;
      this.noteClosed(row);
    } else {
      const { visibleAtMs, reason = null } = action;
      if (this.isExhausted(row)) {
        sql.setStateAndReason.run(MessageState.dead, null, reason, position);
        this.noteDeath();
      } else if (visibleAtMs === undefined) {
        sql.setStateAndReason.run(MessageState.readyAgain, null, reason, position);
        figures.woken = true;
      } else {
        sql.setStateAndReason.run(MessageState.delayed, visibleAtMs, reason, position);
        this.noteHidden(visibleAtMs);
      }
    }
  }

  private isExhausted(row: StateRow): boolean {
    return row.attempt >= (this.options.maxAttempts ?? Number.POSITIVE_INFINITY);
  }

  private noteHidden(untilMs: number): void {
    if (untilMs < this.figures.nextUntilMs) this.figures.nextUntilMs = untilMs;
  }

  private noteDeath(): void {
    this.figures.dead += 1;
    this.figures.dirty = true;
  }

  /** Nobody can read it any more. */
  private noteClosed(row: StateRow): void {
    if (this.figures.hasSkipped) this.sql.unskipAll.run(row.position);
  }

  private firstUnclaimedIn(lane: number | null): number {
    return lane === null
      ? this.figures.firstUnclaimedSeq
      : (this.firstUnclaimed.get(lane) ?? 1);
  }

  private setFirstUnclaimed(lane: number | null, seq: number): void {
    if (lane === null) this.figures.firstUnclaimedSeq = seq;
    else this.firstUnclaimed.set(lane, seq);
  }
}

/** Tells a claim from every other one of this message, and of another message that had the same id. */
function tokenOf(seq: number, claims: number): string {
  return `${seq}.${claims}`;
}

function seqOfToken(token: string | number): number {
  return Number.parseInt(String(token), 10) || 0;
}

function isUnsettled({ state }: StateRow): boolean {
  return state !== MessageState.acknowledged && state !== MessageState.dead;
}

function merge(left: readonly MessageRow[], right: readonly MessageRow[]): MessageRow[] {
  return [...left, ...right].sort((one, other) => one.position - other.position);
}
