import {
  roleAllows,
  ROLES,
  type Action,
  type ChannelSecurity,
  type Principal,
  type Role,
} from '../model/channel-security';
import type { Eventually } from '../model/json';
import { checkOptions, checkRole, having, invalid, type OptionCheck } from './check-options';
import { isManaged, type ManagedSecurity, type SecurityEnvironment } from './managed-security';
import { isSystemId } from '../util/system-id';

const PLACE = 'new AclSecurity';
const LONGEST_ID = 256;

/** Who may do what, by ids of systems; who is on no list may do nothing. */
export interface AclSecurityOptions {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly admin?: readonly string[];
  /**
   * Knows callers from outside, such as a `JwtSecurity`; they may do what both it and the lists allow. Without it a
   * caller is believed the name that he shows as token, so that the app is published on loopback only.
   */
  readonly tokens?: ChannelSecurity;
}

const LIST: OptionCheck = [
  'an array of system ids',
  (value) => Array.isArray(value) && value.every(isListed),
];
const OPTIONS = {
  read: LIST,
  write: LIST,
  admin: LIST,
  tokens: having('a ChannelSecurity', 'authenticate', 'authorize'),
};

/**
 * Keeps a role for each system. What `grant` and `revoke` change holds from the next message on, for clients of the
 * same process, subscriptions and streams too. It is kept in memory: after a restart the lists hold again.
 */
export class AclSecurity implements ManagedSecurity {
  private readonly roles = new Map<string, Role>();
  private readonly tokens: ChannelSecurity | undefined;

  /** @throws HOLON_INVALID_ARGUMENT */
  constructor(options: AclSecurityOptions) {
    checkOptions(options, OPTIONS, PLACE);
    // From the weakest to the strongest: who stands on several lists has the strongest role.
    for (const role of ROLES) {
      for (const systemId of options[role] ?? []) this.roles.set(systemId, role);
    }
    this.tokens = options.tokens;
  }

  get trustsCallers(): boolean {
    return this.tokens === undefined || this.tokens.trustsCallers === true;
  }

  /** The role of a system; undefined where it may do nothing. */
  roleOf(systemId: string): Role | undefined {
    return this.roles.get(systemId);
  }

  /** Gives a system this role in place of the one it had, also where that was stronger. @throws HOLON_INVALID_ARGUMENT */
  grant(systemId: string, role: Role): void {
    if (!isListed(systemId))
      throw invalid('AclSecurity.grant: systemId must be the id of a system');
    checkRole(role, 'AclSecurity.grant');
    this.roles.set(systemId, role);
  }

  /** Takes every right from a system. */
  revoke(systemId: string): void {
    this.roles.delete(systemId);
  }

  authenticate(token: string | undefined): Eventually<Principal | undefined> {
    if (this.tokens !== undefined) return this.tokens.authenticate(token);
    return isSystemId(token) ? { systemId: token } : undefined;
  }

  authorize(principal: Principal, action: Action, resource: string): Eventually<boolean> {
    if (!roleAllows(this.roles.get(principal.systemId), action)) return false;
    if (this.tokens !== undefined) return this.tokens.authorize(principal, action, resource);
    const { role, channelIds } = principal;
    if (role !== undefined && !roleAllows(role, action)) return false;
    return channelIds === undefined || channelIds.includes(resource);
  }

  async start(environment: SecurityEnvironment): Promise<void> {
    if (this.tokens !== undefined && isManaged(this.tokens)) await this.tokens.start(environment);
  }

  async stop(environment: SecurityEnvironment): Promise<void> {
    if (this.tokens !== undefined && isManaged(this.tokens)) await this.tokens.stop(environment);
  }
}

function isListed(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID;
}
