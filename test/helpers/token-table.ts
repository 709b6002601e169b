import type { Action, ChannelSecurity, Principal } from 'holon';

import { ROLES } from '../../src/model/channel-security';

/** A security as a user might write it: tokens in a table, rights that can be taken away. */
export class TokenTable implements ChannelSecurity {
  readonly principals = new Map<string, Principal>();
  readonly revoked = new Set<string>();
  /** Tokens that were asked for. */
  asked: (string | undefined)[] = [];

  /** `name:role`, or `name:role:channel,channel`. */
  constructor(...tokens: string[]) {
    for (const token of tokens) this.issue(token);
  }

  issue(token: string, expiresAtMs?: number): void {
    const [systemId = '', role, channels] = token.split(':');
    this.principals.set(token, {
      systemId,
      role: role as Action, // the test says one of them
      ...(channels === undefined ? {} : { channelIds: channels.split(',') }),
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    });
  }

  authenticate(token: string | undefined): Principal | undefined {
    this.asked.push(token);
    return token === undefined ? undefined : this.principals.get(token);
  }

  authorize({ systemId, role, channelIds }: Principal, action: Action, resource: string): boolean {
    if (this.revoked.has(systemId) || role === undefined) return false;
    if (channelIds !== undefined && !channelIds.includes(resource)) return false;
    return ROLES.indexOf(role) >= ROLES.indexOf(action);
  }
}
