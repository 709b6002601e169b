import type {
  AppendOptions,
  AppendResult,
  LogEntry,
  Settlement,
  StoredMessage,
} from '../../stores/channel-store';
import type { ChannelLedger } from './channel-ledger';
import type { ExpectedPage } from './reader-ledger';
import type { SimulationParts } from './store-line';

/** Tells the ledger and the trace what the store has done to one channel. */
export class LogNotes {
  readonly ledger: ChannelLedger;

  constructor(
    private readonly channelId: string,
    private readonly parts: SimulationParts,
  ) {
    this.ledger = parts.ledger.channel(channelId);
  }

  appended(message: StoredMessage, options: AppendOptions | undefined, result: AppendResult): void {
    this.ledger.appended(message, options, result);
    const { seq, duplicate } = result;
    const what = duplicate ? 'refuses once more message' : 'stores message';
    this.parts.trace.add(`${this.channelId} ${what} ${seq} of ${message.senderId}`);
    if (duplicate || this.ledger.isStored(message.id)) return;
    this.ledger.report('lost', `${this.ledger.named(result)} was acknowledged and is not stored`);
  }

  settled(settlement: Settlement, nowMs: number, done: boolean): void {
    const { holder, id, action } = settlement;
    const record = this.ledger.byId.get(id);
    const claims = record?.attempt ?? 0;
    const acknowledged = this.ledger.settled(settlement, nowMs, done);
    const name = record?.seq ?? `'${id}'`;
    const outcome = done ? '' : ' in vain';
    this.parts.trace.add(
      `${holder} ${action.kind}s message ${name} of ${this.channelId}${outcome}`,
    );
    if (acknowledged !== undefined) this.parts.ledger.finished(this.ledger, holder, acknowledged);
    if (done && record !== undefined && action.kind === 'release') {
      this.parts.ledger.givenBack(this.ledger, holder, record, claims);
    }
  }

  advanced(page: ExpectedPage, count: number | undefined): void {
    const delivered = this.ledger.readers.advance(page, count);
    if (delivered.length === 0) return;
    const seqs = delivered.map(({ seq }) => seq).join(', ');
    this.parts.trace.add(`${page.reader} is done with message ${seqs} of ${this.channelId}`);
    for (const record of delivered) this.parts.ledger.finished(this.ledger, page.reader, record);
  }

  /** A commit was refused: nothing of it may be there. */
  refused(message: StoredMessage): void {
    if (this.ledger.byId.has(message.id) || !this.ledger.isStored(message.id)) return;
    const what = `channel '${this.channelId}' has stored message '${message.id}' of it`;
    this.ledger.report('torn', `a commit was refused, and ${what}`);
  }

  /** `who` gets messages; nothing is said of none. */
  given(who: string, verb: string, entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    const seqs = entries.map(({ seq }) => seq).join(', ');
    this.parts.trace.add(`${who} ${verb} message ${seqs} of ${this.channelId}`);
  }
}
