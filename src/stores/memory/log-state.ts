import type {
  AppendOptions,
  AppendResult,
  LogEntry,
  LogOptions,
  Settlement,
  StoredClaim,
  StoredMessage,
  SweepResult,
} from '../channel-store';
import { backpressure } from '../refusals';
import { AgeIndex } from './age-index';
import { Entry } from './entry';
import { EntryList } from './entry-list';
import { IdIndex } from './id-index';
import { IndexedHeap } from './indexed-heap';
import { KeyedEntries } from './keyed-entries';
import { Lanes } from './lanes';
import { Readers } from './readers';
import { RemovedIds } from './removed-ids';

/** The messages of one log, and the only place where one of them changes state. */
export class LogState {
  readonly kept = new EntryList();
  readonly byId = new IdIndex();
  readonly removedIds = new RemovedIds();
  readonly lanes: Lanes;
  readonly readers = new Readers();
  readonly keyed = new KeyedEntries();
  readonly age = new AgeIndex();
  /** What is delayed or claimed, by the time that ends. */
  readonly hidden = new IndexedHeap<Entry>();
  /** In the order they died. */
  readonly dead = new Set<Entry>();
  readonly reasons = new Map<Entry, string>();
  headSeq = 0;
  acknowledged = 0;
  /** By id: what is settled is found at once, however much is kept. */
  readonly claims = new Map<string, Entry>();
  /** Claims that expired since the last sweep, and which messages died by it. */
  private expired = 0;
  private expiredDead: string[] = [];
  /** Whether messages have become visible that listeners do not know of yet. */
  woken = false;
  private lastToken = 0;

  constructor(
    readonly channelId: string,
    public options: LogOptions,
  ) {
    this.lanes = new Lanes(this.kept, options.addressed === true);
  }

  get addressed(): boolean {
    return this.options.addressed === true;
  }

  /** Messages that count against `capacity`. */
  get unsettled(): number {
    return this.kept.size - this.acknowledged - this.dead.size;
  }

  append(message: StoredMessage, options: AppendOptions | undefined): AppendResult {
    const { id } = message;
    const duplicate = this.byId.get(id);
    if (duplicate !== undefined) return { id, seq: duplicate.seq, duplicate: true };
    const replaced = options?.key === undefined ? undefined : this.keyed.get(options.key);
    const { capacity } = this.options;
    if (capacity !== undefined) {
      const freed = replaced?.unsettled === true ? 1 : 0;
      if (this.unsettled - freed >= capacity) throw backpressure(this.channelId, id, capacity);
    }
    if (replaced !== undefined) this.remove(replaced);
    this.headSeq += 1;
    const entry = new Entry(this.headSeq, message);
    this.kept.push(entry);
    this.byId.add(entry, this.kept.size);
    this.lanes.add(entry);
    this.age.add(entry, this.kept.size);
    if (options?.key !== undefined) this.keyed.add(entry, options.key, options.expiresAtMs);
    if (options?.visibleAtMs === undefined) this.woken = true;
    else this.delay(entry, options.visibleAtMs);
    return { id, seq: entry.seq, duplicate: false };
  }

  remove(entry: Entry): void {
    const { recipientId } = entry.message;
    if (entry.state === 'delayed') this.hidden.remove(entry);
    else if (entry.state === 'claimed') this.takeBack(entry);
    else if (entry.state === 'dead') this.dead.delete(entry);
    else if (entry.state === 'acknowledged') this.acknowledged -= 1;
    this.readers.noteClosed(entry);
    this.keyed.noteRemoval(entry);
    if (this.reasons.size > 0) this.reasons.delete(entry);
    this.removedIds.add(entry.id);
    entry.markRemoved();
    this.byId.noteRemoval(entry);
    this.kept.noteRemoval();
    this.lanes.noteRemoval(recipientId);
  }

  /** `entry` must be ready. */
  claim(entry: Entry, holder: string, expiresAtMs: number): StoredClaim {
    entry.state = 'claimed';
    entry.attempt += 1;
    entry.holder = holder;
    this.lastToken += 1;
    entry.token = this.lastToken;
    this.claims.set(entry.id, entry);
    this.hidden.push(expiresAtMs, entry);
    const { seq, message, attempt, token } = entry;
    return { seq, message, attempt, expiresAtMs, token };
  }

  /** The entry a settlement means, while `holder` holds it; the claim may have expired. */
  claimedEntry({ id, holder, token }: Settlement): Entry | undefined {
    const entry = this.claims.get(id);
    if (entry?.holder !== holder) return undefined;
    return token === undefined || token === entry.token ? entry : undefined;
  }

  /** Whether the claim on `entry`, which must be claimed, has not expired. */
  isClaimLive(entry: Entry, nowMs: number): boolean {
    return nowMs < (this.hidden.keyOf(entry) ?? 0);
  }

  isExhausted(entry: Entry): boolean {
    return entry.attempt >= (this.options.maxAttempts ?? Number.POSITIVE_INFINITY);
  }

  /** False where the claim is not the holder's any more. */
  settle(settlement: Settlement, nowMs: number): boolean {
    const entry = this.claimedEntry(settlement);
    if (entry === undefined || !this.isClaimLive(entry, nowMs)) return false;
    this.takeBack(entry);
    this.apply(entry, settlement.action);
    return true;
  }

  /** Ends the delays and claims whose time has come. */
  release(nowMs: number): void {
    while (this.hidden.minKey <= nowMs) {
      const entry = this.hidden.pop();
      if (entry === undefined) return;
      if (entry.state === 'claimed') {
        this.claims.delete(entry.id);
        this.expired += 1;
        if (this.isExhausted(entry)) {
          this.expiredDead.push(entry.message.id);
          this.die(entry);
          continue;
        }
      }
      this.makeReady(entry);
    }
  }

  /** What `release` has done to claims since the last call. */
  takeExpired(): SweepResult {
    const result = { released: this.expired, dead: this.expiredDead };
    this.expired = 0;
    this.expiredDead = [];
    return result;
  }

  /** `entry` must be dead. */
  redrive(entry: Entry): void {
    this.dead.delete(entry);
    this.reasons.delete(entry);
    entry.attempt = 0;
    this.makeReady(entry);
  }

  toLogEntry(entry: Entry): LogEntry {
    const { seq, message } = entry;
    if (entry.state !== 'delayed') return { seq, message };
    return { seq, message, visibleAtMs: this.hidden.keyOf(entry) ?? 0 };
  }

  private apply(entry: Entry, action: Settlement['action']): void {
    if (action.kind === 'extend') {
      this.claims.set(entry.id, entry);
      this.hidden.push(action.expiresAtMs, entry);
      return;
    }
    if (action.kind === 'acknowledge') {
      entry.state = 'acknowledged';
      this.acknowledged += 1;
      this.readers.noteClosed(entry);
      if (this.reasons.size > 0) this.reasons.delete(entry);
      return;
    }
    if (action.kind === 'release') {
      entry.attempt -= 1;
      this.makeReady(entry);
      return;
    }
    if (action.reason === undefined) this.reasons.delete(entry);
    else this.reasons.set(entry, action.reason);
    if (this.isExhausted(entry)) this.die(entry);
    else if (action.visibleAtMs === undefined) this.makeReady(entry);
    else this.delay(entry, action.visibleAtMs);
  }

  private takeBack(entry: Entry): void {
    this.hidden.remove(entry);
    this.claims.delete(entry.id);
  }

  private makeReady(entry: Entry): void {
    entry.state = 'ready';
    this.lanes.noteReady(entry);
    this.readers.noteReady(entry);
    this.woken = true;
  }

  private delay(entry: Entry, visibleAtMs: number): void {
    entry.state = 'delayed';
    this.hidden.push(visibleAtMs, entry);
  }

  private die(entry: Entry): void {
    entry.state = 'dead';
    this.dead.add(entry);
  }
}
