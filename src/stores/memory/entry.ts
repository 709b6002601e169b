import type { StoredMessage } from '../channel-store';

/** Where a message stands. `acknowledged` and `removed` are final. */
export type EntryState = 'ready' | 'delayed' | 'claimed' | 'acknowledged' | 'dead' | 'removed';

/** What is left of the message of a removed entry, so that structures that still hold the entry hold nothing big. */
const NO_MESSAGE: StoredMessage = Object.freeze({
  id: '',
  timestampMs: 0,
  senderId: '',
  content: null,
  metadata: Object.freeze({}),
});

/** One kept message. A million of them have to fit: what few entries need lives in maps beside the log. */
export class Entry {
  readonly seq: number;
  /** Stays when the message is gone, so that neighbours are still found by theirs. */
  readonly id: string;
  message: StoredMessage;
  state: EntryState = 'ready';
  /** Claims so far. */
  attempt = 0;
  /** Place in the heap of hidden entries; -1 outside. */
  heapIndex = -1;
  holder = '';
  /** Number of the present claim. */
  token = 0;
  /** Of an acknowledged entry: all from here up to this seq are acknowledged too. */
  skipTo = 0;

  constructor(seq: number, message: StoredMessage) {
    this.seq = seq;
    this.id = message.id;
    this.message = message;
  }

  /** Whether a reader that has not had the message can still get it, now or later. */
  get open(): boolean {
    return this.state !== 'acknowledged' && this.state !== 'removed';
  }

  /** Whether the message counts against the log's capacity. */
  get unsettled(): boolean {
    return isUnsettled(this.state);
  }

  markRemoved(): void {
    this.state = 'removed';
    this.message = NO_MESSAGE;
  }
}

/** Whether a message in `state` counts against the log's capacity. */
export function isUnsettled(state: EntryState): boolean {
  return state === 'ready' || state === 'delayed' || state === 'claimed';
}
