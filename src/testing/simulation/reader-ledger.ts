import type { LogEntry, ReadRequest } from '../../stores/channel-store';
import type { ChannelLedger } from './channel-ledger';
import type { MessageRecord } from './message-record';

/** A page that a reader has peeked, as the ledger expects it to be. */
export interface ExpectedPage {
  readonly reader: string;
  readonly base: number;
  /** Whether the reader asked to continue at `base`, wherever its cursor was. */
  readonly restart: boolean;
  readonly records: readonly MessageRecord[];
  /** Hidden ones between `base` and `end`. */
  readonly passed: readonly MessageRecord[];
  readonly end: number;
}

interface Reader {
  cursor: number;
  /** Passed while they were hidden and not delivered since. */
  readonly skipped: Set<MessageRecord>;
}

/** How far each reader of one channel has come, and what it must be given next. */
export class ReaderLedger {
  private readonly readers = new Map<string, Reader>();

  constructor(private readonly channel: ChannelLedger) {}

  /** The first message up to `upToSeq` that waits for `reader` by `nowMs`, with the time since when. */
  waitingFor(
    reader: string,
    nowMs: number,
    upToSeq: number = this.channel.headSeq,
  ): { readonly record: MessageRecord; readonly sinceMs: number } | undefined {
    const { channel } = this;
    const { cursor = 0, skipped = [] } = this.readers.get(reader) ?? {};
    for (const record of skipped) {
      const sinceMs = channel.keeps(record) ? channel.waitingSinceMs(record, nowMs) : undefined;
      if (sinceMs !== undefined && record.seq <= upToSeq) return { record, sinceMs };
    }
    for (let seq = cursor + 1; seq <= upToSeq; seq += 1) {
      const record = channel.bySeq.get(seq);
      if (record === undefined || !channel.isFor(record, reader)) continue;
      const sinceMs = channel.waitingSinceMs(record, nowMs);
      if (sinceMs !== undefined) return { record, sinceMs };
    }
    return undefined;
  }

  /** Whether `reader` is done with the message. */
  has(reader: string, record: MessageRecord): boolean {
    const known = this.readers.get(reader);
    return known !== undefined && record.seq <= known.cursor && !known.skipped.has(record);
  }

  /** Whether it has read yet. */
  knows(reader: string): boolean {
    return this.readers.has(reader);
  }

  expect(reader: string, request: Pick<ReadRequest, 'limit' | 'after' | 'from'>): ExpectedPage {
    const { channel } = this;
    const { limit, after, from } = request;
    const known = this.readers.get(reader);
    let base = known?.cursor ?? (from === 'now' ? channel.headSeq : 0);
    if (after !== undefined) base = channel.byId.get(after)?.seq ?? 0;
    const returned = [...(known?.skipped ?? [])]
      .filter((record) => record.seq <= base && record.state === 'ready' && channel.keeps(record))
      .sort((left, right) => left.seq - right.seq);
    const records = returned.slice(0, limit);
    const passed: MessageRecord[] = [];
    let end = base;
    while (end < channel.headSeq && records.length < limit) {
      end += 1;
      const record = channel.bySeq.get(end);
      if (record === undefined || !channel.isFor(record, reader)) continue;
      if (record.state === 'ready') records.push(record);
      else if (record.state !== 'acknowledged') passed.push(record);
    }
    return { reader, base, restart: after !== undefined, records, passed, end };
  }

  /** Compares what the store gave with what it must give. */
  check(page: ExpectedPage, entries: readonly LogEntry[], nowMs: number): void {
    const { channel } = this;
    const { reader } = page;
    channel.looked(reader, nowMs);
    let lastSeq = 0;
    for (const { seq, message } of entries) {
      const record = channel.deliverable(message.id, `'${reader}'`);
      if (record !== undefined && !channel.isFor(record, reader)) {
        channel.report(
          'holder',
          `${channel.named(record)}, which is not for it, was read by '${reader}'`,
        );
      }
      if (seq <= lastSeq) {
        channel.report(
          'order',
          `'${reader}' read message ${seq} of channel '${channel.id}' behind message ${lastSeq}`,
        );
      }
      lastSeq = seq;
    }
    const given = new Set(entries.map(({ message }) => message.id));
    const missing = page.records.find(({ message }) => !given.has(message.id));
    if (missing !== undefined) {
      channel.report('lost', `${channel.named(missing)} was passed over when '${reader}' read`);
    }
    const expected = new Set(page.records.map(({ message }) => message.id));
    const again = entries.find(({ message }) => !expected.has(message.id));
    if (missing === undefined && again !== undefined) {
      channel.report(
        'order',
        `message ${again.seq} of channel '${channel.id}' was delivered to '${reader}', which had it already`,
      );
    }
  }

  /** The cursor moves behind the first `count` messages of the page. */
  advance(page: ExpectedPage, count = page.records.length): readonly MessageRecord[] {
    const { base, end, passed, records, restart } = page;
    let reader = this.readers.get(page.reader);
    if (reader === undefined) {
      reader = { cursor: base, skipped: new Set() };
      this.readers.set(page.reader, reader);
    } else if (restart) {
      for (const record of reader.skipped) if (record.seq > base) reader.skipped.delete(record);
      reader.cursor = base;
    }
    const delivered = records.slice(0, count);
    for (const record of delivered) reader.skipped.delete(record);
    const lastSeq = delivered.at(-1)?.seq ?? base;
    const upTo = count >= records.length ? end : Math.max(base, lastSeq);
    for (const record of passed) {
      if (record.seq > upTo || record.seq <= reader.cursor) continue;
      if (record.state !== 'acknowledged') reader.skipped.add(record);
    }
    reader.cursor = Math.max(reader.cursor, upTo);
    return delivered;
  }
}
