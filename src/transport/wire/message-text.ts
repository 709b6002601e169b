import type { DeadMessage } from '../../channels/channel-handle';
import type { ChannelMessage } from '../../model/channel-message';
import type { JsonValue } from '../../model/json';
import type { StoredClaim } from '../../stores/channel-store';
import type { ContentForm } from './content-form';
import { encodeMessage } from './message-codec';
import { toSeconds } from './time';

/** The message on the wire as JSON, made once for each message. */
export function messageText(message: ChannelMessage, form: ContentForm): string {
  let text = form.texts.get(message);
  if (text === undefined) {
    text = textOf(message, form);
    form.texts.set(message, text);
  }
  return text;
}

/** A claim on the wire as JSON. `expires_in` is for readers whose clock is another. */
export function claimText(claim: StoredClaim, form: ContentForm, nowMs: number): string {
  const { attempt, expiresAtMs, token } = claim;
  const left = Math.max(0, toSeconds(expiresAtMs - nowMs));
  const added = `"attempt":${String(attempt)},"expires_at":${String(toSeconds(expiresAtMs))},"expires_in":${String(left)},"claim_token":${JSON.stringify(token)}`;
  return `${messageText(claim.message, form).slice(0, -1)},${added}}`;
}

/** A dead letter on the wire as JSON. */
export function deadText(dead: DeadMessage, form: ContentForm): string {
  const { attempt, reason } = dead;
  const text = textOf(dead, form);
  return `${text.slice(0, -1)},"attempt":${String(attempt)},"reason":${JSON.stringify(reason ?? null)}}`;
}

/** The answer to a read. @param texts of messages */
export function messagesText(texts: readonly string[]): string {
  return `{"messages":[${texts.join(',')}]}`;
}

function textOf(message: ChannelMessage, form: ContentForm): string {
  const content = message.content as JsonValue; // what a channel keeps is JSON
  return JSON.stringify(encodeMessage(message, form.encode(content)));
}
