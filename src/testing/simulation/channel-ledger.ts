import type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  LogOptions,
  Settlement,
  StoredMessage,
} from '../../stores/channel-store';
import { atOnce } from './at-once';
import type { ReportBreach } from './breach';
import { isHidden, type MessageRecord, type MessageState } from './message-record';
import { ReaderLedger } from './reader-ledger';

/** What the ledgers of all channels share. */
export interface LedgerBook {
  readonly report: ReportBreach;
  nowMs(): number;
  /** The place of an operation among all operations. */
  nextOrder(): number;
}

/** When somebody last asked for messages. */
interface Look {
  readonly nowMs: number;
  readonly order: number;
}

/**
 * What one channel must hold, by what its store has answered: every message with its state. It believes a store when
 * that says what it has done, and reports when something else it says does not fit.
 */
export class ChannelLedger {
  readonly byId = new Map<string, MessageRecord>();
  readonly bySeq = new Map<number, MessageRecord>();
  /** Ids of everything that was ever stored. */
  readonly written = new Set<string>();
  readonly readers = new ReaderLedger(this);
  headSeq = 0;
  private readonly hidden = new Set<MessageRecord>();
  readonly byKey = new Map<string, MessageRecord>();
  private readonly looks = new Map<string, Look>();
  private options: LogOptions = {};
  private log: ChannelLog | undefined;

  constructor(
    readonly id: string,
    private readonly book: LedgerBook,
  ) {}

  get report(): ReportBreach {
    return this.book.report;
  }

  /** The store has opened the channel. */
  opened(log: ChannelLog, options: LogOptions | undefined): void {
    this.log = log;
    if (options !== undefined) this.options = options;
  }

  get isOpened(): boolean {
    return this.log !== undefined;
  }

  /** Whether the store has the message, whatever it says. */
  isStored(id: string): boolean {
    return this.log !== undefined && atOnce(this.log.get(id)) !== undefined;
  }

  /** Looks for messages that the store has acknowledged and does not have any more. */
  audit(): void {
    for (const record of this.byId.values()) {
      if (this.isStored(record.message.id)) continue;
      this.report(
        'lost',
        `${this.named(record)}, which was acknowledged, is not in the store any more`,
      );
      return;
    }
  }

  /** Messages that `claimant` has claimed and neither settled nor lost by now. */
  heldBy(claimant: object): readonly MessageRecord[] {
    return [...this.hidden].filter(
      (record) =>
        record.state === 'claimed' &&
        record.claimant === claimant &&
        record.untilMs > this.book.nowMs(),
    );
  }

  named({ seq }: { readonly seq: number }): string {
    return `message ${seq} of channel '${this.id}'`;
  }

  keeps(record: MessageRecord): boolean {
    return this.byId.get(record.message.id) === record;
  }

  isFor({ message }: MessageRecord, reader: string): boolean {
    if (this.options.addressed !== true || message.recipientId === undefined) return true;
    return message.recipientId === reader;
  }

  appended(message: StoredMessage, options: AppendOptions | undefined, result: AppendResult): void {
    const known = this.byId.get(message.id);
    if (result.duplicate) {
      if (known === undefined) {
        this.report(
          'lost',
          `channel '${this.id}' refused message '${message.id}' as a duplicate and does not keep it`,
        );
      } else if (known.seq !== result.seq) {
        this.report('order', `${this.named(known)} was said to stand at ${result.seq}`);
      }
      return;
    }
    if (known !== undefined) {
      this.report(
        'duplicate',
        `${this.named(known)} was stored once more, as message ${result.seq}`,
      );
    }
    if (result.seq !== this.headSeq + 1) {
      this.report(
        'order',
        `channel '${this.id}' gave place ${result.seq} after place ${this.headSeq}`,
      );
    }
    const key = options?.key;
    const replaced = key === undefined ? undefined : this.byKey.get(key);
    if (replaced !== undefined) this.drop(replaced);
    const record: MessageRecord = {
      seq: result.seq,
      message,
      state: options?.visibleAtMs === undefined ? 'ready' : 'delayed',
      readySinceMs: this.book.nowMs(),
      readyOrder: this.book.nextOrder(),
      untilMs: options?.visibleAtMs ?? 0,
      holder: '',
      token: undefined,
      claimant: undefined,
      attempt: 0,
      key,
      keyExpiresAtMs: options?.expiresAtMs ?? Infinity,
    };
    this.headSeq = Math.max(this.headSeq, result.seq);
    this.byId.set(message.id, record);
    this.bySeq.set(result.seq, record);
    this.written.add(message.id);
    if (key !== undefined) this.byKey.set(key, record);
    if (isHidden(record)) this.hidden.add(record);
  }

  /** A claim was given; the ledger believes it. */
  hold(
    record: MessageRecord,
    claim: {
      readonly holder: string;
      readonly token: MessageRecord['token'];
      readonly claimant: object;
    },
    expiresAtMs: number,
  ): void {
    Object.assign(record, claim);
    record.attempt += 1;
    this.hide(record, 'claimed', expiresAtMs);
  }

  /** Somebody asks for messages. */
  looked(who: string, nowMs: number): void {
    this.looks.set(who, { nowMs, order: this.book.nextOrder() });
  }

  /** Whether `who` has asked for messages since `record` became ready, or its delay or claim was over. */
  hasSeen(who: string, { state, readyOrder, readySinceMs, untilMs }: MessageRecord): boolean {
    const look = this.looks.get(who);
    if (look === undefined) return false;
    if (state !== 'ready') return look.nowMs >= untilMs;
    return readyOrder === 0 ? look.nowMs >= readySinceMs : look.order > readyOrder;
  }

  /** What `done` must be: whether the claim is the holder's. */
  holds({ holder, id, token }: Settlement, nowMs: number): MessageRecord | undefined {
    const record = this.byId.get(id);
    if (record?.state !== 'claimed' || record.holder !== holder) return undefined;
    if (token !== undefined && token !== record.token) return undefined;
    return nowMs < record.untilMs ? record : undefined;
  }

  /** Answers the record that was acknowledged, where one was. */
  settled(settlement: Settlement, nowMs: number, done: boolean): MessageRecord | undefined {
    const { holder, id, action } = settlement;
    const record = this.holds(settlement, nowMs);
    if (record === undefined) {
      if (done)
        this.report(
          'holder',
          `'${holder}' settled message '${id}' of channel '${this.id}', which it did not hold`,
        );
      return undefined;
    }
    if (!done) {
      this.report('holder', `'${holder}' was refused ${this.named(record)}, which it held`);
      return undefined;
    }
    if (action.kind === 'extend') record.untilMs = action.expiresAtMs;
    else if (action.kind === 'acknowledge') this.show(record, 'acknowledged');
    else if (action.kind === 'release') {
      record.attempt -= 1;
      this.show(record, 'ready');
    } else if (record.attempt >= this.maxAttempts) this.show(record, 'dead');
    else if (action.visibleAtMs === undefined) this.show(record, 'ready');
    else this.hide(record, 'delayed', action.visibleAtMs);
    return action.kind === 'acknowledge' ? record : undefined;
  }

  redriven(ids: readonly string[]): void {
    for (const id of ids) {
      const record = this.byId.get(id);
      if (record?.state !== 'dead') continue;
      record.attempt = 0;
      this.show(record, 'ready');
    }
  }

  /** Ends the delays and claims whose time has come. */
  passTime(nowMs: number): void {
    for (const record of this.hidden) {
      if (record.untilMs > nowMs) continue;
      const isDead = record.state === 'claimed' && record.attempt >= this.maxAttempts;
      const endedMs = record.untilMs;
      this.show(record, isDead ? 'dead' : 'ready');
      record.readySinceMs = endedMs;
      record.readyOrder = 0;
    }
  }

  /** The message of this id, which is being given to somebody; reports where it must not be. */
  deliverable(id: string, to: string): MessageRecord | undefined {
    const record = this.byId.get(id);
    if (record === undefined) {
      this.report(
        'redelivered',
        `channel '${this.id}' gave ${to} message '${id}', which it does not keep`,
      );
    } else if (record.state === 'claimed') {
      this.report(
        'holder',
        `${this.named(record)} was given to ${to} while '${record.holder}' held it`,
      );
    } else if (record.state === 'delayed') {
      this.report('early', `${this.named(record)} was given to ${to} before its delay was over`);
    } else if (record.state !== 'ready') {
      this.report(
        'redelivered',
        `${this.named(record)}, which is ${record.state}, was given to ${to}`,
      );
    }
    return record;
  }

  /** Since when somebody may work on the message; undefined where nobody may by `nowMs`. */
  waitingSinceMs(record: MessageRecord, nowMs: number): number | undefined {
    if (record.state === 'ready') return record.readySinceMs;
    if (!isHidden(record) || record.untilMs > nowMs) return undefined;
    const isDead = record.state === 'claimed' && record.attempt >= this.maxAttempts;
    return isDead ? undefined : record.untilMs;
  }

  get nowMs(): number {
    return this.book.nowMs();
  }

  get maxAttempts(): number {
    return this.options.maxAttempts ?? Infinity;
  }

  isClaimable({ message }: MessageRecord, holder: string): boolean {
    return this.options.addressed !== true || message.recipientId === holder;
  }

  private hide(record: MessageRecord, state: 'claimed' | 'delayed', untilMs: number): void {
    record.state = state;
    record.untilMs = untilMs;
    this.hidden.add(record);
  }

  private show(record: MessageRecord, state: MessageState): void {
    record.state = state;
    record.readySinceMs = this.book.nowMs();
    record.readyOrder = this.book.nextOrder();
    this.hidden.delete(record);
  }

  drop(record: MessageRecord): void {
    this.byId.delete(record.message.id);
    this.bySeq.delete(record.seq);
    this.hidden.delete(record);
    if (record.key !== undefined && this.byKey.get(record.key) === record)
      this.byKey.delete(record.key);
  }
}
