import { HolonError } from '../../errors/holon-error';
import { createMessage } from '../../model/channel-message';
import type { JsonValue } from '../../model/json';
import type { LogEntry, StoredMessage } from '../channel-store';
import { MessageState } from './message-state';
import type { EntryRow, MessageRow } from './statements';

/** Bytes of one UTF-16 unit in UTF-8 at most. */
const BYTES_PER_UNIT = 3;

export interface EncodedMessage {
  readonly content: string;
  /** Null when there is none. */
  readonly metadata: string | null;
}

/** @throws HOLON_NOT_SERIALISABLE, HOLON_MESSAGE_TOO_LARGE */
export function encodeMessage(
  message: StoredMessage,
  channelId: string,
  maxBytes: number,
): EncodedMessage {
  const content = toJson(message.content, message, channelId);
  const metadata = isEmpty(message.metadata) ? null : toJson(message.metadata, message, channelId);
  if ((content.length + (metadata?.length ?? 0)) * BYTES_PER_UNIT > maxBytes) {
    const bytes = Buffer.byteLength(content) + Buffer.byteLength(metadata ?? '');
    if (bytes > maxBytes) throw tooLarge(message, channelId, bytes, maxBytes);
  }
  return { content, metadata };
}

/** @throws HOLON_STORE_UNUSABLE */
export function toLogEntry(row: EntryRow, seq: number, channelId: string): LogEntry {
  const message = toMessage(row, channelId);
  if (row.state !== MessageState.delayed) return { seq, message };
  return { seq, message, visibleAtMs: row.untilMs ?? 0 };
}

/** @throws HOLON_STORE_UNUSABLE when its JSON cannot be read any more: nothing else is wrong with the file then */
export function toMessage(row: MessageRow, channelId: string): StoredMessage {
  try {
    return parseMessage(row);
  } catch (cause) {
    throw new HolonError(
      'HOLON_STORE_UNUSABLE',
      `Message "${row.id}" of channel "${channelId}" cannot be read: its JSON is damaged`,
      { hint: `remove(['${row.id}']) lets the channel go on.`, path: [channelId], cause },
    );
  }
}

/** A dead message, with its text for content where that is no JSON any more. */
export function toDeadMessage(row: MessageRow): StoredMessage {
  try {
    return parseMessage(row);
  } catch {
    return parseMessage({ ...row, content: JSON.stringify(row.content), metadata: null });
  }
}

function parseMessage(row: MessageRow): StoredMessage {
  const { id, timestampMs, senderId, metadata } = row;
  return createMessage({
    id,
    timestampMs,
    senderId,
    content: parseFrozen(row.content),
    recipientId: row.recipientId ?? undefined,
    correlationId: row.correlationId ?? undefined,
    replyTo: row.replyTo ?? undefined,
    // `encodeMessage` has made it of an object.
    metadata: metadata === null ? undefined : (parseFrozen(metadata) as StoredMessage['metadata']),
  });
}

function parseFrozen(text: string): JsonValue {
  const value = JSON.parse(text) as JsonValue; // what JSON.parse gives
  freezeAll(value);
  return value;
}

function freezeAll(value: JsonValue): void {
  if (typeof value !== 'object' || value === null) return;
  const parts: readonly JsonValue[] = Object.values(value);
  for (const part of parts) freezeAll(part);
  Object.freeze(value);
}

function isEmpty(metadata: StoredMessage['metadata']): boolean {
  for (const _key in metadata) return false;
  return true;
}

function toJson(value: unknown, { id }: StoredMessage, channelId: string): string {
  let cause: unknown;
  try {
    // It answers undefined for a value that is no JSON, whatever its type says.
    const text = JSON.stringify(value) as string | undefined;
    if (text !== undefined) return text;
  } catch (error) {
    cause = error;
  }
  throw new HolonError(
    'HOLON_NOT_SERIALISABLE',
    `Message "${id}" cannot be written as JSON; nothing of it was stored`,
    { path: [channelId], cause },
  );
}

function tooLarge(
  { id }: StoredMessage,
  channelId: string,
  bytes: number,
  maxBytes: number,
): HolonError {
  return new HolonError(
    'HOLON_MESSAGE_TOO_LARGE',
    `Message "${id}" has ${bytes} bytes of JSON; the store takes ${maxBytes} at most`,
    { path: [channelId] },
  );
}
