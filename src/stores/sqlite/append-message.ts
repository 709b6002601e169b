import type { AppendOptions, AppendResult, StoredMessage } from '../channel-store';
import { backpressure } from '../refusals';
import { checkTexts } from './check-text';
import type { LogState } from './log-state';
import { encodeMessage } from './message-row';
import { EVERYBODY, isUnsettled, MessageState } from './message-state';

/**
 * Nothing has changed when it throws.
 * @throws HOLON_BACKPRESSURE, HOLON_MESSAGE_TOO_LARGE, HOLON_NOT_SERIALISABLE, HOLON_INVALID_ARGUMENT
 */
export function appendMessage(
  log: LogState,
  message: StoredMessage,
  { key, visibleAtMs, expiresAtMs }: AppendOptions = {},
): AppendResult {
  const { figures, sql, number } = log;
  const { id, timestampMs, senderId, recipientId, correlationId, replyTo } = message;
  checkTexts(log.channelId, message, key);
  const { content, metadata } = encodeMessage(message, log.channelId, log.maxMessageBytes);
  if (key !== undefined || log.options.capacity !== undefined) {
    // Only now: elsewhere the index of ids says so when the message is inserted.
    const known = duplicate(log, id);
    if (known !== undefined) return known;
    makeRoom(log, id, key);
  }
  const seq = figures.headSeq + 1;
  const isLate = timestampMs < figures.newestMs;
  const position = log.start + seq;
  const lane = laneFor(log, recipientId);
  const { changes } = sql.append.run(
    ...[position, number, id, lane, isLate ? 1 : 0, key ?? null, expiresAtMs ?? null],
    ...[timestampMs, senderId, recipientId ?? null, correlationId ?? null, replyTo ?? null],
    ...[content, metadata],
  );
  if (changes === 0) return duplicate(log, id) ?? { id, seq, duplicate: true };
  figures.headSeq = seq;
  if (isLate) figures.dirty = true;
  else figures.newestMs = timestampMs;
  if (visibleAtMs === undefined) {
    figures.woken = true;
  } else {
    sql.addState.run(position, number, lane, MessageState.delayed, visibleAtMs, 0, 0, null);
    log.noteHidden(visibleAtMs);
  }
  return { id, seq, duplicate: false };
}

function duplicate(log: LogState, id: string): AppendResult | undefined {
  const row = log.sql.byId.get(log.number, id);
  return row === undefined ? undefined : { id, seq: log.seqOf(row), duplicate: true };
}

/** Removes what `key` replaces. */
function makeRoom(log: LogState, id: string, key: string | undefined): void {
  const { capacity = Number.POSITIVE_INFINITY } = log.options;
  const replaced = key === undefined ? undefined : log.sql.byKey.get(log.number, key);
  const freed = replaced !== undefined && isUnsettled(replaced) ? 1 : 0;
  if (log.unsettled - freed >= capacity) throw backpressure(log.channelId, id, capacity);
  if (replaced !== undefined) log.remove(replaced);
}

function laneFor(log: LogState, recipientId: string | undefined): number | null {
  if (!log.addressed) return null;
  if (recipientId === undefined) return EVERYBODY;
  return log.laneOf(recipientId) ?? log.session.addRecipient(recipientId);
}
