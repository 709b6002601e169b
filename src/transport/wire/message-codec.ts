import type { ChannelMessage } from '../../model/channel-message';
import type { JsonValue } from '../../model/json';
import { toMs, toSeconds } from './time';

/** A message on the wire. */
export interface WireMessage {
  readonly id: string;
  readonly timestamp: number;
  readonly sender_id: string;
  readonly content: JsonValue;
  readonly metadata: Readonly<Record<string, JsonValue>>;
  readonly correlation_id: string | null;
  readonly reply_to: string | null;
  readonly recipient_id: string | null;
}

/** What a claim adds to its message. */
export interface WireClaim extends WireMessage {
  readonly attempt: number;
  readonly expires_at: number;
  readonly claim_token: string | number;
}

/** What a dead letter adds to its message. */
export interface WireDeadMessage extends WireMessage {
  readonly attempt: number;
  readonly reason: string | null;
}

/** @param content as it goes out */
export function encodeMessage(message: ChannelMessage, content: JsonValue): WireMessage {
  return {
    id: message.id,
    timestamp: toSeconds(message.timestampMs),
    sender_id: message.senderId,
    content,
    metadata: message.metadata as Readonly<Record<string, JsonValue>>, // see content
    correlation_id: message.correlationId ?? null,
    reply_to: message.replyTo ?? null,
    recipient_id: message.recipientId ?? null,
  };
}

/** The fields of a message as another process sent it. */
export function decodeMessage(wire: WireMessage, content: unknown): ChannelMessage {
  return Object.freeze({
    id: wire.id,
    timestampMs: toMs(wire.timestamp),
    senderId: wire.sender_id,
    content,
    metadata: wire.metadata,
    ...(wire.correlation_id == null ? {} : { correlationId: wire.correlation_id }),
    ...(wire.reply_to == null ? {} : { replyTo: wire.reply_to }),
    ...(wire.recipient_id == null ? {} : { recipientId: wire.recipient_id }),
  });
}

/** The raw data in SSSN's GenericContent; what is no such thing is taken as it is. */
export function unwrapGeneric(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  const keys = Object.keys(content);
  return keys.length === 1 && keys[0] === 'data' ? (content as { data: unknown }).data : content; // the one key there is
}
