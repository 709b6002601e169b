import type { BaseChannel } from '../channels/base-channel';
import type { Supervision } from '../decorators/metadata';
import type { SystemState } from '../model/system-state';
import type { ConsumerSpec } from './consumer-spec';

/** The inbox of a system as its lifecycle sees it: ended once nobody can feed it any more. */
export interface InboxControl {
  readonly name: string;
  /** Messages sent and not yet received. */
  readonly size: number;
  /** Takes no more messages; what is queued is still handed out, then shutdown. */
  shutdown(): void;
}

/** One system of a tree, ready to run. */
export interface SystemSpec {
  readonly id: string;
  readonly name: string;
  readonly instance: object;
  readonly ticksPerSecond: number;
  readonly supervision: Supervision;
  readonly channels: readonly BaseChannel[];
  readonly consumers: readonly ConsumerSpec[];
  readonly inbox?: InboxControl;
  /** Ids of the systems whose outboxes feed this inbox. */
  readonly fedBy?: readonly string[];
}

/** What a running system is doing, for health and drain reports. */
export interface SystemHealth {
  readonly id: string;
  readonly name: string;
  readonly state: SystemState;
  /** Steps and runs that threw so far. */
  readonly failures: number;
  /** Milliseconds the step under way has taken; absent between steps. */
  readonly stepRunningMs?: number;
  /** `@Consume` handler calls under way. */
  readonly handlersRunning: number;
  /** `@Consume` handlers that read in order and wait before they try again what failed. */
  readonly handlersBackingOff: number;
}
