/**
 * What one channel's log holds and how each call changes it. Knows no file, no clock and no listener: the same calls
 * in the same order always lead to the same state, which is what the journal builds on.
 */
import {
  type AppendOptions,
  type AppendResult,
  type ClaimRequest,
  type ClearFilter,
  type EvictRequest,
  type EvictResult,
  HolonError,
  type LogOptions,
  type Settlement,
  type StoredMessage,
  type SweepResult,
} from 'holon';

import { Entry } from './entry';
import { Readers } from './readers';
import type { Place } from './readers';
import { RemovedIds } from './removed-ids';

/** What changes a log, as the journal names it. */
export type Change =
  | 'configure'
  | 'append'
  | 'claim'
  | 'settle'
  | 'advance'
  | 'expire'
  | 'redrive'
  | 'remove'
  | 'clear'
  | 'evict'
  | 'sweepKeyed';

export class LogState {
  options: LogOptions = {};
  /** In order: places rise, and a message that comes again comes last. */
  readonly entries: Map<string, Entry>;
  readonly readers: Readers;
  readonly removed: RemovedIds;
  lastSeq = 0;
  /** Set by what makes messages visible; whoever calls the listeners clears it. */
  hasNews = false;
  private claims = 0;
  private expired: { released: number; dead: string[] } = { released: 0, dead: [] };

  constructor(copied?: LogState) {
    this.entries = new Map([...(copied?.entries ?? [])].map(([id, entry]) => [id, entry.copy()]));
    this.readers = new Readers(copied?.readers);
    this.removed = new RemovedIds(copied?.removed);
    if (copied === undefined) return;
    this.options = copied.options;
    this.lastSeq = copied.lastSeq;
    this.claims = copied.claims;
    this.expired = { released: copied.expired.released, dead: [...copied.expired.dead] };
  }

  apply(change: Change, args: readonly unknown[]): unknown {
    const perform = this[change] as (...args: unknown[]) => unknown; // args are what this change takes
    return perform.apply(this, [...args]);
  }

  configure(options: LogOptions): void {
    this.options = options;
  }

  /** Whether `reader` may see the message at all. */
  isFor(reader: string, { message }: Entry): boolean {
    if (this.options.addressed !== true) return true;
    return message.recipientId === undefined || message.recipientId === reader;
  }

  append(message: StoredMessage, options: AppendOptions): AppendResult {
    const kept = this.entries.get(message.id);
    if (kept !== undefined) return { id: message.id, seq: kept.seq, duplicate: true };
    const replaced = this.keyed(options.key);
    const room = this.options.capacity ?? Infinity;
    const freed = replaced?.isUnsettled === true ? 1 : 0;
    if (this.filter((entry) => entry.isUnsettled).length - freed >= room) {
      throw new HolonError('HOLON_BACKPRESSURE', `The log holds ${room} unsettled messages`);
    }
    if (replaced !== undefined) this.forget(replaced);
    this.lastSeq += 1;
    const entry = new Entry(this.lastSeq, message, options);
    this.entries.set(message.id, entry);
    if (entry.state === 'ready') this.hasNews = true;
    return { id: message.id, seq: entry.seq, duplicate: false };
  }

  claim(holder: string, { limit, expiresAtMs }: ClaimRequest): readonly Entry[] {
    const chosen = this.claimable(holder).slice(0, limit);
    for (const entry of chosen) {
      this.claims += 1;
      entry.claim({ holder, token: this.claims, expiresAtMs });
    }
    return chosen;
  }

  claimable(holder: string): readonly Entry[] {
    return this.filter(
      (entry) =>
        entry.state === 'ready' &&
        (this.options.addressed !== true || entry.message.recipientId === holder),
    );
  }

  settle({ holder, id, token, action }: Settlement, nowMs: number): boolean {
    const entry = this.entries.get(id);
    const held = entry?.held;
    if (entry === undefined || held?.holder !== holder || held.expiresAtMs <= nowMs) return false;
    if (token !== undefined && token !== held.token) return false;
    if (action.kind === 'extend') {
      entry.held = { ...held, expiresAtMs: action.expiresAtMs };
    } else if (action.kind === 'acknowledge') {
      entry.acknowledge();
      this.readers.drop(entry.seq);
    } else {
      if (action.kind === 'nack') entry.reason = action.reason;
      if (action.kind === 'release') entry.attempt -= 1;
      const isDead = action.kind === 'nack' && this.isUsedUp(entry);
      const visibleAtMs = action.kind === 'nack' ? (action.visibleAtMs ?? nowMs) : nowMs;
      entry.release(isDead, visibleAtMs > nowMs ? visibleAtMs : undefined);
      if (entry.state === 'ready') this.hasNews = true;
    }
    return true;
  }

  /** Whether `expire` would change anything. */
  isDue(nowMs: number): boolean {
    return this.filter((entry) => entry.endsAtMs <= nowMs).length > 0;
  }

  /** Ends the delays and claims whose time has come. */
  expire(nowMs: number): void {
    for (const entry of this.filter((one) => one.endsAtMs <= nowMs)) {
      const isClaimed = entry.state === 'claimed';
      const isDead = isClaimed && this.isUsedUp(entry);
      if (isClaimed) this.expired.released += 1;
      if (isDead) this.expired.dead.push(entry.message.id);
      else this.hasNews = true;
      entry.release(isDead, undefined);
    }
  }

  /** What expiry has done since this was asked last. */
  takeExpired(): SweepResult {
    const { expired } = this;
    this.expired = { released: 0, dead: [] };
    return expired;
  }

  advance(reader: string, place: Place, count?: number): void {
    const mine = this.filter(
      (entry) => entry.state !== 'acknowledged' && this.isFor(reader, entry),
    );
    this.readers.advance(reader, place, count, mine);
  }

  redrive(ids: readonly string[]): readonly string[] {
    const dead = this.named(ids).filter((entry) => entry.state === 'dead');
    for (const entry of dead) entry.redrive();
    if (dead.length > 0) this.hasNews = true;
    return dead.map(({ message }) => message.id);
  }

  remove(ids: readonly string[]): readonly string[] {
    const found = this.named(ids);
    for (const entry of found) this.forget(entry);
    return found.map(({ message }) => message.id);
  }

  clear(filter: ClearFilter): number {
    const fields = Object.entries(filter) as [keyof ClearFilter, string | undefined][]; // what the type says
    const matching = this.filter(({ message }) =>
      fields.every(([field, value]) => value === undefined || message[field] === value),
    );
    for (const entry of matching) this.forget(entry);
    return matching.length;
  }

  evict({
    beforeMs = -Infinity,
    maxCount = Infinity,
    keepClaimed,
    limit,
  }: EvictRequest): EvictResult {
    const surplus = this.entries.size - maxCount;
    const leaving = [...this.entries.values()]
      .filter(({ message }, at) => message.timestampMs < beforeMs || at < surplus)
      .filter((entry) => keepClaimed !== true || entry.state !== 'claimed')
      .slice(0, limit);
    const unsettled = leaving.filter((entry) => entry.isUnsettled).length;
    const missed: Record<string, number> = {};
    for (const entry of leaving) {
      for (const reader of this.readers.missing(entry, (name) => this.isFor(name, entry))) {
        missed[reader] = (missed[reader] ?? 0) + 1;
      }
      this.forget(entry);
    }
    this.readers.count(missed);
    return { evicted: leaving.length, unsettled, missed };
  }

  sweepKeyed(nowMs: number): number {
    const expired = this.filter((entry) => entry.key !== undefined && !entry.isListed(nowMs));
    for (const entry of expired) this.forget(entry);
    return expired.length;
  }

  filter(accepts: (entry: Entry) => boolean): readonly Entry[] {
    return [...this.entries.values()].filter(accepts);
  }

  private keyed(key: string | undefined): Entry | undefined {
    return key === undefined ? undefined : this.filter((entry) => entry.key === key)[0];
  }

  private named(ids: readonly string[]): readonly Entry[] {
    return [...new Set(ids)].flatMap((id) => this.entries.get(id) ?? []);
  }

  private isUsedUp({ attempt }: Entry): boolean {
    return attempt >= (this.options.maxAttempts ?? Infinity);
  }

  private forget({ seq, message }: Entry): void {
    this.entries.delete(message.id);
    this.readers.drop(seq);
    this.removed.add(message.id);
  }
}
