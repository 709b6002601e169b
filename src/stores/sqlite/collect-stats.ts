import type { LogStats, ReaderStats } from '../channel-store';
import { lanesOf } from './find-page';
import type { LogState } from './log-state';
import type { ReaderRow } from './statements';

/** Counts the log; costs a walk over what its readers have before them. */
export function collectStats(log: LogState): LogStats {
  const { count, sql } = log;
  const { acknowledged, dead } = log.figures;
  const claimed = sql.claimedCount.get(log.number)?.count ?? 0;
  const [oldest] = sql.walk.all(log.start, log.end, 1);
  const readers = sql.readers.all(log.number).map((reader): [string, ReaderStats] => {
    return [reader.id, { lag: lagOf(log, reader), missed: reader.missed }];
  });
  return {
    count,
    pending: count - acknowledged - dead - claimed,
    claimed,
    acknowledged,
    dead,
    ...(oldest === undefined ? {} : { oldestMs: oldest.timestampMs }),
    readers: Object.fromEntries(readers),
  };
}

function lagOf(log: LogState, reader: ReaderRow): number {
  const { sql, end } = log;
  const cursor = log.start + reader.cursor;
  let lag = log.figures.hasSkipped ? (sql.skippedCount.get(reader.number)?.count ?? 0) : 0;
  for (const lane of lanesOf(log, reader.id)) {
    const open = lane === null ? sql.open.get(cursor, end) : sql.openInLane.get(lane, cursor, end);
    lag += open?.count ?? 0;
  }
  return lag;
}
