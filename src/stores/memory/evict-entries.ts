import type { EvictRequest, EvictResult } from '../channel-store';
import type { Entry } from './entry';
import type { LogState } from './log-state';
import { MissedTally } from './missed-tally';

/** Removes what is too old or too much, from the front; looks at nothing that stays but claimed messages. */
export function evictEntries(state: LogState, request: EvictRequest): EvictResult {
  const { limit, keepClaimed, beforeMs = Number.NEGATIVE_INFINITY } = request;
  const missed = new MissedTally(state.readers, state.addressed);
  let evicted = 0;
  let unsettled = 0;
  const evict = (entry: Entry): boolean => {
    if (keepClaimed === true && entry.state === 'claimed') return false;
    missed.add(entry);
    evicted += 1;
    if (entry.unsettled) unsettled += 1;
    state.remove(entry);
    return true;
  };

  let surplus = state.kept.size - (request.maxCount ?? Number.POSITIVE_INFINITY);
  let entry = state.kept.first;
  while (entry !== undefined && evicted < limit) {
    if (surplus <= 0 && entry.message.timestampMs >= beforeMs) break;
    surplus -= 1;
    evict(entry);
    entry = state.kept.at(entry.seq + 1);
  }

  const stayed: Entry[] = [];
  while (evicted < limit) {
    const late = state.age.takeLate(beforeMs);
    if (late === undefined) break;
    if (!evict(late)) stayed.push(late);
  }
  for (const late of stayed) state.age.restore(late);

  return { evicted, unsettled, missed: missed.finish() };
}
