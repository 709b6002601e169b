import type { ChannelSecurity } from '../model/channel-security';
import type { ChannelStore } from '../stores/channel-store';
import type { Clock } from '../util/clock';

/** What a security gets from the app that it serves. */
export interface SecurityEnvironment {
  /** Where it may keep what must outlive a restart, in logs of its own. */
  readonly store: ChannelStore;
  readonly clock: Clock;
  /** Tells the operator of a failure behind the scenes: an event name as in logs, and its fields. Never secrets. */
  readonly report: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A security that must be started: the app does it before its channels, and stops it after them. */
export interface ManagedSecurity extends ChannelSecurity {
  start(environment: SecurityEnvironment): Promise<void>;
  stop(): Promise<void>;
}

/** Whether `security` wants to be started. */
export function isManaged(security: ChannelSecurity): security is ManagedSecurity {
  const { start, stop } = security as Partial<ManagedSecurity>; // whether they are there is what is asked
  return typeof start === 'function' && typeof stop === 'function';
}
