/** Requests as a client sends them. Undefined is left out of queries and bodies. */
import type { WriteOptions } from '../../channels/channel-handle';
import type { ChannelMessage } from '../../model/channel-message';
import type { JsonValue } from '../../model/json';
import type { ClearFilter, Settlement } from '../../stores/channel-store';
import { encodeMessage } from './message-codec';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a reader asks for. */
export interface WantedMessages {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly from?: 'start' | 'now' | undefined;
  readonly waitMs?: number | undefined;
  /** How long claims last; claims are wanted where it is there, also as undefined. */
  readonly timeoutMs?: number | undefined;
}

export function encodeRead({ limit, after, from, waitMs, ...claims }: WantedMessages): Query {
  return {
    limit,
    after,
    from,
    wait: waitMs === undefined || waitMs === 0 ? undefined : seconds(waitMs),
    ...('timeoutMs' in claims ? { exclusive: true, timeout: optional(claims.timeoutMs) } : {}),
  };
}

/** What goes with data that is the whole body. */
export function encodeWrite(options: WriteOptions): Query {
  const { recipientId, correlationId, replyTo, delayMs } = options;
  return {
    recipient_id: recipientId,
    correlation_id: correlationId,
    reply_to: replyTo,
    delay: optional(delayMs),
  };
}

/** A batch of one message. */
export function encodeBatch(data: JsonValue, id: string, options: WriteOptions): string {
  const { metadata } = options;
  return encodeBatchOf([{ data, id, metadata, ...encodeWrite(options) }]);
}

export function encodeBatchOf(messages: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify({ messages });
}

/** A whole message. */
export function encodeDirect(message: ChannelMessage, generic: boolean): string {
  const content = message.content as JsonValue; // it was copied as JSON
  return JSON.stringify(encodeMessage(message, generic ? { data: content } : content));
}

/** What a reader looks at without moving its cursor, and what it is done with. */
export interface Peek {
  /** 0 to look at nothing. */
  readonly limit: number;
  readonly waitMs: number;
  readonly after?: string;
  readonly from?: 'start' | 'now';
  /** Moves the cursor first: behind so many messages of an earlier page, behind all of it where left out. */
  readonly done: { readonly position: string; readonly count?: number | undefined } | undefined;
}

export function encodePeek({ limit, waitMs, after, from, done }: Peek): string {
  return JSON.stringify({ limit, wait: seconds(waitMs), after, from, done });
}

/** Where the settlement goes, and its body. */
export function encodeSettlement(
  action: Settlement['action'],
  claims: readonly { readonly id: string; readonly token: string | number | undefined }[],
  nowMs: number,
): { readonly path: string; readonly body: string } {
  const ids = {
    message_ids: claims.map(({ id }) => id),
    ...(claims.some(({ token }) => token !== undefined)
      ? { claim_tokens: claims.map(({ token }) => token ?? null) }
      : {}),
  };
  switch (action.kind) {
    case 'acknowledge':
      return { path: '/acknowledge', body: JSON.stringify(ids) };
    case 'release':
      return { path: '/nack', body: JSON.stringify({ ...ids, release: true }) };
    case 'nack': {
      const { visibleAtMs, reason } = action;
      const delay = visibleAtMs === undefined ? undefined : seconds(visibleAtMs - nowMs);
      return { path: '/nack', body: JSON.stringify({ ...ids, delay, reason }) };
    }
    case 'extend': {
      const timeout = seconds(action.expiresAtMs - nowMs);
      return { path: '/extend', body: JSON.stringify({ ...ids, timeout }) };
    }
  }
}

export function encodeIds(ids: readonly string[]): string {
  return JSON.stringify({ message_ids: ids });
}

export function encodeClear({ senderId, recipientId, correlationId }: ClearFilter): string {
  const isFilter =
    senderId !== undefined || recipientId !== undefined || correlationId !== undefined;
  return JSON.stringify({
    ...(isFilter ? {} : { all: true }),
    sender_id: senderId,
    recipient_id: recipientId,
    correlation_id: correlationId,
  });
}

export function encodeEvict(beforeMs: number | undefined, maxCount: number | undefined): string {
  return JSON.stringify({ before: optional(beforeMs), max_count: maxCount });
}

/** Of a call of a service. */
export function encodeCall(timeoutMs: number): Query {
  return { timeout: seconds(timeoutMs) };
}

function optional(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : seconds(ms);
}

/** To a whole microsecond and not below 0, so that it is never written with an exponent. */
function seconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1_000)) / 1_000_000;
}
