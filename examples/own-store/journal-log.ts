import {
  type AppendOptions,
  type AppendResult,
  type ChannelLog,
  type ClaimRequest,
  type ClearFilter,
  type DeadLetter,
  type EvictRequest,
  type EvictResult,
  HolonError,
  type LogEntry,
  type LogStats,
  type ReadPage,
  type ReadRequest,
  type Settlement,
  type StoredClaim,
  type StoredMessage,
  type SweepResult,
} from 'holon';

import type { Entry } from './entry';
import type { Call } from './journal';
import { type Change, LogState } from './log-state';
import { statsOf } from './log-stats';
import type { Place } from './readers';

/** The log of one channel: looks at its state, and writes each change to the journal before it makes it. */
export class JournalLog implements ChannelLog {
  state = new LogState();
  /** Positions given out, for nobody can make one up. */
  private readonly places = new WeakSet();
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly id: string,
    private readonly journal: { add(calls: readonly Call[]): void },
  ) {}

  get count(): number {
    return this.state.entries.size;
  }

  append(message: StoredMessage, options: AppendOptions = {}): AppendResult {
    return this.change('append', message, options);
  }

  scan({ afterSeq, limit, nowMs }: Parameters<ChannelLog['scan']>[0]): readonly LogEntry[] {
    this.turn(nowMs);
    return shown(this.state.filter(({ seq }) => seq > afterSeq).slice(0, limit));
  }

  headSeq(): number {
    return this.state.lastSeq;
  }

  get(id: string): LogEntry | undefined {
    return this.state.entries.get(id)?.toLogEntry();
  }

  peek(reader: string, { limit, nowMs, after, from }: ReadRequest): ReadPage {
    this.turn(nowMs);
    const { state } = this;
    const known = state.readers.get(reader);
    const beginning = from === 'now' ? state.lastSeq : 0;
    const start = after === undefined ? (known?.cursor ?? beginning) : this.placeOf(after);
    const ready = state.filter((entry) => entry.state === 'ready' && state.isFor(reader, entry));
    const returned = ready.filter(({ seq }) => seq <= start && known?.passed.has(seq) === true);
    const page = [...returned, ...ready.filter(({ seq }) => seq > start)];
    const entries = page.slice(0, limit);
    const to = entries.length < limit ? state.lastSeq : (entries.at(-1)?.seq ?? start);
    const place: Place = Object.freeze({
      from: start,
      to: Math.max(start, to),
      seqs: entries.map(({ seq }) => seq),
      isAnew: after !== undefined,
    });
    this.places.add(place);
    return { entries: shown(entries), position: place };
  }

  advance(reader: string, position: unknown, count?: number): void {
    const place = this.checked(position);
    if (count === undefined) this.change('advance', reader, place);
    else this.change('advance', reader, place, count);
  }

  read(reader: string, request: ReadRequest): readonly LogEntry[] {
    const { entries, position } = this.peek(reader, request);
    this.advance(reader, position);
    return entries;
  }

  claim(holder: string, request: ClaimRequest): readonly StoredClaim[] {
    this.turn(request.nowMs);
    // Whoever waits for work asks often: only what changes something is worth a line.
    if (this.state.claimable(holder).length === 0) return [];
    return this.change('claim', holder, request).map(toClaim);
  }

  settle(settlement: Settlement, nowMs: number): boolean {
    return this.change('settle', settlement, nowMs);
  }

  sweep(nowMs: number): SweepResult {
    this.turn(nowMs);
    return this.state.takeExpired();
  }

  nextVisibleAtMs(): number | undefined {
    const nextMs = Math.min(...this.state.filter(() => true).map(({ endsAtMs }) => endsAtMs));
    return nextMs === Infinity ? undefined : nextMs;
  }

  dead(limit: number): readonly DeadLetter[] {
    const dead = this.state.filter(({ state }) => state === 'dead').slice(0, limit);
    return dead.map(({ seq, message, attempt, reason }) =>
      reason === undefined ? { seq, message, attempt } : { seq, message, attempt, reason },
    );
  }

  redrive(ids: readonly string[]): readonly string[] {
    return this.change('redrive', ids);
  }

  remove(ids: readonly string[]): readonly string[] {
    return this.change('remove', ids);
  }

  clear(filter: ClearFilter): number {
    return this.change('clear', filter);
  }

  evict(request: EvictRequest): EvictResult {
    this.turn(request.nowMs);
    return this.change('evict', request);
  }

  stats(nowMs: number): LogStats {
    this.turn(nowMs);
    return statsOf(this.state);
  }

  keyed(nowMs: number): readonly LogEntry[] {
    return shown(this.state.filter((entry) => entry.isListed(nowMs)));
  }

  sweepKeyed(nowMs: number): number {
    return this.change('sweepKeyed', nowMs);
  }

  watch(listener: () => void): () => void {
    // One entry for each call, so that one listener may watch twice.
    const entry = () => listener();
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  /** The data behind a position. */
  checked(position: unknown): Place {
    if (typeof position === 'object' && position !== null && this.places.has(position)) {
      return position as Place; // only `peek` puts something there
    }
    throw new HolonError('HOLON_INVALID_ARGUMENT', `Log '${this.id}' gave no such position`);
  }

  /** Calls the listeners when something has become visible. */
  tell(): void {
    if (!this.state.hasNews) return;
    this.state.hasNews = false;
    for (const listener of [...this.listeners]) {
      try {
        listener();
      } catch {
        // What a listener throws is its own affair.
      }
    }
  }

  private change<C extends Change>(
    change: C,
    ...args: Parameters<LogState[C]>
  ): ReturnType<LogState[C]> {
    this.journal.add([[this.id, change, args]]);
    try {
      return this.state.apply(change, args) as ReturnType<LogState[C]>; // what it calls answers
    } finally {
      this.tell();
    }
  }

  private turn(nowMs: number): void {
    if (this.state.isDue(nowMs)) this.change('expire', nowMs);
  }

  private placeOf(id: string): number {
    const kept = this.state.entries.get(id);
    if (kept !== undefined) return kept.seq;
    if (!this.state.removed.has(id)) {
      throw new HolonError('HOLON_MESSAGE_NOT_FOUND', `Log '${this.id}' has no message '${id}'`);
    }
    const [oldest] = this.state.entries.values();
    return oldest === undefined ? this.state.lastSeq : oldest.seq - 1;
  }
}

const shown = (entries: readonly Entry[]): readonly LogEntry[] =>
  entries.map((entry) => entry.toLogEntry());

/** Of an entry that has just been claimed. */
function toClaim({ seq, message, attempt, held }: Entry): StoredClaim {
  const { token = 0, expiresAtMs = 0 } = held ?? {};
  return { seq, message, attempt, token, expiresAtMs };
}
