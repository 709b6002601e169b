import type { LogStats, ReaderStats } from 'holon';

import type { LogState } from './log-state';

export function statsOf(state: LogState): LogStats {
  const all = state.filter(() => true);
  const countOf = (...states: readonly string[]): number =>
    all.filter((entry) => states.includes(entry.state)).length;
  const readers: Record<string, ReaderStats> = {};
  for (const [name, { missed }] of state.readers.entries()) {
    const lag = all.filter((entry) =>
      state.readers
        .missing(entry, (reader) => reader === name && state.isFor(name, entry))
        .includes(name),
    ).length;
    readers[name] = { lag, missed };
  }
  const [oldest] = all;
  return {
    count: all.length,
    pending: countOf('ready', 'delayed'),
    claimed: countOf('claimed'),
    acknowledged: countOf('acknowledged'),
    dead: countOf('dead'),
    ...(oldest === undefined ? {} : { oldestMs: oldest.message.timestampMs }),
    readers,
  };
}
