import type { StoredMessage } from '../../stores/channel-store';

export type MessageState = 'ready' | 'delayed' | 'claimed' | 'acknowledged' | 'dead';

/** One message that a store has acknowledged, and where it must stand by what the store has answered since. */
export interface MessageRecord {
  readonly seq: number;
  readonly message: StoredMessage;
  state: MessageState;
  /** Milliseconds since 1970 at which it became ready, the last time. */
  readySinceMs: number;
  /** Place of the operation that made it ready among all operations; 0 where time alone did. */
  readyOrder: number;
  /** Until when it is delayed or claimed. */
  untilMs: number;
  holder: string;
  token: string | number | undefined;
  /** The process that holds it. */
  claimant: object | undefined;
  attempt: number;
  readonly key: string | undefined;
  readonly keyExpiresAtMs: number;
}

/** Whether it may still be delivered, now or later. */
export function isOpen({ state }: MessageRecord): boolean {
  return state !== 'acknowledged' && state !== 'dead';
}

export function isHidden({ state }: MessageRecord): boolean {
  return state === 'delayed' || state === 'claimed';
}
