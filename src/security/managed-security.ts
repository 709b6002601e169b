import type { ChannelSecurity } from '../model/channel-security';
import type { ChannelStore } from '../stores/channel-store';
import type { Clock } from '../util/clock';

/** Tells of something behind the scenes: an event name as in logs, and its fields. Never secrets. */
export type SecurityReport = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** What a security gets from the app that it serves. */
export interface SecurityEnvironment {
  /** Where it may keep what must outlive a restart, in logs of its own. */
  readonly store: ChannelStore;
  readonly clock: Clock;
  /** Tells the operator of a failure. */
  readonly report: SecurityReport;
  /** Tells who looks for it, such as why a token was refused: logged at level `debug`. */
  readonly trace: SecurityReport;
}

/**
 * A security that must be started: the app does it before its channels, and stops it after them. One security may
 * serve several apps, and be the security of an app and of its channels: it is started once for each of these, and
 * each start is ended by a stop with the same environment.
 */
export interface ManagedSecurity extends ChannelSecurity {
  start(environment: SecurityEnvironment): Promise<void>;
  /** Does nothing for an environment that it was not started with. */
  stop(environment: SecurityEnvironment): Promise<void>;
}

/** Whether `security` wants to be started. */
export function isManaged(security: ChannelSecurity): security is ManagedSecurity {
  const { start, stop } = security as Partial<ManagedSecurity>; // whether they are there is what is asked
  return typeof start === 'function' && typeof stop === 'function';
}
