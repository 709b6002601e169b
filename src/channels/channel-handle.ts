import type { ChannelMessage } from '../model/channel-message';
import type {
  ChannelLog,
  ChannelStore,
  ClearFilter,
  LogEntry,
  LogStats,
  Settlement,
  StoredMessage,
  AppendOptions,
} from '../stores/channel-store';
import type { Claim, NackOptions } from './claim';
import type { SettlementResult } from './held-claims';

/** What a write may say beside the content. */
export interface WriteOptions {
  /** A write with the id of a kept message stores nothing and answers `duplicate`. Made by holon when left out. */
  readonly id?: string;
  readonly recipientId?: string;
  readonly correlationId?: string;
  readonly replyTo?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Milliseconds before anybody sees the message. */
  readonly delayMs?: number;
}

export interface WriteReceipt {
  readonly id: string;
  /** True when a message of this id was kept already; nothing was stored then. */
  readonly duplicate: boolean;
}

export interface ReadOptions {
  /** @defaultValue 10 */
  readonly limit?: number;
  /** Continue behind this message and move the cursor there. */
  readonly after?: string;
  /** Where a system that has no cursor here yet begins. @defaultValue 'start', the oldest kept message */
  readonly from?: 'start' | 'now';
}

export interface ClaimOptions {
  /** @defaultValue 10 */
  readonly limit?: number;
  /** Milliseconds to wait for work when there is none. @defaultValue 0 */
  readonly waitMs?: number;
  /** Milliseconds the claims last. @defaultValue the channel's claimTimeoutMs */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface StreamOptions {
  readonly signal?: AbortSignal;
  /**
   * `cursor` continues at the reader's durable cursor and moves it; `start` and `now` keep a place of their own.
   * @defaultValue 'cursor'
   */
  readonly from?: 'cursor' | 'start' | 'now';
  /** Messages fetched ahead. @defaultValue 64 */
  readonly capacity?: number;
}

export interface SubscribeOptions {
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
}

/** A running subscription. Disposing ends it; so does aborting the signal it was made with. */
export interface Subscription extends AsyncDisposable {
  readonly systemId: string;
  /** Handler calls that threw so far. */
  readonly failures: number;
  /** Messages that retention or `evict` took before the handler got them; in a mailbox those for others count too. */
  readonly missed: number;
  /** Ends it; resolves when a handler call under way is done. */
  unsubscribe(): Promise<void>;
  /** Resolves when it has ended, also by itself; only where that can be: in another process. */
  readonly ended?: Promise<void>;
}

/** Lists what is registered in a discovery channel and has not expired, oldest first. */
export interface RegistryReader {
  (): Promise<readonly unknown[]>;
  /** Where it was asked, when that is another process: `https://plant.example`. */
  readonly origin?: string;
}

/** What a reading system can do with one channel. */
export interface ReadHandle<T = unknown> {
  read(options?: ReadOptions): Promise<readonly ChannelMessage<T>[]>;
  claim(options?: ClaimOptions): Promise<Claim<T>[]>;
  acknowledge(ids: readonly string[]): Promise<SettlementResult>;
  nack(ids: readonly string[], options?: NackOptions): Promise<SettlementResult>;
  subscribe(
    handler: (message: ChannelMessage<T>) => unknown,
    options?: SubscribeOptions,
  ): Promise<Subscription>;
  stream(options?: StreamOptions): AsyncIterableIterator<ChannelMessage<T>>;
  /** Taken before looking; `waitForChange` returns at once when something became visible since. */
  changeTicket(): number;
  /** Resolves when there may be something new, or `signal` aborts. */
  waitForChange(ticket: number, signal: AbortSignal): Promise<void>;
  /** Counts the holder as a consumer until what this answers is called. */
  attend?(): () => void;
  /** Whether a subscription holds a connection to another process, and had better end when nobody needs it. */
  readonly holdsConnection?: boolean;
  /** Only of discovery channels. */
  readonly registrations?: RegistryReader;
}

/** What a writing system can do with one channel. */
export interface WriteHandle<T = unknown> {
  write(content: T, options?: WriteOptions): Promise<WriteReceipt>;
  writeMessage(message: ChannelMessage<T>): Promise<WriteReceipt>;
}

/** A dead message as an operator sees it. */
export interface DeadMessage<T = unknown> extends ChannelMessage<T> {
  readonly attempt: number;
  /** What the last nack gave as reason. */
  readonly reason?: string;
}

/** What the owner of a channel can do with it. */
export interface ChannelHost<T = unknown> {
  /** Removes all messages that match; all when there is no filter. Answers how many. */
  clear(filter?: ClearFilter): Promise<number>;
  /** Removes the oldest messages. Answers how many. */
  evict(options: { readonly beforeMs?: number; readonly maxCount?: number }): Promise<number>;
  /** Removes messages by id. Answers those that were there. */
  remove(ids: readonly string[]): Promise<readonly string[]>;
  /** Messages whose attempts are used up, oldest first. */
  dead(options?: { readonly limit?: number }): Promise<readonly DeadMessage<T>[]>;
  /** Makes dead messages available again with attempts counted from 0. Answers those that were dead. */
  redrive(ids: readonly string[]): Promise<readonly string[]>;
  stats(): Promise<LogStats>;
}

/** A write that is checked and not stored yet. */
export interface PreparedWrite {
  readonly message: StoredMessage;
  readonly append: AppendOptions;
}

/**
 * What a transaction needs of a channel, on behalf of one system. Never given to users: a client keeps it private and
 * uses it only inside `client.transaction`.
 */
export interface TransactionHandle<T = unknown> {
  readonly systemId: string;
  /** @throws HOLON_UNSUPPORTED_OPERATION when channels of this kind have no such operation */
  ensure(ability: 'sharable' | 'claimable', operation: string): void;
  /** @throws HOLON_FORBIDDEN */
  authorizeRead(): Promise<void>;
  /** @throws HOLON_CHANNEL_NOT_STARTED, HOLON_CHANNEL_CLOSED */
  join(): TransactionMember<T>;
}

/** A started channel in one transaction. Once that is committed it refuses nothing, even when the channel has closed. */
export interface TransactionMember<T = unknown> {
  readonly store: ChannelStore;
  readonly log: ChannelLog;
  /** Undefined where the channel leaves the content out. */
  prepare(content: T, options: WriteOptions): Promise<PreparedWrite | undefined>;
  prepareMessage(message: ChannelMessage<T>): Promise<PreparedWrite | undefined>;
  /** Tells observers of messages that the transaction has read. */
  received(messages: readonly StoredMessage[]): readonly StoredMessage[];
  /** What tells the present claim of the system on this message from others. */
  tokenOf(id: string): Settlement['token'];
  nowMs(): number;
  /** @throws HOLON_CHANNEL_CLOSED */
  checkOpen(): void;
  /** Whether `error` says that the channel is full and it has room now. */
  madeRoom(error: unknown): Promise<boolean>;
  /** The store failed, and may have done what it was asked to all the same. */
  failed(error: unknown): void;
  /** Pushes a message that the transaction has stored. */
  publish(entry: LogEntry): Promise<void>;
  /** The transaction has settled a claim. */
  settled(settlement: Settlement): void;
}

/** Everything one system holds of one channel. What was not granted is not there. */
export interface ChannelHandle<T = unknown> {
  readonly channelId: string;
  /** Whether the channel gives out messages by claims alone. */
  readonly isClaimsOnly: boolean;
  readonly reader?: ReadHandle<T>;
  readonly writer?: WriteHandle<T>;
  readonly host?: ChannelHost<T>;
  readonly transaction?: TransactionHandle<T>;
}
