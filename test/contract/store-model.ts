/** The store contract in the plainest words: arrays, filters and copies. Slow, and easy to see through. */
import { isTimeOrderedId } from '../../src/util/id-source';
import * as refusals from '../../src/stores/refusals';
import type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  ChannelStore,
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
  StoreOperation,
  SweepResult,
} from '../../src/stores/channel-store';

interface Kept {
  readonly seq: number;
  readonly message: StoredMessage;
  readonly key: string | undefined;
  readonly keyExpiresAtMs: number;
  state: 'ready' | 'delayed' | 'claimed' | 'acknowledged' | 'dead';
  untilMs: number;
  attempt: number;
  holder: string;
  token: number;
  reason: string | undefined;
}

interface Place {
  cursor: number;
  skipped: number[];
  missed: number;
}

interface Page {
  readonly base: number;
  readonly restart: boolean;
  readonly returned: readonly number[];
  readonly fresh: readonly number[];
  readonly passed: readonly number[];
  readonly end: number;
}

class Data {
  head = 0;
  token = 0;
  kept: Kept[] = [];
  removed: string[] = [];
  readers = new Map<string, Place>();
  released = 0;
  died: string[] = [];

  copy(): Data {
    const copy = Object.assign(new Data(), { head: this.head, token: this.token });
    copy.kept = this.kept.map((one) => ({ ...one }));
    copy.removed = [...this.removed];
    copy.readers = new Map([...this.readers].map(([id, one]) => [id, { ...one }]));
    copy.released = this.released;
    copy.died = [...this.died];
    return copy;
  }
}

export class ModelLog implements ChannelLog {
  data = new Data();
  private readonly listeners = new Set<{ call: () => void }>();

  constructor(
    readonly channelId: string,
    public options: LogOptions,
  ) {}

  get count(): number {
    return this.data.kept.length;
  }

  append(message: StoredMessage, options: AppendOptions = {}, quiet = false): AppendResult {
    const { id } = message;
    const same = this.find(id);
    if (same !== undefined) return { id, seq: same.seq, duplicate: true };
    const { key, visibleAtMs } = options;
    const left = this.data.kept.filter((one) => key === undefined || one.key !== key);
    const { capacity = Number.POSITIVE_INFINITY } = this.options;
    if (left.filter(isUnsettled).length >= capacity) {
      throw refusals.backpressure(this.channelId, id, capacity);
    }
    this.drop((one) => !left.includes(one));
    this.data.head += 1;
    this.data.kept.push({
      seq: this.data.head,
      message,
      key,
      keyExpiresAtMs: options.expiresAtMs ?? Number.POSITIVE_INFINITY,
      state: visibleAtMs === undefined ? 'ready' : 'delayed',
      untilMs: visibleAtMs ?? 0,
      attempt: 0,
      holder: '',
      token: 0,
      reason: undefined,
    });
    if (!quiet && visibleAtMs === undefined) this.notify();
    return { id, seq: this.data.head, duplicate: false };
  }

  scan(request: { afterSeq: number; limit: number; nowMs: number }): LogEntry[] {
    this.pass(request.nowMs);
    return this.data.kept
      .filter((one) => one.seq > request.afterSeq)
      .slice(0, request.limit)
      .map(toEntry);
  }

  headSeq(): number {
    return this.data.head;
  }

  get(id: string): LogEntry | undefined {
    const one = this.find(id);
    return one && toEntry(one);
  }

  peek(reader: string, { limit, nowMs, after, from }: ReadRequest): ReadPage {
    this.pass(nowMs);
    const place = this.data.readers.get(reader);
    const base =
      after !== undefined
        ? this.seqOf(after)
        : (place?.cursor ?? (from === 'now' ? this.data.head : 0));
    const open = this.data.kept.filter(
      (one) => one.state !== 'acknowledged' && this.isFor(reader, one),
    );
    const returned = open
      .filter((one) => one.state === 'ready' && one.seq <= base)
      .filter((one) => place?.skipped.includes(one.seq) === true)
      .slice(0, limit);
    const behind = open.filter((one) => one.seq > base);
    const fresh = behind
      .filter((one) => one.state === 'ready')
      .slice(0, Math.max(0, limit - returned.length));
    const full = returned.length + fresh.length === limit;
    const end = full ? (fresh.at(-1)?.seq ?? base) : this.data.head;
    const passed = behind.filter((one) => one.state !== 'ready' && one.seq <= end);
    const position: Page = {
      base,
      restart: after !== undefined,
      returned: returned.map((one) => one.seq),
      fresh: fresh.map((one) => one.seq),
      passed: passed.map((one) => one.seq),
      end,
    };
    return { entries: [...returned, ...fresh].map(toEntry), position };
  }

  advance(reader: string, position: unknown, count = Number.POSITIVE_INFINITY): void {
    if (position === undefined) throw refusals.foreignPosition(this.channelId);
    const page = position as Page; // made by peek
    const place = this.data.readers.get(reader) ?? { cursor: page.base, skipped: [], missed: 0 };
    const all = [...page.returned.map(() => page.base), ...page.fresh];
    const to = count >= all.length ? page.end : (all[count - 1] ?? page.base);
    if (page.restart) {
      place.cursor = page.base;
      place.skipped = place.skipped.filter((seq) => seq <= page.base);
    }
    place.skipped = [
      ...place.skipped.filter((seq) => !page.returned.slice(0, count).includes(seq)),
      ...page.passed.filter((seq) => seq > place.cursor && seq <= to),
    ];
    place.cursor = Math.max(place.cursor, to);
    this.data.readers.set(reader, place);
  }

  read(reader: string, request: ReadRequest): readonly LogEntry[] {
    const page = this.peek(reader, request);
    this.advance(reader, page.position);
    return page.entries;
  }

  claim(holder: string, { limit, nowMs, expiresAtMs }: ClaimRequest): StoredClaim[] {
    this.pass(nowMs);
    return this.data.kept
      .filter((one) => one.state === 'ready')
      .filter((one) => this.options.addressed !== true || one.message.recipientId === holder)
      .slice(0, limit)
      .map((one) => {
        this.data.token += 1;
        const claim = { attempt: one.attempt + 1, token: this.data.token };
        Object.assign(one, { ...claim, state: 'claimed', holder, untilMs: expiresAtMs });
        return { seq: one.seq, message: one.message, ...claim, expiresAtMs };
      });
  }

  settle({ holder, id, token, action }: Settlement, nowMs: number, quiet = false): boolean {
    const one = this.find(id);
    if (one?.state !== 'claimed' || one.holder !== holder || nowMs >= one.untilMs) return false;
    if (token !== undefined && token !== one.token) return false;
    if (action.kind === 'extend') {
      one.untilMs = action.expiresAtMs;
    } else if (action.kind === 'acknowledge') {
      one.state = 'acknowledged';
    } else if (action.kind === 'release') {
      one.attempt -= 1;
      one.state = 'ready';
      if (!quiet) this.notify();
    } else {
      one.reason = action.reason;
      one.untilMs = action.visibleAtMs ?? 0;
      one.state = action.visibleAtMs === undefined ? 'ready' : 'delayed';
      if (this.isExhausted(one)) one.state = 'dead';
      if (one.state === 'ready' && !quiet) this.notify();
    }
    return true;
  }

  sweep(nowMs: number): SweepResult {
    this.pass(nowMs);
    const { released, died } = this.data;
    Object.assign(this.data, { released: 0, died: [] });
    return { released, dead: died };
  }

  nextVisibleAtMs(): number | undefined {
    const hidden = this.data.kept.filter(({ state }) => state === 'delayed' || state === 'claimed');
    return hidden.length === 0 ? undefined : Math.min(...hidden.map((one) => one.untilMs));
  }

  dead(limit: number): DeadLetter[] {
    return this.data.kept
      .filter((one) => one.state === 'dead')
      .slice(0, limit)
      .map(({ seq, message, attempt, reason }) => ({
        ...{ seq, message, attempt },
        ...(reason === undefined ? {} : { reason }),
      }));
  }

  redrive(ids: readonly string[]): string[] {
    const done = ids.filter((id) => {
      const one = this.find(id);
      if (one?.state !== 'dead') return false;
      Object.assign(one, { state: 'ready', attempt: 0, reason: undefined });
      return true;
    });
    if (done.length > 0) this.notify();
    return done;
  }

  remove(ids: readonly string[]): string[] {
    return ids.filter((id) => this.drop((one) => one.message.id === id) > 0);
  }

  clear({ senderId, recipientId, correlationId }: ClearFilter): number {
    return this.drop(
      ({ message }) =>
        (senderId === undefined || message.senderId === senderId) &&
        (recipientId === undefined || message.recipientId === recipientId) &&
        (correlationId === undefined || message.correlationId === correlationId),
    );
  }

  evict(request: EvictRequest): EvictResult {
    this.pass(request.nowMs);
    const { kept } = this.data;
    const surplus = kept.length - (request.maxCount ?? Number.POSITIVE_INFINITY);
    const beforeMs = request.beforeMs ?? Number.NEGATIVE_INFINITY;
    const gone = kept
      .filter((one, index) => index < surplus || one.message.timestampMs < beforeMs)
      .filter((one) => request.keepClaimed !== true || one.state !== 'claimed')
      .slice(0, request.limit);
    const missed: Record<string, number> = {};
    for (const [reader, place] of this.data.readers) {
      const lost = gone.filter((one) => this.isOwed(reader, place, one)).length;
      if (lost > 0) missed[reader] = lost;
      place.missed += lost;
    }
    this.drop((one) => gone.includes(one));
    return { evicted: gone.length, unsettled: gone.filter(isUnsettled).length, missed };
  }

  stats(nowMs: number): LogStats {
    this.pass(nowMs);
    const { kept } = this.data;
    const countOf = (...states: Kept['state'][]) =>
      kept.filter((one) => states.includes(one.state)).length;
    const readers = [...this.data.readers].map(([reader, place]) => {
      const lag = kept.filter((one) => this.isOwed(reader, place, one)).length;
      return [reader, { lag, missed: place.missed }] as const;
    });
    return {
      count: kept.length,
      pending: countOf('ready', 'delayed'),
      claimed: countOf('claimed'),
      acknowledged: countOf('acknowledged'),
      dead: countOf('dead'),
      ...(kept[0] === undefined ? {} : { oldestMs: kept[0].message.timestampMs }),
      readers: Object.fromEntries(readers),
    };
  }

  keyed(nowMs: number): LogEntry[] {
    this.pass(nowMs);
    return this.data.kept
      .filter((one) => one.key !== undefined && one.keyExpiresAtMs > nowMs)
      .map(toEntry);
  }

  sweepKeyed(nowMs: number): number {
    return this.drop((one) => one.key !== undefined && one.keyExpiresAtMs <= nowMs);
  }

  watch(listener: () => void): () => void {
    const own = { call: listener };
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  notify(): void {
    for (const listener of this.listeners) {
      try {
        listener.call();
      } catch {
        // Not the log's business.
      }
    }
  }

  private pass(nowMs: number): void {
    let woken = false;
    for (const one of this.data.kept) {
      if ((one.state !== 'delayed' && one.state !== 'claimed') || one.untilMs > nowMs) continue;
      const expired = one.state === 'claimed';
      one.state = expired && this.isExhausted(one) ? 'dead' : 'ready';
      if (expired) this.data.released += 1;
      if (one.state === 'dead') this.data.died.push(one.message.id);
      else woken = true;
    }
    if (woken) this.notify();
  }

  private drop(isGone: (one: Kept) => boolean): number {
    const gone = this.data.kept.filter(isGone);
    this.data.kept = this.data.kept.filter((one) => !gone.includes(one));
    this.data.removed.push(...gone.map((one) => one.message.id));
    return gone.length;
  }

  private find(id: string): Kept | undefined {
    return this.data.kept.find((one) => one.message.id === id);
  }

  private seqOf(id: string): number {
    const one = this.find(id);
    if (one !== undefined) return one.seq;
    const isOlder = (gone: string) => isTimeOrderedId(gone) && isTimeOrderedId(id) && id <= gone;
    if (this.data.removed.some((gone) => gone === id || isOlder(gone))) return 0;
    throw refusals.messageNotFound(this.channelId, id);
  }

  private isFor(reader: string, { message }: Kept): boolean {
    const { recipientId } = message;
    return this.options.addressed !== true || recipientId === undefined || recipientId === reader;
  }

  /** Whether `reader` can still get the message, now or later. */
  private isOwed(reader: string, place: Place, one: Kept): boolean {
    if (one.state === 'acknowledged' || !this.isFor(reader, one)) return false;
    return one.seq > place.cursor || place.skipped.includes(one.seq);
  }

  private isExhausted(one: Kept): boolean {
    return one.attempt >= (this.options.maxAttempts ?? Number.POSITIVE_INFINITY);
  }
}

export class ModelStore implements ChannelStore {
  readonly address = 'model:';
  private readonly logs = new Map<string, ModelLog>();
  private closed = false;

  open(channelId: string, options?: LogOptions): ModelLog {
    if (this.closed) throw refusals.storeClosed(this.address);
    const log = this.logs.get(channelId) ?? new ModelLog(channelId, options ?? {});
    this.logs.set(channelId, log);
    if (options === undefined) return log;
    const isAddressed = (given: LogOptions): boolean => given.addressed === true;
    if (isAddressed(options) !== isAddressed(log.options)) {
      throw refusals.changedAddressing(channelId);
    }
    log.options = options;
    return log;
  }

  /** Does one after the other and puts everything back when one is refused. */
  commit(operations: readonly StoreOperation[]): AppendResult[] {
    if (this.closed) throw refusals.storeClosed(this.address);
    const before = [...this.logs.values()].map((log) => ({ log, data: log.data.copy() }));
    try {
      const results = operations.map((operation) => this.perform(operation));
      for (const { log } of before) log.notify();
      return results.filter((result) => result !== undefined);
    } catch (error) {
      for (const { log, data } of before) log.data = data;
      throw error;
    }
  }

  flush(): void {
    // Nothing to do.
  }

  close(): void {
    this.closed = true;
  }

  private perform(operation: StoreOperation): AppendResult | undefined {
    const log = [...this.logs.values()].find((own) => own === operation.log);
    if (log === undefined) throw refusals.foreignLog(this.address);
    if (operation.kind === 'append') return log.append(operation.message, operation.options, true);
    if (operation.kind === 'advance') {
      log.advance(operation.reader, operation.position);
    } else if (!log.settle(operation.settlement, operation.nowMs, true)) {
      const { id, holder } = operation.settlement;
      throw refusals.claimLost(log.channelId, id, holder);
    }
    return undefined;
  }
}

function isUnsettled({ state }: Kept): boolean {
  return state !== 'acknowledged' && state !== 'dead';
}

function toEntry({ seq, message, state, untilMs }: Kept): LogEntry {
  return state === 'delayed' ? { seq, message, visibleAtMs: untilMs } : { seq, message };
}
