import type { LogEntry, ReadPage, ReadRequest } from '../channel-store';
import { messageNotFound } from '../refusals';
import type { LogState } from './log-state';
import { merge } from './merge-rows';
import { toMessage } from './message-row';
import { EVERYBODY } from './message-state';
import { PagePosition } from './page-position';
import type { MessageRow } from './statements';

/** A page, and the position of it as what it is. */
export interface FoundPage extends ReadPage {
  readonly position: PagePosition;
}

/** What `reader` would read next: skipped messages that have come back, then those behind its cursor. */
export function findPage(log: LogState, readerId: string, request: ReadRequest): FoundPage {
  const { limit, after } = request;
  const { figures, sql, start } = log;
  const reader = sql.reader.get(log.number, readerId);
  const base =
    after === undefined
      ? (reader?.cursor ?? (request.from === 'now' ? figures.headSeq : 0))
      : seqBehind(log, after);

  const returned =
    reader === undefined || !figures.hasSkipped
      ? []
      : sql.returned.all(reader.number, start + base, limit);
  const room = limit - returned.length;
  const fresh = base < figures.headSeq ? readable(log, readerId, base, room) : [];
  const last = fresh.at(-1);
  let end = base;
  if (fresh.length < room) end = figures.headSeq;
  else if (last !== undefined) end = log.seqOf(last);

  const toEntry = (row: MessageRow): LogEntry => ({
    seq: log.seqOf(row),
    message: toMessage(row, log.channelId),
  });
  const seqs = (rows: readonly MessageRow[]) => rows.map((row) => log.seqOf(row));
  return {
    entries: [...returned.map(toEntry), ...fresh.map(toEntry)],
    position: new PagePosition(
      base,
      after !== undefined,
      seqs(returned),
      seqs(fresh),
      end,
      Number.isFinite(figures.nextUntilMs) || figures.dead > 0,
    ),
  };
}

/** Moves the cursor of a reader behind a page, and remembers the hidden messages it passes on the way. */
export function advanceReader(log: LogState, readerId: string, position: PagePosition): void {
  const { sql, start } = log;
  const { base, end } = position;
  const known = sql.reader.get(log.number, readerId);
  const reader = known ?? addReader(log, readerId, base);
  if (reader === undefined) return;
  let { cursor } = reader;
  if (known !== undefined && position.restart) {
    // What lies behind the new place will be met again.
    if (log.figures.hasSkipped) sql.unskipBehind.run(reader.number, start + base);
    cursor = base;
  }
  for (const seq of position.returned) sql.unskip.run(reader.number, start + seq);
  const from = Math.max(cursor, base);
  if (position.passesHidden && from < end) {
    const delivered = new Set(position.fresh);
    const lanes = lanesOf(log, readerId);
    for (const row of sql.passed.all(start + from, start + end)) {
      if (delivered.has(log.seqOf(row)) || !lanes.includes(row.lane)) continue;
      sql.skip.run(reader.number, row.position);
      log.figures.hasSkipped = true;
    }
  }
  // Never back: a page peeked before another one was advanced has nothing new to say.
  cursor = Math.max(cursor, end);
  if (cursor !== reader.cursor) sql.setCursor.run(cursor, reader.number);
}

/** The lanes that `readerId` reads. */
export function lanesOf(log: LogState, readerId: string): readonly (number | null)[] {
  if (!log.addressed) return [null];
  const own = log.laneOf(readerId);
  return own === undefined ? [EVERYBODY] : [EVERYBODY, own];
}

function addReader(log: LogState, readerId: string, cursor: number) {
  log.sql.addReader.run(log.number, readerId, cursor);
  return log.sql.reader.get(log.number, readerId);
}

function readable(log: LogState, readerId: string, base: number, limit: number): MessageRow[] {
  const { sql, start, end } = log;
  const pages = lanesOf(log, readerId).map((lane) =>
    lane === null
      ? sql.readable.all(start + base, end, limit)
      : sql.readableInLane.all(lane, start + base, end, limit),
  );
  return merge(pages).slice(0, limit);
}

/** Where the message `after` stands; 0, so before the oldest kept message, when it is gone. */
function seqBehind(log: LogState, after: string): number {
  const row = log.sql.byId.get(log.number, after);
  if (row !== undefined) return log.seqOf(row);
  if (log.wasRemoved(after)) return 0;
  throw messageNotFound(log.channelId, after);
}
