import type { ClaimRequest, StoredClaim } from '../../stores/channel-store';
import type { ChannelLedger } from './channel-ledger';

/**
 * Notes what was claimed, and reports what should not have been, or should have been instead: claims are of messages
 * that are ready, the oldest first, and as many as were asked for where there are so many.
 * @param claimant what tells this process from others
 */
export function noteClaims(
  ledger: ChannelLedger,
  holder: string,
  request: ClaimRequest,
  claims: readonly StoredClaim[],
  claimant: object,
): void {
  ledger.passTime(request.nowMs);
  ledger.looked(holder, request.nowMs);
  let lastSeq = 0;
  for (const { message, token } of claims) {
    const record = ledger.deliverable(message.id, `'${holder}'`);
    if (record === undefined) continue;
    const name = ledger.named(record);
    if (record.seq < lastSeq) {
      ledger.report('order', `${name} was claimed behind message ${lastSeq}`);
    }
    lastSeq = Math.max(lastSeq, record.seq);
    if (record.attempt >= ledger.maxAttempts) {
      const attempts = `its ${record.attempt} attempts`;
      ledger.report('redelivered', `${name} was claimed though ${attempts} are used up`);
    }
    ledger.hold(record, { holder, token, claimant }, request.expiresAtMs);
  }
  const isFull = claims.length >= request.limit;
  for (const record of ledger.byId.values()) {
    if (isFull && record.seq >= lastSeq) return;
    if (record.state !== 'ready' || !ledger.isClaimable(record, holder)) continue;
    const what = `${ledger.named(record)} was ready and '${holder}' did not get it`;
    const isLost = record.seq > lastSeq || !ledger.isStored(record.message.id);
    if (isLost) ledger.report('lost', `${what} when it claimed`);
    else ledger.report('order', `${what}, but message ${lastSeq}`);
    return;
  }
}
