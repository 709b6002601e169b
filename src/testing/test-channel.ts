import type { BaseChannel } from '../channels/base-channel';
import type { WriteOptions, WriteReceipt } from '../channels/channel-handle';
import { snapshot } from '../content/snapshot';
import type { ChannelMessage } from '../model/channel-message';
import { didYouMean } from '../util/did-you-mean';
import type { CallLog } from './kit/call-log';
import type { ChannelRecord, RecordedEvent, RecordFilter } from './kit/channel-record';
import { compareLists, type FoundItem } from './kit/compare-lists';
import { callPlace } from './kit/call-place';
import { kindOf } from './kit/check-options';
import { kitError, told } from './kit/kit-error';
import { type KeptMessage, keptMessages, type MessageState } from './kit/message-states';
import type { RecordingStore } from './kit/recording-store';
import { showValue } from './kit/show-value';
import type { VirtualClock } from './virtual-clock';

/** Who writes what a test writes and names no sender for. */
export const TESTER_ID = 'test';

/** What `write` of a channel class takes: its content; of a periodic channel the raw data that it converts. */
export type WrittenTo<C> = C extends abstract new (...args: never[]) => {
  write(caller: never, content: infer W, options?: never): unknown;
}
  ? W
  : never;

/** A message and where it stands. */
export interface TestMessage<T = unknown> extends ChannelMessage<T> {
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

/** What a test may say of a write beside what every system may. */
export interface TestWriteOptions extends WriteOptions {
  /** @defaultValue 'test' */
  readonly senderId?: string;
}

/** How many messages of a channel are in each state; `pending` includes delayed ones, `count` is all. */
export interface ChannelCounts {
  readonly count: number;
  readonly pending: number;
  readonly claimed: number;
  readonly acknowledged: number;
  readonly dead: number;
}

/** What a `TestChannel` looks at. */
export interface TestChannelParts<T> {
  readonly channel: BaseChannel<T>;
  readonly store: RecordingStore;
  readonly record: ChannelRecord;
  readonly clock: VirtualClock;
  readonly calls: CallLog;
  /** Ends when all that can happen now has happened. */
  readonly settle: () => Promise<void>;
  /** What has failed so far, for the end of a message. */
  readonly failures: () => string;
  /** Refuses a call that comes after the end. */
  readonly checkLive?: (call: string) => void;
}

/** One real channel as a test sees it: everything in it, whatever its state, and who did what with it. */
export class TestChannel<T = unknown, W = T> {
  private readonly parts: TestChannelParts<T>;

  constructor(parts: TestChannelParts<T>) {
    this.parts = parts;
  }

  get id(): string {
    return this.parts.channel.id;
  }

  /**
   * Writes as any system would, then lets everything happen that can happen at once. No security is asked.
   * @throws HOLON_INVALID_CONTENT, HOLON_BACKPRESSURE
   */
  async write(content: W, options: TestWriteOptions = {}): Promise<WriteReceipt> {
    const { calls, channel, checkLive, settle } = this.parts;
    const { senderId = TESTER_ID, ...rest } = options;
    const write = async (): Promise<WriteReceipt> => {
      checkLive?.(this.call('write'));
      await channel.start();
      return channel.writable().write(senderId, content, rest);
    };
    return calls.changing(this.call('write'), write, settle);
  }

  /** Writes one after the other. @throws HOLON_INVALID_ARGUMENT, and what `write` throws */
  async seed(contents: readonly W[], options: TestWriteOptions = {}): Promise<void> {
    if (!Array.isArray(contents)) {
      throw kitError(
        'HOLON_INVALID_ARGUMENT',
        `${this.call('seed')}: the contents must be an array, not ${kindOf(contents)}`,
        { hint: 'Write seed([first, second]), or write(content) for one.' },
      );
    }
    const place = callPlace();
    for (const content of contents as readonly W[]) {
      // isArray has made it any
      await told(() => this.write(content, options), place);
    }
  }

  /** All that is kept, the oldest first, whatever became of it. */
  contents(): readonly T[] {
    return this.kept('contents').map(({ message }) => message.content as T); // checked when it was written
  }

  /** As `contents`, with id, sender, time and metadata. */
  messages(): readonly ChannelMessage<T>[] {
    return this.kept('messages').map(({ message }) => message as ChannelMessage<T>); // see contents
  }

  /** Neither claimed, acknowledged nor dead; delayed ones included. */
  pending(): readonly TestMessage<T>[] {
    return this.inState('pending', 'ready', 'delayed');
  }

  claimed(): readonly TestMessage<T>[] {
    return this.inState('claimed', 'claimed');
  }

  acknowledged(): readonly TestMessage<T>[] {
    return this.inState('acknowledged', 'acknowledged');
  }

  dead(): readonly TestMessage<T>[] {
    return this.inState('dead', 'dead');
  }

  counts(): ChannelCounts {
    const states = this.kept('counts').map(({ state }) => state);
    const count = (...which: readonly MessageState[]): number =>
      states.filter((state) => which.includes(state)).length;
    return {
      count: states.length,
      pending: count('ready', 'delayed'),
      claimed: count('claimed'),
      acknowledged: count('acknowledged'),
      dead: count('dead'),
    };
  }

  /** Everything written since the test began, by `systemId` or by anybody; also what is kept no longer. */
  written(systemId?: string): readonly ChannelMessage<T>[] {
    const by = systemId === undefined ? {} : { systemId };
    return this.recorded({ kind: 'written', ...by }).flatMap(
      ({ message }) => (message ?? []) as ChannelMessage<T>[], // see contents; what is written is always there
    );
  }

  /** Who did what with which message, and when. */
  recorded(filter: Omit<RecordFilter, 'channelId'> = {}): readonly RecordedEvent[] {
    this.parts.calls.looking(this.call('recorded'));
    return this.parts.record.matching({ ...filter, channelId: this.id });
  }

  /** That the channel keeps just these contents, in this order. @throws HOLON_EXPECTATION_FAILED */
  expectContents(expected: readonly T[]): void {
    const found = this.kept('expectContents').map(asItem(({ message }) => message.content));
    const plain = expected.map((one) => snapshot(one));
    this.check(`Channel '${this.id}' holds other contents.`, compareLists('content', plain, found));
  }

  /** That the channel keeps just these messages, of which only the fields named are compared. @throws HOLON_EXPECTATION_FAILED */
  expectMessages(expected: readonly Partial<ChannelMessage<T>>[]): void {
    const kept = this.kept('expectMessages');
    const found = kept.map((one, index) => {
      const names = Object.keys(expected[index] ?? one.message);
      const fields = Object.entries(one.message).filter(([name]) => names.includes(name));
      return { ...asItem(() => null)(one), value: Object.fromEntries(fields) };
    });
    const plain = expected.map((one) => snapshot(one));
    this.check(`Channel '${this.id}' holds other messages.`, compareLists('message', plain, found));
  }

  /** That so many messages are in each state that is named. @throws HOLON_EXPECTATION_FAILED */
  expectCounts(expected: Partial<ChannelCounts>): void {
    const counts: Readonly<Record<string, number>> = { ...this.counts() };
    this.checkCountNames(expected, Object.keys(counts));
    const wrong = Object.entries(expected).filter(([name, count]) => counts[name] !== count);
    if (wrong.length === 0) return;
    const told = `Expected ${showValue(expected)}\nFound    ${showValue(counts)}`;
    this.check(`Channel '${this.id}' holds other numbers of messages.`, told);
  }

  private checkCountNames(expected: object, names: readonly string[]): void {
    const wrong = Object.keys(expected).find((name) => !names.includes(name));
    if (wrong === undefined) return;
    const place = this.call('expectCounts');
    throw kitError(
      'HOLON_INVALID_ARGUMENT',
      `${place}: there is no count '${wrong}'${didYouMean(wrong, names)}`,
      { hint: `Its counts are ${names.join(', ')}.` },
    );
  }

  private inState(name: string, ...states: readonly MessageState[]): readonly TestMessage<T>[] {
    return this.kept(name)
      .filter(({ state }) => states.includes(state))
      .map(({ message, ...rest }) => Object.freeze({ ...message, ...rest }) as TestMessage<T>); // see contents
  }

  private kept(name: string): readonly KeptMessage[] {
    const { calls, clock, store } = this.parts;
    calls.looking(this.call(name));
    const log = store.logOf(this.id);
    if (log !== undefined) return keptMessages(log.inner, clock.nowMs());
    throw kitError(
      'HOLON_UNSUPPORTED_OPERATION',
      `Channel '${this.id}' had been started before the test app got it, on a store that a test cannot look into`,
      { hint: 'Hand it on without start(): the app starts it, on the store of the test.' },
    );
  }

  private check(what: string, difference: string | undefined): void {
    if (difference === undefined) return;
    const message = `${what}\n${difference}${this.parts.failures()}`;
    this.parts.calls.hasFailed = true;
    throw kitError('HOLON_EXPECTATION_FAILED', message);
  }

  private call(name: string): string {
    return `test.channel(${this.parts.channel.constructor.name}).${name}()`;
  }
}

function asItem(pick: (kept: KeptMessage) => unknown): (kept: KeptMessage) => FoundItem {
  return (kept) => {
    const { message, state, holder } = kept;
    const held = holder === undefined ? state : `${state} by '${holder}'`;
    return { value: pick(kept), note: `from '${message.senderId}', ${held}` };
  };
}
