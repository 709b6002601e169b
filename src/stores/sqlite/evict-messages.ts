import type { EvictRequest, EvictResult } from '../channel-store';
import { lanesOf } from './find-page';
import type { LogState } from './log-state';
import { isUnsettled, MessageState } from './message-state';
import type { ReaderRow, StateRow } from './statements';

/** Rows read at a time. */
const LONGEST_PAGE = 512;

/** Removes what is too old or too much, from the front; looks at nothing that stays but claimed messages. */
export function evictMessages(log: LogState, request: EvictRequest): EvictResult {
  const { limit, keepClaimed = false, beforeMs = Number.NEGATIVE_INFINITY } = request;
  const gone: StateRow[] = [];
  let surplus = log.count - (request.maxCount ?? Number.POSITIVE_INFINITY);
  for (const row of walk(log, limit)) {
    if (gone.length >= limit || (surplus <= 0 && row.timestampMs >= beforeMs)) break;
    surplus -= 1;
    if (!keepClaimed || row.state !== MessageState.claimed) gone.push(row);
  }
  const seen = new Set(gone.map((row) => row.position));
  // What the walk has found may be late as well.
  const late = log.sql.late.all(log.number, beforeMs, keepClaimed ? 1 : 0, limit);
  gone.push(...late.filter((row) => !seen.has(row.position)).slice(0, limit - gone.length));

  const missed = countMissed(log, gone);
  for (const row of gone) log.remove(row);
  return { evicted: gone.length, unsettled: gone.filter(isUnsettled).length, missed };
}

/** All kept messages from the front, read in small pages. */
function* walk(log: LogState, limit: number): Generator<StateRow> {
  const pageSize = Math.min(limit, LONGEST_PAGE);
  let { start } = log;
  for (;;) {
    const page = log.sql.walk.all(start, log.end, pageSize);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    start = last.position;
  }
}

/** Writes to the readers how many of the messages that go they still had before them, and answers it by reader. */
function countMissed(log: LogState, gone: readonly StateRow[]): Readonly<Record<string, number>> {
  const open = gone.filter((row) => row.state !== MessageState.acknowledged);
  if (open.length === 0) return {};
  const missed: Record<string, number> = {};
  const skipped = log.figures.hasSkipped ? countSkipped(log, open) : undefined;
  for (const reader of log.sql.readers.all(log.number)) {
    const count = (skipped?.get(reader.number) ?? 0) + countUnread(log, reader, open);
    if (count === 0) continue;
    missed[reader.id] = count;
    log.sql.addMissed.run(count, reader.number);
  }
  return missed;
}

function countUnread(log: LogState, reader: ReaderRow, open: readonly StateRow[]): number {
  const unread = open.filter((row) => log.seqOf(row) > reader.cursor);
  if (unread.length === 0 || !log.addressed) return unread.length;
  const lanes = lanesOf(log, reader.id);
  return unread.filter((row) => lanes.includes(row.lane)).length;
}

/** How many of the messages each reader has passed while they were hidden, by its number. */
function countSkipped(log: LogState, open: readonly StateRow[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const row of open) {
    for (const { reader } of log.sql.skippedBy.all(row.position)) {
      counts.set(reader, (counts.get(reader) ?? 0) + 1);
    }
  }
  return counts;
}
