import type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  ClaimRequest,
  ClearFilter,
  DeadLetter,
  EvictRequest,
  EvictResult,
  LogEntry,
  LogOptions,
  LogStats,
  ReadPage,
  ReadRequest,
  Settlement,
  StoredClaim,
  StoredMessage,
  SweepResult,
} from '../channel-store';
import { changedAddressing, foreignPosition } from '../refusals';
import { collectStats } from './collect-stats';
import type { Entry } from './entry';
import { evictEntries } from './evict-entries';
import { findPage } from './find-page';
import { Listeners } from '../listeners';
import { LogState } from './log-state';
import { PagePosition } from './page-position';

/** The log of one channel in memory. Listeners hear of an operation when it is done and the log is whole again. */
export class MemoryLog implements ChannelLog {
  /** For transactions of the store. */
  readonly state: LogState;
  private readonly listeners = new Listeners();

  constructor(channelId: string, options: LogOptions) {
    this.state = new LogState(channelId, options);
  }

  /** Takes the options of a later `open`. @throws HOLON_INVALID_ARGUMENT when `addressed` is another */
  configure(options: LogOptions): void {
    if ((options.addressed === true) !== this.state.addressed) {
      throw changedAddressing(this.state.channelId);
    }
    this.state.options = options;
  }

  get count(): number {
    return this.state.kept.size;
  }

  append(message: StoredMessage, options?: AppendOptions): AppendResult {
    const result = this.state.append(message, options);
    this.wake();
    return result;
  }

  scan(request: { afterSeq: number; limit: number; nowMs: number }): readonly LogEntry[] {
    this.state.release(request.nowMs);
    const found: LogEntry[] = [];
    let entry = this.state.kept.at(request.afterSeq + 1);
    while (entry !== undefined && found.length < request.limit) {
      found.push(this.state.toLogEntry(entry));
      entry = this.state.kept.at(entry.seq + 1);
    }
    this.wake();
    return found;
  }

  headSeq(): number {
    return this.state.headSeq;
  }

  get(id: string): LogEntry | undefined {
    const entry = this.state.byId.get(id);
    return entry === undefined ? undefined : this.state.toLogEntry(entry);
  }

  peek(reader: string, request: ReadRequest): ReadPage {
    this.state.release(request.nowMs);
    const page = findPage(this.state, reader, request);
    this.wake();
    return page;
  }

  advance(reader: string, position: unknown, count?: number): void {
    this.state.readers.advance(reader, this.checkPosition(position).upTo(count));
  }

  read(reader: string, request: ReadRequest): readonly LogEntry[] {
    this.state.release(request.nowMs);
    const page = findPage(this.state, reader, request);
    this.advance(reader, page.position);
    this.wake();
    return page.entries;
  }

  claim(holder: string, request: ClaimRequest): readonly StoredClaim[] {
    const { state } = this;
    state.release(request.nowMs);
    const claims: StoredClaim[] = [];
    const lane = state.lanes.claimableBy(holder);
    while (claims.length < request.limit) {
      const entry = lane?.takeReady();
      if (entry === undefined) break;
      claims.push(state.claim(entry, holder, request.expiresAtMs));
    }
    this.wake();
    return claims;
  }

  settle(settlement: Settlement, nowMs: number): boolean {
    const settled = this.state.settle(settlement, nowMs);
    this.wake();
    return settled;
  }

  sweep(nowMs: number): SweepResult {
    this.state.release(nowMs);
    const result = this.state.takeExpired();
    this.wake();
    return result;
  }

  nextVisibleAtMs(): number | undefined {
    return this.state.hidden.size === 0 ? undefined : this.state.hidden.minKey;
  }

  dead(limit: number): readonly DeadLetter[] {
    const entries = [...this.state.dead].sort((left, right) => left.seq - right.seq);
    return entries.slice(0, limit).map((entry) => {
      const { seq, message, attempt } = entry;
      const reason = this.state.reasons.get(entry);
      return { seq, message, attempt, ...(reason === undefined ? {} : { reason }) };
    });
  }

  redrive(ids: readonly string[]): readonly string[] {
    const redriven = this.forEach(ids, (entry) => {
      if (entry.state !== 'dead') return false;
      this.state.redrive(entry);
      return true;
    });
    this.wake();
    return redriven;
  }

  remove(ids: readonly string[]): readonly string[] {
    return this.forEach(ids, (entry) => {
      this.state.remove(entry);
      return true;
    });
  }

  clear(filter: ClearFilter): number {
    const { kept } = this.state;
    const before = kept.size;
    for (let entry = kept.first; entry !== undefined; entry = kept.at(entry.seq + 1)) {
      if (matches(entry.message, filter)) this.state.remove(entry);
    }
    return before - kept.size;
  }

  evict(request: EvictRequest): EvictResult {
    this.state.release(request.nowMs);
    const result = evictEntries(this.state, request);
    this.wake();
    return result;
  }

  stats(nowMs: number): LogStats {
    this.state.release(nowMs);
    const stats = collectStats(this.state);
    this.wake();
    return stats;
  }

  keyed(nowMs: number): readonly LogEntry[] {
    this.state.release(nowMs);
    const entries = this.state.keyed.live(nowMs).map((entry) => this.state.toLogEntry(entry));
    this.wake();
    return entries;
  }

  sweepKeyed(nowMs: number): number {
    const expired = this.state.keyed.expired(nowMs);
    for (const entry of expired) this.state.remove(entry);
    return expired.length;
  }

  watch(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  /** Calls the listeners when messages have become visible since the last time. */
  wake(): void {
    if (!this.state.woken) return;
    this.state.woken = false;
    this.listeners.notify();
  }

  /** @throws HOLON_INVALID_ARGUMENT */
  checkPosition(position: unknown): PagePosition {
    if (position instanceof PagePosition) return position;
    throw foreignPosition(this.state.channelId);
  }

  private forEach(ids: readonly string[], change: (entry: Entry) => boolean): readonly string[] {
    return ids.filter((id) => {
      const entry = this.state.byId.get(id);
      return entry !== undefined && change(entry);
    });
  }
}

function matches(message: StoredMessage, filter: ClearFilter): boolean {
  return (
    (filter.senderId === undefined || message.senderId === filter.senderId) &&
    (filter.recipientId === undefined || message.recipientId === filter.recipientId) &&
    (filter.correlationId === undefined || message.correlationId === filter.correlationId)
  );
}
