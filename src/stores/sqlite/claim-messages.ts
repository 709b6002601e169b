import { isHolonError } from '../../errors/holon-error';
import type { ClaimRequest, Settlement, StoredClaim } from '../channel-store';
import type { LogState } from './log-state';
import { merge } from './merge-rows';
import { toMessage } from './message-row';
import { MessageState } from './message-state';
import type { ClaimableRow, HeldRow } from './statements';

/** Gives the oldest ready messages to `holder`. One that cannot be read any more dies, and holds up no other. */
export function claimMessages(
  log: LogState,
  holder: string,
  { limit, expiresAtMs }: ClaimRequest,
): readonly StoredClaim[] {
  const lane = log.laneOf(holder);
  if (lane === undefined) return [];
  const given: StoredClaim[] = [];
  let unreadable: number;
  do {
    unreadable = 0;
    for (const row of findClaimable(log, lane, limit - given.length)) {
      const seq = log.seqOf(row);
      const attempt = row.attempt + 1;
      const claims = row.claims + 1;
      if (row.state === MessageState.ready) {
        const { claimed } = MessageState;
        log.sql.addState.run(
          ...[row.position, log.number, lane, claimed, expiresAtMs, attempt, claims, holder],
        );
      } else {
        log.sql.claimAgain.run(expiresAtMs, attempt, claims, holder, row.position);
      }
      log.noteHidden(expiresAtMs);
      try {
        const message = toMessage(row, log.channelId);
        given.push({ seq, message, attempt, expiresAtMs, token: tokenOf(seq, claims) });
      } catch (error) {
        if (!isHolonError(error)) throw error;
        log.die(row, error.message);
        unreadable += 1;
      }
    }
  } while (unreadable > 0);
  return given;
}

/** False where the claim is not the holder's any more. */
export function settleClaim(log: LogState, settlement: Settlement, nowMs: number): boolean {
  const { action } = settlement;
  const row = findClaim(log, settlement);
  if (row === undefined || nowMs >= row.untilMs) return false;
  if (action.kind === 'acknowledge') {
    log.acknowledge(row);
  } else if (action.kind === 'extend') {
    log.sql.extend.run(action.expiresAtMs, row.position);
    log.noteHidden(action.expiresAtMs);
  } else if (action.kind === 'release') {
    log.unclaim(row);
  } else {
    const { visibleAtMs, reason = null } = action;
    if (log.isExhausted(row)) log.die(row, reason);
    else if (visibleAtMs === undefined) log.makeReady(row, reason);
    else log.delay(row, visibleAtMs, reason);
  }
  return true;
}

/** What is ready again, by index, and what was never hidden, by walking on from where the last claim ended. */
function findClaimable(log: LogState, lane: number | null, limit: number): readonly ClaimableRow[] {
  const { sql, end } = log;
  const start = log.start + log.firstUnclaimedSeq(lane) - 1;
  const again = sql.readyAgain.all(log.number, lane, limit);
  const lastAgain = again.at(-1)?.position ?? start;
  if (again.length >= limit && lastAgain <= start) return again;

  const unclaimed =
    lane === null
      ? sql.unclaimed.all(start, end, limit)
      : sql.unclaimedInLane.all(lane, start, end, limit);
  const found = merge([again, unclaimed]).slice(0, limit);
  const lastFound = found.at(-1)?.position ?? end;
  const left = unclaimed.find((row) => row.position > lastFound);
  // All before it are claimed now, or were found in another state.
  const next = left?.position ?? (unclaimed.length < limit ? end + 1 : lastFound + 1);
  log.setFirstUnclaimedSeq(lane, next - log.start);
  return found;
}

/** What a settlement means, while `holder` holds it; the claim may have expired. */
function findClaim(log: LogState, { id, holder, token }: Settlement): HeldRow | undefined {
  if (token === undefined) return log.sql.held.get(log.number, id, holder);
  const [seq = '', claims = ''] = String(token).split('.');
  return log.sql.heldByToken.get(log.start + Number(seq), Number(claims), holder, id);
}

/** Tells a claim from every other one of its message, and of a message that had the same id before. */
function tokenOf(seq: number, claims: number): string {
  return `${seq}.${claims}`;
}
