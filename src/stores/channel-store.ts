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
  /** Opens the log of one channel, creating it when it is not there. The same id gives the same log. */
  open(channelId: string, options?: LogOptions): Eventually<ChannelLog>;
  /**
   * Does all operations or none. They see each other's effects in order.
   * @throws HOLON_CLAIM_LOST when a settlement is refused, HOLON_BACKPRESSURE when an append is; nothing is stored then.
   */
  commit(operations: readonly StoreOperation[]): Eventually<readonly AppendResult[]>;
  /** Resolves when all that was accepted is as durable as the store promises. */
  flush(): Eventually<void>;
  /** Flushes and releases everything. May be called twice. */
  close(): Eventually<void>;
}

export interface LogOptions {
  /** Messages with a `recipientId` are seen by that reader alone, and only such messages can be claimed. */
  readonly addressed?: boolean;
  /** Most messages that may be kept unsettled (neither acknowledged nor dead); an append above it is refused. */
  readonly capacity?: number;
  /** Claims after which a released message is dead. No limit when left out. */
  readonly maxAttempts?: number;
}

export interface AppendOptions {
  /** Nobody sees the message before this time. */
  readonly visibleAtMs?: number;
  /** Replaces the kept message of the same key, whatever its state. */
  readonly key?: string;
  /** A keyed message is not listed any more from this time on. */
  readonly expiresAtMs?: number;
}

export interface AppendResult {
  readonly id: string;
  /** Place in the channel's total order, rising by 1 from 1. For a duplicate: the place of the kept message. */
  readonly seq: number;
  /** True when a message of this id is kept already; nothing was stored then. */
  readonly duplicate: boolean;
}

export interface LogEntry {
  readonly seq: number;
  readonly message: StoredMessage;
  /** Set while the message is held back by `delayMs`. */
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
  /** What the last nack gave as reason. */
  readonly reason?: string;
}

export interface ReadRequest {
  readonly limit: number;
  readonly nowMs: number;
  /** Continue behind this message instead of at the cursor. */
  readonly after?: string;
  /** Where a reader that has no cursor yet begins. @defaultValue 'start' */
  readonly from?: 'start' | 'now';
}

/** What `peek` found and `advance` makes permanent. `position` is the store's own and opaque. */
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
    /** Release: visible again at once, or at `visibleAtMs`; dead when `maxAttempts` are used up. */
    | { readonly kind: 'nack'; readonly visibleAtMs?: number; readonly reason?: string }
    | { readonly kind: 'extend'; readonly expiresAtMs: number };
}

export interface EvictRequest {
  /** Messages older than this (by `timestampMs`) go. */
  readonly beforeMs?: number;
  /** Only the newest so many stay. */
  readonly maxCount?: number;
  /** True for retention: messages that are claimed now stay. */
  readonly keepClaimed?: boolean;
  /** Most messages removed in one call; call again while the answer equals it. */
  readonly limit: number;
  readonly nowMs: number;
}

export interface EvictResult {
  readonly evicted: number;
  /** Of these: messages that nobody had settled or seen as dead. */
  readonly unsettled: number;
  /** Readers that lost messages they had not read, with how many. */
  readonly missed: Readonly<Record<string, number>>;
}

/** Which messages `clear` removes; all fields must match, none means all. */
export interface ClearFilter {
  readonly senderId?: string;
  readonly recipientId?: string;
  readonly correlationId?: string;
}

export interface SweepResult {
  /** Claims that had expired and were released. */
  readonly released: number;
  /** Messages that died by it. */
  readonly dead: readonly string[];
}

export interface ReaderStats {
  /** Kept messages this reader can still get. */
  readonly lag: number;
  /** Messages removed before this reader had read them. */
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
  /** `timestampMs` of the oldest kept message; undefined when empty. */
  readonly oldestMs?: number;
  readonly readers: Readonly<Record<string, ReaderStats>>;
}

/** The log of one channel. */
export interface ChannelLog {
  /** Kept messages; may lag behind other processes on the same store. */
  readonly count: number;
  /** @throws HOLON_BACKPRESSURE when `capacity` is reached */
  append(message: StoredMessage, options?: AppendOptions): Eventually<AppendResult>;

  /** Kept messages behind `afterSeq` in order, whatever their state. Touches no cursor. */
  scan(request: { afterSeq: number; limit: number; nowMs: number }): Eventually<readonly LogEntry[]>;
  /** The newest place given out so far; 0 when nothing was ever appended. */
  headSeq(): Eventually<number>;
  get(id: string): Eventually<LogEntry | undefined>;

  /** What `reader` would read next; nothing moves. @throws HOLON_MESSAGE_NOT_FOUND for an unknown `after` */
  peek(reader: string, request: ReadRequest): Eventually<ReadPage>;
  /** Moves the cursor of `reader` behind a page it peeked. */
  advance(reader: string, position: unknown): Eventually<void>;
  /** `peek` and `advance` as one. */
  read(reader: string, request: ReadRequest): Eventually<readonly LogEntry[]>;

  /** Gives up to `limit` visible messages to `holder`, oldest first. Releases expired claims first. */
  claim(holder: string, request: ClaimRequest): Eventually<readonly StoredClaim[]>;
  /** False where the claim is not (or no longer) the holder's; nothing changed then. */
  settle(settlement: Settlement, nowMs: number): Eventually<boolean>;
  /** Releases every claim that has expired. */
  sweep(nowMs: number): Eventually<SweepResult>;
  /** When the next hidden message becomes visible (delay or claim ends); undefined when none is hidden. */
  nextVisibleAtMs(): Eventually<number | undefined>;

  dead(limit: number): Eventually<readonly DeadLetter[]>;
  /** Makes dead messages visible again with attempts counted from 0; answers the ids that were dead. */
  redrive(ids: readonly string[]): Eventually<readonly string[]>;

  /** Removes messages whatever their state; answers the ids that were there. */
  remove(ids: readonly string[]): Eventually<readonly string[]>;
  clear(filter: ClearFilter): Eventually<number>;
  evict(request: EvictRequest): Eventually<EvictResult>;
  stats(nowMs: number): Eventually<LogStats>;
  /** Kept keyed messages that have not expired, oldest first. */
  keyed(nowMs: number): Eventually<readonly LogEntry[]>;
  /** Removes keyed messages that have expired; answers how many. */
  sweepKeyed(nowMs: number): Eventually<number>;

  /** Calls `listener` after messages may have become visible (appended or released, by whom ever); returns the way to stop. */
  watch(listener: () => void): () => void;
}

/** One step of `ChannelStore.commit`. */
export type StoreOperation =
  | {
      readonly kind: 'append';
      readonly log: ChannelLog;
      readonly message: StoredMessage;
      readonly options?: AppendOptions;
    }
  | { readonly kind: 'settle'; readonly log: ChannelLog; readonly settlement: Settlement; readonly nowMs: number }
  | { readonly kind: 'advance'; readonly log: ChannelLog; readonly reader: string; readonly position: unknown };
