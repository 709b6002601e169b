import type { Eventually } from './json';

/** What somebody wants to do with a channel. */
export type Action = 'read' | 'write' | 'admin';

/** What somebody may do at most: a role allows what it names and every role before it. */
export type Role = Action;

/** Roles from the weakest to the strongest. */
export const ROLES = ['read', 'write', 'admin'] as const satisfies readonly Role[];

/** Whether `role` allows `action`. */
export function roleAllows(role: Role | undefined, action: Action): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(action);
}

/**
 * Somebody whose identity is known. Systems of the same process are principals too: the role is what they declared, and
 * `channelIds` the one channel that their handle is of.
 */
export interface Principal {
  /** What messages name as sender, and what cursors and claims belong to. */
  readonly systemId: string;
  /** The strongest role; none where the security keeps roles itself. */
  readonly role?: Role;
  /** The channels it is for; all where left out, none where empty. A service counts as `systems/<id of its system>`. */
  readonly channelIds?: readonly string[];
  /** The id of the token it came with. */
  readonly tokenId?: string;
  /** When the token ends, milliseconds since 1970. */
  readonly expiresAtMs?: number;
}

/**
 * Decides who somebody is and what he may do. It sits on the channel: what reaches a channel by a client of the same
 * process, by HTTP, by a stream or through a service passes the same `authorize`. Implement it for a way of your own.
 *
 * What it is not: it is never asked whether a channel is public; private channels cannot be reached from outside at all.
 */
export interface ChannelSecurity {
  /** Who shows `token`; undefined when it is not valid. Called without a token where there was none. */
  authenticate(token: string | undefined): Eventually<Principal | undefined>;
  /** Whether `principal` may. `resource` is the id of a channel, or `systems/<id>` for the services of a system. */
  authorize(principal: Principal, action: Action, resource: string): Eventually<boolean>;
  /**
   * True where `authenticate` believes what callers say of themselves. Such an app is published on loopback only.
   * @defaultValue false
   */
  readonly trustsCallers?: boolean;
}

/** Who does something with a channel: a principal, or the id of a system that has the channel itself in hand. */
export type Caller = string | Principal;
