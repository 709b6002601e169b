import type { StoredMessage } from '../../stores/channel-store';
import type { Entry } from '../../stores/memory/entry';
import type { MemoryLog } from '../../stores/memory/memory-log';

/** Where a kept message stands. A delayed one is not yet visible. */
export type MessageState = 'ready' | 'delayed' | 'claimed' | 'acknowledged' | 'dead';

/** A kept message and where it stands. */
export interface KeptMessage {
  readonly message: StoredMessage;
  readonly state: MessageState;
  /** Claims so far. */
  readonly attempt: number;
  /** Who holds it, while it is claimed. */
  readonly holder?: string;
  /** When the claim or the delay ends, milliseconds since 1970. */
  readonly untilMs?: number;
  /** What the last nack gave as reason. */
  readonly reason?: string;
}

/** All kept messages of `log` in order, as any operation at `nowMs` would find them. Changes nothing. */
export function keptMessages(log: MemoryLog, nowMs: number): readonly KeptMessage[] {
  const { kept } = log.state;
  const found: KeptMessage[] = [];
  for (let entry = kept.first; entry !== undefined; entry = kept.at(entry.seq + 1)) {
    // Gaps at the front are closed at once, but the first may be asked for in between.
    if (entry.state !== 'removed') found.push(describe(log, entry, nowMs));
  }
  return found;
}

function describe(log: MemoryLog, entry: Entry, nowMs: number): KeptMessage {
  const { hidden, reasons } = log.state;
  const untilMs = hidden.keyOf(entry);
  const isOver = untilMs !== undefined && untilMs <= nowMs;
  const state = isOver ? stateAfter(log, entry) : (entry.state as MessageState); // removed ones were left out
  const reason = reasons.get(entry);
  return {
    message: entry.message,
    state,
    attempt: entry.attempt,
    ...(state === 'claimed' ? { holder: entry.holder } : {}),
    ...(untilMs === undefined || isOver ? {} : { untilMs }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** What becomes of a message whose claim or delay has ended, once somebody looks. */
function stateAfter(log: MemoryLog, entry: Entry): MessageState {
  return entry.state === 'claimed' && log.state.isExhausted(entry) ? 'dead' : 'ready';
}
