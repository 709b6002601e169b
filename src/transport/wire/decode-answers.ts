/** Answers of a server as a client reads them. All here throw HOLON_REMOTE_FAILED for what is no such answer. */
import type { DeadMessage, WriteReceipt } from '../../channels/channel-handle';
import type { SettlementResult } from '../../channels/held-claims';
import type { ChannelMessage } from '../../model/channel-message';
import type { LogStats, ReaderStats, StoredClaim, StoredMessage } from '../../stores/channel-store';
import type { ContentForm } from './content-form';
import { asList, asNumber, asRecord, asText, asTexts } from './answer-shapes';
import { freezeJson } from './freeze-json';
import { decodeMessage, type WireMessage } from './message-codec';
import { toMs } from './time';

/** A message as the channel keeps it, frozen to the last level. */
export function decodeReadMessage(value: unknown, form: ContentForm): ChannelMessage {
  const wire = asRecord(value, 'a message');
  asText(wire.id, 'the id of a message');
  asNumber(wire.timestamp, 'the timestamp of a message');
  asText(wire.sender_id, 'the sender_id of a message');
  const { content = null } = wire;
  const metadata = asRecord(wire.metadata ?? {}, 'the metadata of a message');
  for (const name of ['correlation_id', 'reply_to', 'recipient_id'] as const) {
    asText(wire[name] ?? '', `the ${name} of a message`);
  }
  const checked = { ...wire, content, metadata } as unknown as WireMessage; // every field has been looked at
  return freezeJson(decodeMessage(checked, form.decode(content)));
}

/** The messages of a read. */
export function decodeMessages(body: unknown, form: ContentForm): readonly ChannelMessage[] {
  return messagesOf(body).map((one) => decodeReadMessage(one, form));
}

/** Messages that were looked at; `position` is what the reader names the page by when it is done with it. */
export interface PeekedPage {
  readonly messages: readonly ChannelMessage[];
  readonly position: string;
  /** Whether the cursor stands behind what the request was done with; not where the server knows nothing of that page. */
  readonly hasMoved: boolean;
}

export function decodePeeked(body: unknown, form: ContentForm): PeekedPage {
  const { position, moved } = asRecord(body, 'the answer to a look');
  return {
    messages: decodeMessages(body, form),
    position: asText(position, 'the position of a page'),
    hasMoved: moved === true,
  };
}

/** When claims begin, and how long they were asked for. */
export interface ClaimTimes {
  readonly nowMs: number;
  readonly askedMs: number | undefined;
}

/**
 * The claims of a read. They end by the clock of this process, so that clocks need not agree: as long from now as the
 * server says, or else as was asked for.
 */
export function decodeClaims(
  body: unknown,
  form: ContentForm,
  { nowMs, askedMs }: ClaimTimes,
): readonly StoredClaim[] {
  return messagesOf(body).map((one) => {
    const wire = asRecord(one, 'a claim');
    const { claim_token: given, expires_in: left } = wire;
    const token = typeof given === 'number' ? given : asText(given, 'the claim_token of a claim');
    const leftMs = left == null ? askedMs : toMs(asNumber(left, 'the expires_in of a claim'));
    const expiresAtMs = toMs(asNumber(wire.expires_at, 'the expires_at of a claim'));
    return {
      seq: 0, // the wire does not say, and nobody asks
      message: decodeReadMessage(one, form) as StoredMessage, // what a channel keeps is JSON
      attempt: asNumber(wire.attempt, 'the attempt of a claim'),
      expiresAtMs: leftMs === undefined ? expiresAtMs : nowMs + leftMs,
      token,
    };
  });
}

/** The dead letters of a channel. */
export function decodeDead(body: unknown, form: ContentForm): readonly DeadMessage[] {
  return messagesOf(body).map((one) => {
    const { attempt, reason } = asRecord(one, 'a dead message');
    return Object.freeze({
      ...decodeReadMessage(one, form),
      attempt: asNumber(attempt, 'the attempt of a dead message'),
      ...(reason == null ? {} : { reason: asText(reason, 'the reason of a dead message') }),
    });
  });
}

/** What a `PUT`, or one message of a batch, is answered with. */
export function decodeReceipt(value: unknown): WriteReceipt {
  const { item_id: id, duplicate } = asRecord(value, 'a receipt');
  return { id: asText(id, 'the item_id of a receipt'), duplicate: duplicate === true };
}

export function decodeReceipts(body: unknown): readonly WriteReceipt[] {
  const { results } = asRecord(body, 'the answer to a batch');
  return asList(results, 'the results of a batch').map(decodeReceipt);
}

/** @param ids those that were to be settled, in order */
export function decodeSettled(body: unknown, ids: readonly string[]): SettlementResult {
  const { refused: left = [] } = asRecord(body, 'the answer to a settlement');
  const open = [...asTexts(left, 'the refused ids')];
  const settled: string[] = [];
  const refused: string[] = [];
  // From the end: of an id that is there twice only the second can have been refused.
  for (const id of [...ids].reverse()) {
    const index = open.indexOf(id);
    if (index === -1) settled.unshift(id);
    else refused.unshift(...open.splice(index, 1));
  }
  return { settled, refused };
}

export function decodeIds(body: unknown): readonly string[] {
  return asTexts(asRecord(body, 'a list of ids').message_ids, 'message_ids');
}

export function decodeRemoved(body: unknown): number {
  return asNumber(asRecord(body, 'a number of messages').removed, 'removed');
}

export function decodeStats(body: unknown): LogStats {
  const wire = asRecord(body, 'the figures of a channel');
  const readers = Object.entries(asRecord(wire.readers, 'the readers')).map(
    ([id, one]): [string, ReaderStats] => {
      const { lag, missed } = asRecord(one, 'a reader');
      return [id, { lag: asNumber(lag, 'a lag'), missed: asNumber(missed, 'missed') }];
    },
  );
  return {
    count: asNumber(wire.count, 'count'),
    pending: asNumber(wire.pending, 'pending'),
    claimed: asNumber(wire.claimed, 'claimed'),
    acknowledged: asNumber(wire.acknowledged, 'acknowledged'),
    dead: asNumber(wire.dead, 'dead'),
    ...(wire.oldest == null ? {} : { oldestMs: toMs(asNumber(wire.oldest, 'oldest')) }),
    readers: Object.fromEntries(readers),
  };
}

function messagesOf(body: unknown): readonly unknown[] {
  return asList(asRecord(body, 'the answer to a read').messages, 'messages');
}
