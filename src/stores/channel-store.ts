/**
 * The port behind every channel: a log per channel, with cursors and claims on it.
 *
 * What it is: the only place where messages, cursors, claims, attempts and dead letters are kept. Every operation is
 * atomic: all of it happens or none. A store may answer at once (memory) or later (disk, network); what it has
 * answered it keeps, as durably as it says it does.
 *
 * What it is not: it checks no content and no rights, calls no subscriber, makes no id and never looks at a clock:
 * `nowMs` is always an argument. It does not know channel kinds either, only the three options of `LogOptions`.
 *
 * A message is `ready`, `delayed`, `claimed`, `acknowledged` or `dead` until it is removed. Ready is visible, all else
 * is hidden. Time passes by `nowMs` alone: every operation of a log that gets it, `settle`, `keyed` and `sweepKeyed`
 * aside, first ends the delays and claims whose time is `nowMs` or before, in parts where they are many. An ended claim
 * makes its message ready again, or dead when its attempts are used up.
 *
 * What callers owe: every number is finite, `limit` and `count` are whole and 0 or more; messages are frozen already.
 * What a store owes: errors are `HolonError`s, thrown at once or as rejections, as it likes; ids and texts come back as
 * they were, or are refused.
 *
 * Who owns what: the app (or the channel used alone) opens the store and closes it; a log belongs to its store and
 * needs no closing. `describeStoreContract` in `holon/testing` is the suite every store passes.
 */
import type { ChannelMessage } from '../model/channel-message';
import type { Eventually, JsonValue } from '../model/json';

/** A message as a store keeps it: frozen, content and metadata are JSON. */
export type StoredMessage = ChannelMessage<JsonValue>;

export interface ChannelStore {
  /** For people and logs: `memory:`, `sqlite:./plant.db`. Carries no secret. */
  readonly address: string;
  /**
   * Opens the log of one channel, creating it when it is not there. The same id gives the same log; options given
   * later replace those before, all of them; without options they stay what they were. `addressed` cannot change, and
   * options that leave it out say false.
   * @throws HOLON_INVALID_ARGUMENT when `addressed` is another, HOLON_WRONG_STATE when the store is closed
   */
  open(channelId: string, options?: LogOptions): Eventually<ChannelLog>;
  /**
   * Does all operations or none, on logs of this store. They see each other's effects in order; listeners are called
   * when all is done. Answers one result for each append, in order; a duplicate is no failure.
   * @throws HOLON_CLAIM_LOST when a settlement is refused, HOLON_BACKPRESSURE when an append is,
   * HOLON_TRANSACTION_FAILED for a log of another store, HOLON_WRONG_STATE when the store is closed, also for no
   * operations; nothing is stored then.
   */
  commit(operations: readonly StoreOperation[]): Eventually<readonly AppendResult[]>;
  /** Resolves when all that was accepted is as durable as the store promises. */
  flush(): Eventually<void>;
  /**
   * Flushes and releases everything. May be called twice. After it the logs are not to be used; `open` and `commit` say
   * so by HOLON_WRONG_STATE.
   */
  close(): Eventually<void>;
}

export interface LogOptions {
  /** Messages with a `recipientId` are seen by that reader alone, and only such messages can be claimed. */
  readonly addressed?: boolean;
  /**
   * Most messages that may be kept unsettled (ready, delayed or claimed); an append above it is refused. Only appends
   * are: redrive may go beyond.
   */
  readonly capacity?: number;
  /** Claims after which a released message is dead. No limit when left out. */
  readonly maxAttempts?: number;
}

export interface AppendOptions {
  /** The message is delayed until then. */
  readonly visibleAtMs?: number;
  /** Replaces the kept message of the same key, whatever its state, in the same step; its place is free for this one. */
  readonly key?: string;
  /** `keyed` does not list the message any more from this time on; reads and claims do not look at it. */
  readonly expiresAtMs?: number;
}

export interface AppendResult {
  readonly id: string;
  /** Place in the channel's total order, rising by 1 from 1. For a duplicate: the place of the kept message. */
  readonly seq: number;
  /** True when a message of this id is kept already, whatever its state; nothing was stored or replaced then. */
  readonly duplicate: boolean;
}

export interface LogEntry {
  readonly seq: number;
  readonly message: StoredMessage;
  /** Set while the message is delayed; `get` may answer a time that has passed. */
  readonly visibleAtMs?: number;
}

export interface StoredClaim extends LogEntry {
  /** 1 at the first claim. */
  readonly attempt: number;
  readonly expiresAtMs: number;
  /** Tells this claim from every other claim of the same message. */
  readonly token: string | number;
}

export interface DeadLetter extends LogEntry {
  readonly attempt: number;
  /** What the last nack gave as reason; an expiry after it changes nothing. */
  readonly reason?: string;
}

export interface ReadRequest {
  readonly limit: number;
  readonly nowMs: number;
  /**
   * Continue behind this message instead of at the cursor, forward or back; before the oldest kept message when it was
   * removed. A store remembers at least the last 10 000 removed ids, and takes a time-ordered id (`isTimeOrderedId`)
   * that is not newer than the newest removed one for removed.
   */
  readonly after?: string;
  /** Where a reader that has no cursor yet begins: at the oldest kept message, or behind the newest. @defaultValue 'start' */
  readonly from?: 'start' | 'now';
}

/**
 * What `peek` found and `advance` makes permanent. A page of `limit` entries ends at its last one; a shorter page ends
 * at the newest place, hidden messages behind its last entry included. `position` is the store's own and opaque, for
 * this reader of this log while the store is open. An empty page has one too: it may pass hidden messages, and it
 * fixes where a reader with `from: 'now'` began.
 */
export interface ReadPage {
  readonly entries: readonly LogEntry[];
  readonly position: unknown;
}

export interface ClaimRequest {
  readonly limit: number;
  readonly nowMs: number;
  readonly expiresAtMs: number;
}

/** What to do with claimed messages. Without `token` any present claim of `holder` is meant. */
export interface Settlement {
  readonly holder: string;
  readonly id: string;
  readonly token?: string | number;
  readonly action:
    | { readonly kind: 'acknowledge' }
    /**
     * Failed: ready again at once, or delayed until `visibleAtMs`; dead at once when `maxAttempts` are used up. Without
     * `reason` the reason before is forgotten.
     */
    | { readonly kind: 'nack'; readonly visibleAtMs?: number; readonly reason?: string }
    /** As if it had never been claimed: ready at once, the attempt not counted, the last reason kept. */
    | { readonly kind: 'release' }
    /** The claim lasts until `expiresAtMs` from now on, be it later or sooner. */
    | { readonly kind: 'extend'; readonly expiresAtMs: number };
}

/** A message goes when `beforeMs` or `maxCount` says so; with neither none does. */
export interface EvictRequest {
  /** Messages whose `timestampMs` is below this go, wherever in the order they lie. */
  readonly beforeMs?: number;
  /** Only the newest so many stay, by place in the order. */
  readonly maxCount?: number;
  /** True for retention: messages that are claimed now stay, beyond `maxCount` if need be. */
  readonly keepClaimed?: boolean;
  /** Most messages removed in one call, whichever; call again while the answer equals it. */
  readonly limit: number;
  readonly nowMs: number;
}

export interface EvictResult {
  readonly evicted: number;
  /** Of these: messages that were ready, delayed or claimed. */
  readonly unsettled: number;
  /**
   * Readers that lost messages, with how many: not acknowledged (dead ones count), for this reader, and either behind
   * its cursor or passed while hidden and not delivered since. Added to `ReaderStats.missed`. Readers without a loss
   * are left out.
   */
  readonly missed: Readonly<Record<string, number>>;
}

/** Which messages `clear` removes; all fields must match, none means all. */
export interface ClearFilter {
  readonly senderId?: string;
  readonly recipientId?: string;
  readonly correlationId?: string;
}

/** What expiry has done since the last sweep by this process, whichever operation noticed it. */
export interface SweepResult {
  /** Claims that had expired, those of `dead` included. */
  readonly released: number;
  /** Ids of the messages that died by it. */
  readonly dead: readonly string[];
}

export interface ReaderStats {
  /** Kept messages this reader can still get, now or once they are released or redriven: what `missed` would count. */
  readonly lag: number;
  /** Messages evicted before this reader had read them. `remove`, `clear` and replacement by key do not count. */
  readonly missed: number;
}

export interface LogStats {
  /** All kept messages. */
  readonly count: number;
  /** Neither claimed, acknowledged nor dead; delayed ones included. */
  readonly pending: number;
  readonly claimed: number;
  readonly acknowledged: number;
  readonly dead: number;
  /** `timestampMs` of the first kept message in the order; undefined when empty. */
  readonly oldestMs?: number;
  /** Every reader that ever advanced. */
  readonly readers: Readonly<Record<string, ReaderStats>>;
}

/** The log of one channel. */
export interface ChannelLog {
  /** Kept messages; may lag behind other processes on the same store. */
  readonly count: number;
  /** @throws HOLON_BACKPRESSURE when `capacity` is reached */
  append(message: StoredMessage, options?: AppendOptions): Eventually<AppendResult>;

  /** Kept messages with a place above `afterSeq` in order, whatever their state. Touches no cursor. */
  scan(request: {
    afterSeq: number;
    limit: number;
    nowMs: number;
  }): Eventually<readonly LogEntry[]>;
  /** The newest place given out so far; 0 when nothing was ever appended. */
  headSeq(): Eventually<number>;
  get(id: string): Eventually<LogEntry | undefined>;

  /**
   * What `reader` would read next; nothing moves. First the hidden messages its cursor has passed that are ready now,
   * then the ready ones behind its cursor, each part oldest first. `after` takes the place of the cursor for both parts:
   * what was passed behind it is part of what lies behind it, and what was passed before it still comes first.
   * @throws HOLON_MESSAGE_NOT_FOUND for an unknown `after`
   */
  peek(reader: string, request: ReadRequest): Eventually<ReadPage>;
  /**
   * Moves the cursor of `reader` behind the first `count` entries of a page it peeked; behind the whole page when left
   * out. What it passes without delivering, hidden at `peek` or made ready since, is remembered for this reader until it
   * is delivered, acknowledged or removed. Never moves back, but for a page with `after`.
   * @throws HOLON_INVALID_ARGUMENT for a position of no peek
   */
  advance(reader: string, position: unknown, count?: number): Eventually<void>;
  /** `peek` and `advance` as one. */
  read(reader: string, request: ReadRequest): Eventually<readonly LogEntry[]>;

  /** Gives up to `limit` ready messages to `holder`, oldest first. */
  claim(holder: string, request: ClaimRequest): Eventually<readonly StoredClaim[]>;
  /** False where the claim is not (or no longer) the holder's, or `nowMs` has reached its end; nothing changed then. */
  settle(settlement: Settlement, nowMs: number): Eventually<boolean>;
  /** Does nothing but end delays and claims, as every operation with `nowMs`; reports what became of claims. */
  sweep(nowMs: number): Eventually<SweepResult>;
  /** When the next delay or claim ends; undefined when nothing is delayed or claimed. */
  nextVisibleAtMs(): Eventually<number | undefined>;

  /** Dead messages, oldest first. */
  dead(limit: number): Eventually<readonly DeadLetter[]>;
  /** Makes dead messages ready again, attempts 0 and no reason; answers the ids that were dead, each once. */
  redrive(ids: readonly string[]): Eventually<readonly string[]>;

  /** Removes messages whatever their state; answers the ids that were there, each once. Moves no cursor. */
  remove(ids: readonly string[]): Eventually<readonly string[]>;
  /**
   * Removes all messages that match, whatever their state; answers how many. Moves no cursor. A store may do it in
   * parts, as the one operation that is not atomic: what is appended meanwhile stays, and after a failure some are gone.
   */
  clear(filter: ClearFilter): Eventually<number>;
  /** Removes what is too old or too much. Moves no cursor. */
  evict(request: EvictRequest): Eventually<EvictResult>;
  stats(nowMs: number): Eventually<LogStats>;
  /** Kept keyed messages that have not expired, oldest first. */
  keyed(nowMs: number): Eventually<readonly LogEntry[]>;
  /** Removes keyed messages that have expired, each atomically; answers how many. */
  sweepKeyed(nowMs: number): Eventually<number>;

  /**
   * Calls `listener` after messages may have become visible: appended or nacked without delay, redriven, or a delay or
   * claim has ended and an operation noticed it (`sweep` at the latest). One call may stand for many messages, and some
   * calls for none. The operation is done by then; what `listener` throws is ignored. Returns the way to stop.
   * `foreign` is true when another process on the same store did it.
   */
  watch(listener: (foreign?: boolean) => void): () => void;
}

/** One step of `ChannelStore.commit`. */
export type StoreOperation =
  | {
      readonly kind: 'append';
      readonly log: ChannelLog;
      readonly message: StoredMessage;
      readonly options?: AppendOptions;
    }
  | {
      readonly kind: 'settle';
      readonly log: ChannelLog;
      readonly settlement: Settlement;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'advance';
      readonly log: ChannelLog;
      readonly reader: string;
      readonly position: unknown;
    };
