import { isTimeOrderedId } from '../../util/id-source';
import type { LogOptions, SweepResult } from '../channel-store';
import { Listeners } from '../listeners';
import { figuresOf, initialFigures, type LogFigures } from './log-figures';
import { MessageState } from './message-state';
import { CHANNEL_SPAN } from './migrations';
import type { Participant, Session } from './session';
import type { ChannelRow, HeldRow, StateRow, Statements } from './statements';

/** Something at a place. */
type Placed = Pick<HeldRow, 'position'>;

/** Removed ids remembered of each channel. */
const REMOVED_IDS = 10_000;

/** Messages changed in one part of an operation at most: some milliseconds. */
export const CHANGE_PAGE = 500;

/** What one log knows of its messages, and the changes of state that it counts. For use inside transactions. */
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
  /** As `figures.firstUnclaimedSeq`, by lane. */
  private readonly firstUnclaimed = new Map<number, number>();
  /** What those were before the transaction that changed them. */
  private readonly firstUnclaimedBefore = new Map<number, number>();

  constructor(
    readonly session: Session,
    readonly channelId: string,
    row: ChannelRow,
    options: LogOptions,
    readonly maxMessageBytes: number,
  ) {
    this.sql = session.statements;
    this.number = row.number;
    this.addressed = row.addressed === 1;
    this.start = row.number * CHANNEL_SPAN;
    this.options = options;
  }

  /** Kept messages. */
  get count(): number {
    return this.figures.headSeq - this.figures.removed;
  }

  /** Messages that count against `capacity`. */
  get unsettled(): number {
    return this.count - this.figures.acknowledged - this.figures.dead;
  }

  /** The position of the newest place. */
  get end(): number {
    return this.start + this.figures.headSeq;
  }

  begin(isStale: boolean): void {
    if (isStale) this.reload();
    this.before = { ...this.figures };
    if (this.firstUnclaimedBefore.size > 0) this.firstUnclaimedBefore.clear();
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
    for (const [lane, seq] of this.firstUnclaimedBefore) this.firstUnclaimed.set(lane, seq);
  }

  /** Goes back to figures as they were before a commit of operations that were rolled back; none of them claims. */
  restore(figures: LogFigures): void {
    this.figures = figures;
  }

  seqOf(row: Placed): number {
    return row.position - this.start;
  }

  /** The lane of messages for `recipientId`; undefined when there has been none, null where nothing is addressed. */
  laneOf(recipientId: string): number | null | undefined {
    return this.addressed ? this.session.recipient(recipientId) : null;
  }

  remove(row: StateRow): void {
    const { figures } = this;
    this.sql.remove.run(row.position);
    if (row.state !== MessageState.ready) this.sql.removeState.run(row.position);
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

  /** Where ready messages of a lane that were never hidden begin, or before it. */
  firstUnclaimedSeq(lane: number | null): number {
    return lane === null ? this.figures.firstUnclaimedSeq : (this.firstUnclaimed.get(lane) ?? 1);
  }

  setFirstUnclaimedSeq(lane: number | null, seq: number): void {
    if (lane === null) this.figures.firstUnclaimedSeq = seq;
    else this.moveFirstUnclaimed(lane, seq);
  }

  makeReady(row: Placed, reason: string | null): void {
    this.setState(row, MessageState.readyAgain, null, reason);
    this.figures.woken = true;
  }

  /** Makes ready as if it had not been claimed. */
  unclaim(row: Placed): void {
    this.sql.unclaim.run(row.position);
    this.figures.woken = true;
  }

  delay(row: Placed, untilMs: number, reason: string | null): void {
    this.setState(row, MessageState.delayed, untilMs, reason);
    this.noteHidden(untilMs);
  }

  die(row: Placed, reason: string | null): void {
    this.setState(row, MessageState.dead, null, reason);
    this.figures.dead += 1;
    this.figures.dirty = true;
  }

  acknowledge(row: Placed): void {
    this.sql.acknowledge.run(row.position);
    this.figures.acknowledged += 1;
    this.figures.dirty = true;
    this.noteClosed(row);
  }

  /** Takes note that a delay or claim will end at `untilMs`. */
  noteHidden(untilMs: number): void {
    if (untilMs < this.figures.nextUntilMs) this.figures.nextUntilMs = untilMs;
  }

  isExhausted({ attempt }: Pick<HeldRow, 'attempt'>): boolean {
    return attempt >= (this.options.maxAttempts ?? Number.POSITIVE_INFINITY);
  }

  /** Ends the delays and claims whose time has come, some at a time; false while there may be more of them. */
  release(nowMs: number): boolean {
    const { figures } = this;
    if (nowMs < figures.nextUntilMs) return true;
    const dead: string[] = [];
    const due = this.sql.due.all(this.number, nowMs, CHANGE_PAGE);
    for (const row of due) {
      const isClaim = row.state === MessageState.claimed;
      if (isClaim) figures.expired += 1;
      if (isClaim && this.isExhausted(row)) {
        dead.push(row.id);
        this.die(row, row.reason);
      } else {
        this.makeReady(row, row.reason);
      }
    }
    if (dead.length > 0) figures.expiredDead = [...figures.expiredDead, ...dead];
    figures.nextUntilMs = this.nextUntilMs() ?? Number.POSITIVE_INFINITY;
    return due.length < CHANGE_PAGE;
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

  private moveFirstUnclaimed(lane: number, seq: number): void {
    const before = this.firstUnclaimedBefore;
    if (!before.has(lane)) before.set(lane, this.firstUnclaimedSeq(lane));
    this.firstUnclaimed.set(lane, seq);
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

  private setState(
    row: Placed,
    state: number,
    untilMs: number | null,
    reason: string | null,
  ): void {
    this.sql.setState.run(state, untilMs, reason, row.position);
  }

  /** Nobody can read it any more. */
  private noteClosed(row: Placed): void {
    if (this.figures.hasSkipped) this.sql.unskipAll.run(row.position);
  }
}
