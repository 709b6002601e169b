import type { ChannelMessage } from '../../model/channel-message';
import type { ChannelLedger } from './channel-ledger';
import type { MessageRecord, MessageState } from './message-record';

/** How many messages of a channel are in which state. */
export interface SimulatedStats {
  readonly count: number;
  /** Neither claimed, acknowledged nor dead; delayed ones included. */
  readonly pending: number;
  readonly claimed: number;
  readonly acknowledged: number;
  readonly dead: number;
}

/** What a channel holds at this moment, oldest first; looking at it changes nothing. */
export interface SimulatedChannel<T = unknown> {
  readonly id: string;
  /** The content of every kept message. */
  contents(): readonly T[];
  messages(): readonly ChannelMessage<T>[];
  pending(): readonly ChannelMessage<T>[];
  claimed(): readonly ChannelMessage<T>[];
  acknowledged(): readonly ChannelMessage<T>[];
  dead(): readonly ChannelMessage<T>[];
  stats(): SimulatedStats;
}

export function simulatedChannel<T>(ledger: ChannelLedger): SimulatedChannel<T> {
  // Time that nobody has asked the store about has passed all the same.
  const stateOf = (record: MessageRecord): MessageState => {
    const { state, untilMs } = record;
    if (state !== 'claimed' || untilMs > ledger.nowMs) return state;
    return ledger.waitingSinceMs(record, ledger.nowMs) === undefined ? 'dead' : 'ready';
  };
  const select = (...states: readonly MessageState[]): readonly ChannelMessage<T>[] =>
    [...ledger.byId.values()]
      .filter((record) => states.includes(stateOf(record)))
      .map(({ message }) => message as ChannelMessage<T>); // checked against the content type when written
  const all = (): readonly ChannelMessage<T>[] =>
    Array.from(ledger.byId.values(), ({ message }) => message as ChannelMessage<T>); // see above
  return {
    id: ledger.id,
    contents: () => all().map(({ content }) => content),
    messages: all,
    pending: () => select('ready', 'delayed'),
    claimed: () => select('claimed'),
    acknowledged: () => select('acknowledged'),
    dead: () => select('dead'),
    stats: () => {
      const count = (...states: readonly MessageState[]): number => select(...states).length;
      return {
        count: ledger.byId.size,
        pending: count('ready', 'delayed'),
        claimed: count('claimed'),
        acknowledged: count('acknowledged'),
        dead: count('dead'),
      };
    },
  };
}
