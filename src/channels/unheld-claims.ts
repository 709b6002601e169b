import type { Caller } from '../model/channel-security';
import type { Settlement, StoredClaim } from '../stores/channel-store';
import { systemIdOf } from './authorize';
import type { BaseChannel } from './base-channel';
import type { ClaimOptions } from './channel-handle';
import { checkIds } from './check-arguments';
import type { SettlementResult } from './held-claims';

/** A claim as its holder names it: by the message, and by the token where he kept it. */
export interface NamedClaim {
  readonly id: string;
  readonly token?: string | number;
}

/**
 * Claims for a holder in another process. They are his alone: the channel does not wait for them when it drains, and
 * what is not settled in time comes back when the claims expire, also after a restart.
 */
export async function claimUnheld(
  channel: BaseChannel,
  caller: Caller,
  options: ClaimOptions,
): Promise<readonly StoredClaim[]> {
  channel.ensure('claimable', 'claim');
  await channel.authorize(caller, 'read');
  return channel.active().claimer.claimUnheld(caller, options);
}

/** Settles claims of a holder in another process. As every settlement it asks for no right. */
export async function settleUnheld(
  channel: BaseChannel,
  caller: Caller,
  claims: readonly NamedClaim[],
  action: Settlement['action'],
): Promise<SettlementResult> {
  channel.ensure('claimable', action.kind);
  const ids = claims.map(({ id }) => id);
  checkIds(ids, `${action.kind} on channel '${channel.id}'`);
  return channel.active().claims.settleUnheld(systemIdOf(caller), claims, action);
}
