import { HeldClaim, type ClaimLink } from '../../channels/claim';
import type { SettlementResult } from '../../channels/held-claims';
import type { Settlement, StoredClaim } from '../../stores/channel-store';
import { decodeSettled } from '../wire/decode-answers';
import { encodeSettlement } from '../wire/encode-requests';
import { toChannel, type RemoteLink } from './remote-link';
import type { Target } from './target';

/** A claim, and the app that gave it out. */
interface Held {
  readonly claim: HeldClaim<unknown>;
  readonly target: Target;
}

/**
 * The claims of one client on one channel in other processes. They are settled where they were made, with their tokens,
 * so that a settlement whose answer was lost can be sent again.
 */
export class RemoteClaims {
  private readonly held = new Map<string, Held>();
  private readonly links = new WeakMap<Target, ClaimLink>();

  constructor(private readonly link: RemoteLink) {}

  hold(stored: StoredClaim, target: Target): HeldClaim<unknown> {
    this.dropExpired();
    const { systemId } = this.link.caller;
    const claim = new HeldClaim<unknown>(systemId, stored, this.linkTo(target));
    this.held.get(claim.id)?.claim.markLost();
    this.held.set(claim.id, { claim, target });
    return claim;
  }

  /** Settles by id, each where it was claimed; ids that this client has not claimed wherever the next request goes. */
  async settleAll(ids: readonly string[], action: Settlement['action']): Promise<SettlementResult> {
    const groups = new Map<Target | undefined, string[]>();
    for (const id of ids) {
      const target = this.held.get(id)?.target;
      groups.set(target, [...(groups.get(target) ?? []), id]);
    }
    const results = await Promise.all(
      [...groups].map(([target, group]) => this.settleAt(target, group, action)),
    );
    if (results.length === 1 && results[0] !== undefined) return results[0];
    const refused = new Set(results.flatMap((result) => result.refused));
    return {
      settled: ids.filter((id) => !refused.has(id)),
      refused: ids.filter((id) => refused.has(id)),
    };
  }

  private async settleAt(
    target: Target | undefined,
    ids: readonly string[],
    action: Settlement['action'],
  ): Promise<SettlementResult> {
    const claims = ids.map((id) => ({ id, token: this.held.get(id)?.claim.token }));
    const result = await this.post(target, claims, action);
    const refused = new Set(result.refused);
    for (const { id, token } of claims) {
      const claim = this.held.get(id)?.claim;
      if (claim === undefined || claim.token !== token) continue;
      if (refused.has(id)) claim.markLost();
      else claim.markSettled();
      this.held.delete(id);
    }
    return result;
  }

  private linkTo(target: Target): ClaimLink {
    let link = this.links.get(target);
    if (link === undefined) {
      const { channelId, caller } = this.link;
      const settle = (settlement: Settlement) => this.settle(target, settlement);
      link = { channelId, clock: caller.clock, settle };
      this.links.set(target, link);
    }
    return link;
  }

  private async settle(target: Target, { id, token, action }: Settlement): Promise<boolean> {
    const { settled } = await this.post(target, [{ id, token }], action);
    const isSettled = settled.length > 0;
    if (isSettled && action.kind === 'extend') return true;
    if (this.held.get(id)?.claim.token === token) this.held.delete(id);
    return isSettled;
  }

  private async post(
    target: Target | undefined,
    claims: readonly { readonly id: string; readonly token: Settlement['token'] }[],
    action: Settlement['action'],
  ): Promise<SettlementResult> {
    const { caller, requester } = this.link;
    const { path, body } = encodeSettlement(action, claims, caller.clock.nowMs());
    // Without a token a later claim of the same message would be settled by the second try.
    const repeatable = claims.every(({ token }) => token !== undefined);
    const request = { method: 'POST', path, body, repeatable, target } as const;
    const reply = await requester.send(toChannel(this.link, request));
    const ids = claims.map(({ id }) => id);
    const result = decodeSettled(reply.body, ids);
    if (!reply.isRepeated || action.kind === 'extend') return result;
    const held = new Set(claims.filter((one) => this.isHeld(one)).map(({ id }) => id));
    const refused = new Set(result.refused.filter((id) => !held.has(id)));
    return {
      settled: ids.filter((id) => !refused.has(id)),
      refused: ids.filter((id) => refused.has(id)),
    };
  }

  /**
   * Whether the claim has time left here. A settlement that was sent twice, and refused, is then taken for one that the
   * first try did: nothing else ends a claim before its time but an operator, who has removed or redriven its message.
   */
  private isHeld({ id, token }: Pick<Settlement, 'id'> & { readonly token: unknown }): boolean {
    const claim = this.held.get(id)?.claim;
    if (claim === undefined || claim.token !== token) return false;
    return claim.expiresAtMs > this.link.caller.clock.nowMs();
  }

  private dropExpired(): void {
    const nowMs = this.link.caller.clock.nowMs();
    for (const [id, { claim }] of this.held) {
      if (claim.expiresAtMs > nowMs) continue;
      claim.markLost();
      this.held.delete(id);
    }
  }
}
