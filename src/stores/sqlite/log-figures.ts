import type { ChannelRow } from './statements';

/** What is remembered of a log in memory: all that would cost a query or a write at each operation. */
export interface LogFigures {
  /** The newest place given out. */
  headSeq: number;
  /** All before it have been claimed, delayed or removed; from here on the ready ones are found by walking. */
  firstUnclaimedSeq: number;
  /** The highest timestamp so far. */
  newestMs: number;
  /** How many messages have left the log so far. */
  removed: number;
  acknowledged: number;
  dead: number;
  newestRemovedId: string;
  /** No delay or claim ends before it. */
  nextUntilMs: number;
  /** False when no reader waits for a message it has passed. */
  hasSkipped: boolean;
  /** Claims that expired since the last sweep, and which messages died by it. */
  expired: number;
  expiredDead: readonly string[];
  /** Whether messages have become visible that listeners do not know of yet. */
  woken: boolean;
  /** Whether the row in `channels` has to be written. */
  dirty: boolean;
}

/** Those of a log that nothing is known of yet. */
export function initialFigures(): LogFigures {
  return {
    headSeq: 0,
    firstUnclaimedSeq: 1,
    newestMs: Number.NEGATIVE_INFINITY,
    removed: 0,
    acknowledged: 0,
    dead: 0,
    newestRemovedId: '',
    nextUntilMs: Number.POSITIVE_INFINITY,
    hasSkipped: false,
    expired: 0,
    expiredDead: [],
    woken: false,
    dirty: false,
  };
}

/** What the row of the channel says; appends behind it are left to the caller. */
export function figuresOf(row: ChannelRow): Partial<LogFigures> {
  return {
    headSeq: row.headSeq,
    firstUnclaimedSeq: row.firstUnclaimedSeq,
    newestMs: row.newestMs ?? Number.NEGATIVE_INFINITY,
    removed: row.removed,
    acknowledged: row.acknowledged,
    dead: row.dead,
    newestRemovedId: row.newestRemovedId,
  };
}
