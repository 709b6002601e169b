/** How messages leave a channel by rule: what the store has removed is forgotten where it was allowed to remove it. */
import type { ClearFilter, EvictRequest } from '../../stores/channel-store';
import type { ChannelLedger } from './channel-ledger';

export function noteRemoved(ledger: ChannelLedger, ids: readonly string[]): void {
  for (const id of ids) {
    const record = ledger.byId.get(id);
    if (record !== undefined) ledger.drop(record);
  }
}

export function noteCleared(ledger: ChannelLedger, filter: ClearFilter): void {
  const { senderId, recipientId, correlationId } = filter;
  for (const record of ledger.byId.values()) {
    const { message } = record;
    if (senderId !== undefined && message.senderId !== senderId) continue;
    if (recipientId !== undefined && message.recipientId !== recipientId) continue;
    if (correlationId !== undefined && message.correlationId !== correlationId) continue;
    ledger.drop(record);
  }
}

export function noteEvicted(ledger: ChannelLedger, request: EvictRequest): void {
  ledger.passTime(request.nowMs);
  const { beforeMs = -Infinity, maxCount = Infinity, keepClaimed = false } = request;
  let newer = ledger.byId.size;
  for (const record of ledger.byId.values()) {
    newer -= 1;
    const isAllowed = record.message.timestampMs < beforeMs || newer >= maxCount;
    if (!isAllowed || (keepClaimed && record.state === 'claimed')) continue;
    if (!ledger.isStored(record.message.id)) ledger.drop(record);
  }
}

export function noteKeysSwept(ledger: ChannelLedger, nowMs: number): void {
  for (const record of ledger.byKey.values()) {
    if (record.keyExpiresAtMs > nowMs || ledger.isStored(record.message.id)) continue;
    ledger.drop(record);
  }
}
