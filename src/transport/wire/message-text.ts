import type { DeadMessage } from '../../channels/channel-handle';
import type { ChannelMessage } from '../../model/channel-message';
import type { StoredClaim } from '../../stores/channel-store';
import { encodeMessage } from './message-codec';
import { toSeconds } from './time';

/** JSON text of messages; a store in memory gives the same object each time. */
const wrapped = new WeakMap<ChannelMessage, string>();
const plain = new WeakMap<ChannelMessage, string>();

/** The message on the wire as JSON, made once for each message. */
export function messageText(message: ChannelMessage, generic: boolean): string {
  const known = generic ? wrapped : plain;
  let text = known.get(message);
  if (text === undefined) {
    text = JSON.stringify(encodeMessage(message, generic));
    known.set(message, text);
  }
  return text;
}

/** A claim on the wire as JSON. `expires_in` is for readers whose clock is another. */
export function claimText(claim: StoredClaim, generic: boolean, nowMs: number): string {
  const { attempt, expiresAtMs, token } = claim;
  const left = Math.max(0, toSeconds(expiresAtMs - nowMs));
  const added = `"attempt":${String(attempt)},"expires_at":${String(toSeconds(expiresAtMs))},"expires_in":${String(left)},"claim_token":${JSON.stringify(token)}`;
  return `${messageText(claim.message, generic).slice(0, -1)},${added}}`;
}

/** A dead letter on the wire as JSON. */
export function deadText(dead: DeadMessage, generic: boolean): string {
  const { attempt, reason } = dead;
  const text = JSON.stringify(encodeMessage(dead, generic));
  return `${text.slice(0, -1)},"attempt":${String(attempt)},"reason":${JSON.stringify(reason ?? null)}}`;
}

/** The answer to a read. @param texts of messages */
export function messagesText(texts: readonly string[]): string {
  return `{"messages":[${texts.join(',')}]}`;
}
