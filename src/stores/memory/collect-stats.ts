import type { LogStats, ReaderStats } from '../channel-store';
import type { LogState } from './log-state';
import type { Reader } from './reader';

/** Counts the log; costs a walk over what its readers have before them. */
export function collectStats(state: LogState): LogStats {
  const { kept, acknowledged } = state;
  const claimed = state.claims.size;
  const dead = state.dead.size;
  const oldest = kept.first;
  const readers = new Map<string, ReaderStats>();
  for (const reader of state.readers.all()) {
    readers.set(reader.id, { lag: lagOf(state, reader), missed: reader.missed });
  }
  return {
    count: kept.size,
    pending: kept.size - acknowledged - dead - claimed,
    claimed,
    acknowledged,
    dead,
    ...(oldest === undefined ? {} : { oldestMs: oldest.message.timestampMs }),
    readers: Object.fromEntries(readers),
  };
}

function lagOf(state: LogState, reader: Reader): number {
  let lag = reader.skipped.size;
  let entry = state.lanes.openFor(reader.id, reader.cursor + 1);
  while (entry !== undefined) {
    lag += 1;
    entry = state.lanes.openFor(reader.id, entry.seq + 1);
  }
  return lag;
}
