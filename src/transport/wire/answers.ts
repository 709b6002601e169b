import type { WriteReceipt } from '../../channels/channel-handle';
import type { LogStats } from '../../stores/channel-store';
import { toSeconds } from './time';

/** The answer to a `PUT`, as text: the one that is sent most. */
export function acceptedText({ id, duplicate }: WriteReceipt): string {
  return `{"status":"accepted","item_id":${JSON.stringify(id)},"duplicate":${String(duplicate)}}`;
}

/** One result of a batch. */
export function encodeReceipt({ id, duplicate }: WriteReceipt) {
  return { item_id: id, duplicate };
}

/** The answer to an extension. */
export function encodeExtended(extended: number, refused: readonly string[], expiresAtMs: number) {
  return { status: 'ok', extended, refused, expires_at: toSeconds(expiresAtMs) };
}

/** Counts of a channel on the wire. */
export function encodeStats(stats: LogStats) {
  const { count, pending, claimed, acknowledged, dead, oldestMs, readers } = stats;
  return {
    count,
    pending,
    claimed,
    acknowledged,
    dead,
    oldest: oldestMs === undefined ? null : toSeconds(oldestMs),
    readers: Object.fromEntries(
      Object.entries(readers).map(([id, { lag, missed }]) => [id, { lag, missed }]),
    ),
  };
}

/** What `redrive` and `remove` answer. */
export function encodeChanged(ids: readonly string[]) {
  return { status: 'ok', message_ids: ids };
}
