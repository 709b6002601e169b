import type { LogEntry, ReadPage, ReadRequest } from '../channel-store';
import { messageNotFound } from '../refusals';
import type { Entry } from './entry';
import type { LogState } from './log-state';
import { PagePosition } from './page-position';

/** What `reader` would read next: skipped messages that have come back, then those behind its cursor. */
export function findPage(state: LogState, readerId: string, request: ReadRequest): ReadPage {
  const { limit, after } = request;
  const reader = state.readers.get(readerId);
  let base = reader?.cursor ?? (request.from === 'now' ? state.headSeq : 0);
  if (after !== undefined) base = seqOf(state, after);

  const returned = reader?.peekReturned(base, limit) ?? [];
  const entries: LogEntry[] = returned.map((entry) => state.toLogEntry(entry));
  const passed: Entry[] = [];
  let end = base;
  while (entries.length < limit) {
    const entry = state.lanes.openFor(readerId, end + 1);
    if (entry === undefined) break;
    end = entry.seq;
    if (entry.state === 'ready') entries.push(state.toLogEntry(entry));
    else passed.push(entry);
  }
  const restart = after !== undefined;
  return { entries, position: new PagePosition(base, restart, entries, returned, passed, end) };
}

/** Where the message `after` stands; 0, so before the oldest kept message, when it is gone. */
function seqOf(state: LogState, after: string): number {
  const entry = state.byId.get(after);
  if (entry !== undefined) return entry.seq;
  if (state.removedIds.has(after)) return 0;
  throw messageNotFound(state.channelId, after);
}
