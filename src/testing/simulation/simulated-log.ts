import type { Eventually } from '../../model/json';
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
  LogStats,
  ReadPage,
  ReadRequest,
  Settlement,
  StoredClaim,
  StoredMessage,
  SweepResult,
} from '../../stores/channel-store';
import { atOnce } from './at-once';
import type { ChannelLedger } from './channel-ledger';
import type { ExpectedPage } from './reader-ledger';
import type { StoreLine } from './store-line';

/** What a page of the simulated store gives out as its position. */
export class SimulatedPosition {
  constructor(
    readonly inner: unknown,
    readonly page: ExpectedPage,
  ) {}
}

/** The log of one channel as one process sees it. The ledger hears of every effect as it happens. */
export class SimulatedLog implements ChannelLog {
  private readonly ledger: ChannelLedger;

  constructor(
    readonly channelId: string,
    readonly inner: ChannelLog,
    private readonly line: StoreLine,
  ) {
    this.ledger = line.parts.ledger.channel(channelId);
  }

  get count(): number {
    return this.inner.count;
  }

  append(message: StoredMessage, options?: AppendOptions): Eventually<AppendResult> {
    return this.call('append', () => {
      const result = this.appendNow(message, options);
      const random = this.line.parts.decisions.take('duplicate', `${this.channelId}.append`);
      if (random !== undefined && !result.duplicate) {
        this.line.parts.schedule.add(`${this.channelId}.append again`, random.spread(1, 500), () => {
          // An id is known for as long as its message is kept.
          if (atOnce(this.inner.get(message.id)) !== undefined) this.appendNow(message, options);
        });
      }
      return result;
    });
  }

  scan(request: {
    afterSeq: number;
    limit: number;
    nowMs: number;
  }): Eventually<readonly LogEntry[]> {
    return this.call('scan', () => {
      const entries = atOnce(this.inner.scan(request));
      this.ledger.passTime(request.nowMs);
      return entries;
    });
  }

  headSeq(): Eventually<number> {
    return this.call('headSeq', () => atOnce(this.inner.headSeq()));
  }

  get(id: string): Eventually<LogEntry | undefined> {
    return this.call('get', () => atOnce(this.inner.get(id)));
  }

  peek(reader: string, request: ReadRequest): Eventually<ReadPage> {
    return this.call('peek', () => {
      const [{ entries, position }, page] = this.look(reader, request);
      if (entries.length > 0) this.note(`${reader} looks at`, entries);
      return { entries, position: new SimulatedPosition(position, page) };
    });
  }

  advance(reader: string, position: unknown, count?: number): Eventually<void> {
    return this.call('advance', () => {
      const { inner } = position instanceof SimulatedPosition ? position : { inner: position };
      atOnce(this.inner.advance(reader, inner, count));
      this.noteAdvanced(position, count);
    });
  }

  read(reader: string, request: ReadRequest): Eventually<readonly LogEntry[]> {
    return this.call('read', () => {
      this.ledger.passTime(request.nowMs);
      const entries = atOnce(this.inner.read(reader, request));
      const page = this.ledger.readers.expect(reader, request);
      this.ledger.readers.check(page, entries, request.nowMs);
      this.ledger.readers.advance(page);
      if (entries.length > 0) this.note(`${reader} reads`, entries);
      return entries;
    });
  }

  claim(holder: string, request: ClaimRequest): Eventually<readonly StoredClaim[]> {
    return this.call('claim', () => {
      const claims = atOnce(this.inner.claim(holder, request));
      this.ledger.claimed(holder, request, claims);
      if (claims.length > 0) this.note(`${holder} claims`, claims);
      return claims;
    });
  }

  settle(settlement: Settlement, nowMs: number): Eventually<boolean> {
    return this.call(settlement.action.kind, () => {
      const done = atOnce(this.inner.settle(settlement, nowMs));
      this.noteSettled(settlement, nowMs, done);
      return done;
    });
  }

  sweep(nowMs: number): Eventually<SweepResult> {
    return this.call('sweep', () => {
      const result = atOnce(this.inner.sweep(nowMs));
      this.ledger.passTime(nowMs);
      return result;
    });
  }

  nextVisibleAtMs(): Eventually<number | undefined> {
    return this.call('nextVisibleAt', () => atOnce(this.inner.nextVisibleAtMs()));
  }

  dead(limit: number): Eventually<readonly DeadLetter[]> {
    return this.call('dead', () => atOnce(this.inner.dead(limit)));
  }

  redrive(ids: readonly string[]): Eventually<readonly string[]> {
    return this.call('redrive', () => {
      const redriven = atOnce(this.inner.redrive(ids));
      this.ledger.redriven(redriven);
      return redriven;
    });
  }

  remove(ids: readonly string[]): Eventually<readonly string[]> {
    return this.call('remove', () => {
      const removed = atOnce(this.inner.remove(ids));
      this.ledger.removed(removed);
      return removed;
    });
  }

  clear(filter: ClearFilter): Eventually<number> {
    return this.call('clear', () => {
      const count = atOnce(this.inner.clear(filter));
      this.ledger.cleared(filter);
      return count;
    });
  }

  evict(request: EvictRequest): Eventually<EvictResult> {
    return this.call('evict', () => {
      const result = atOnce(this.inner.evict(request));
      this.ledger.passTime(request.nowMs);
      if (result.evicted > 0) this.ledger.evicted(request, this.isKept);
      return result;
    });
  }

  stats(nowMs: number): Eventually<LogStats> {
    return this.call('stats', () => {
      const stats = atOnce(this.inner.stats(nowMs));
      this.ledger.passTime(nowMs);
      return stats;
    });
  }

  keyed(nowMs: number): Eventually<readonly LogEntry[]> {
    return this.call('keyed', () => {
      const entries = atOnce(this.inner.keyed(nowMs));
      this.ledger.passTime(nowMs);
      return entries;
    });
  }

  sweepKeyed(nowMs: number): Eventually<number> {
    return this.call('sweepKeyed', () => {
      const count = atOnce(this.inner.sweepKeyed(nowMs));
      if (count > 0) this.ledger.keysSwept(nowMs, this.isKept);
      return count;
    });
  }

  watch(listener: (foreign?: boolean) => void): () => void {
    const { decisions, schedule } = this.line.parts;
    const tell = (): void => {
      if (!this.line.isDown) listener();
    };
    const stop = this.inner.watch(() => {
      schedule.activity += 1;
      const label = `${this.channelId}.watch`;
      const random = this.line.isDown ? undefined : decisions.take('slowStore', label);
      if (random === undefined) tell();
      else schedule.add(label, random.between(0, 50), tell, { owner: this.line });
    });
    this.line.whenCut(stop);
    return stop;
  }

  noteAppended(message: StoredMessage, options: AppendOptions | undefined, result: AppendResult): void {
    this.ledger.appended(message, options, result);
    const { seq, duplicate } = result;
    const what = duplicate ? 'refuses once more message' : 'stores message';
    this.line.parts.trace.add(`${this.channelId} ${what} ${seq} of ${message.senderId}`);
    if (!duplicate && !this.isKept(message.id)) {
      this.ledger.report('lost', `channel '${this.channelId}' acknowledged message ${seq} and does not keep it`);
    }
  }

  noteSettled(settlement: Settlement, nowMs: number, done: boolean): void {
    const { holder, id, action } = settlement;
    const { ledger, trace } = this.line.parts;
    const acknowledged = this.ledger.settled(settlement, nowMs, done);
    const name = this.ledger.byId.get(id)?.seq ?? `'${id}'`;
    const outcome = done ? '' : ' in vain';
    trace.add(`${holder} ${action.kind}s message ${name} of ${this.channelId}${outcome}`);
    if (acknowledged !== undefined) ledger.finished(this.ledger, holder, acknowledged);
  }

  noteAdvanced(position: unknown, count?: number): void {
    if (!(position instanceof SimulatedPosition)) return;
    const { page } = position;
    const delivered = this.ledger.readers.advance(page, count);
    if (delivered.length === 0) return;
    const seqs = delivered.map(({ seq }) => seq).join(', ');
    this.line.parts.trace.add(`${page.reader} is done with message ${seqs} of ${this.channelId}`);
    for (const record of delivered) {
      this.line.parts.ledger.finished(this.ledger, page.reader, record);
    }
  }

  /** A commit was refused: nothing of it may be there. */
  checkNotStored(message: StoredMessage): void {
    if (this.ledger.byId.has(message.id) || !this.isKept(message.id)) return;
    this.ledger.report('torn', `a commit was refused, and channel '${this.channelId}' has stored message '${message.id}' of it`);
  }

  private readonly isKept = (id: string): boolean => atOnce(this.inner.get(id)) !== undefined;

  private call<T>(operation: string, effect: () => T): Eventually<T> {
    return this.line.call(`${this.channelId}.${operation}`, effect);
  }

  private appendNow(message: StoredMessage, options: AppendOptions | undefined): AppendResult {
    const result = atOnce(this.inner.append(message, options));
    this.noteAppended(message, options, result);
    return result;
  }

  private look(reader: string, request: ReadRequest): readonly [ReadPage, ExpectedPage] {
    const found = atOnce(this.inner.peek(reader, request));
    this.ledger.passTime(request.nowMs);
    const page = this.ledger.readers.expect(reader, request);
    this.ledger.readers.check(page, found.entries, request.nowMs);
    return [found, page];
  }

  private note(what: string, entries: readonly LogEntry[]): void {
    const seqs = entries.map(({ seq }) => seq).join(', ');
    this.line.parts.trace.add(`${what} message ${seqs} of ${this.channelId}`);
  }
}
