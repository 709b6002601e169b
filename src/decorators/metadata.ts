/** The shapes that decorators store. Plain data and class references; nothing here runs. */
import type { Access, AnyChannelClass, ContentType, Provider, Token } from './declarations';
import type { Retention, Visibility } from '../model/channel-info';
import type { ChannelObservers } from '../model/channel-observer';
import type { ChannelSecurity } from '../model/channel-security';

/** What `@Channel` stores, defaults not yet applied. */
export interface ChannelMetadata {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly visibility?: Visibility;
  readonly content?: ContentType;
  readonly retention?: Retention;
  readonly capacity?: number;
  readonly claimTimeoutMs?: number;
  readonly maxAttempts?: number;
  readonly periodMs?: number;
  readonly concurrency?: number;
  readonly subscriberTimeoutMs?: number;
  readonly maintenanceIntervalMs?: number;
  readonly registrationTtlMs?: number;
  readonly observers?: ChannelObservers;
  /** Guards this channel in place of the app's. */
  readonly security?: ChannelSecurity;
}

/** What `@System` stores. */
export interface SystemMetadata {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly channels: Access;
  readonly ticksPerSecond: number;
  readonly providers: readonly Provider[];
  readonly inbox?: { readonly capacity?: number };
  readonly supervision: Supervision;
}

/** What happens when `run(signal)` throws. Steps that throw never end a system. */
export interface Supervision {
  /** @defaultValue 'on-error' */
  readonly restart: 'on-error' | 'never';
  /** Restarts in a row before the system is left in state `error`. @defaultValue Infinity */
  readonly maxRestarts: number;
  /** Milliseconds before the first restart; doubles up to 30 000. @defaultValue 100 */
  readonly delayMs: number;
}

/** What `@Subsystem` stores, one per property, parents' first. */
export interface SubsystemMetadata {
  readonly property: string;
  readonly system: SystemClass;
  /** What the parent hands on: both modes of each class in an array, or the modes named. */
  readonly channels: HandedOn;
  readonly id?: string;
  readonly name?: string;
  /** Undefined where the option was left out: one system, `id` unchanged. */
  readonly replicas?: number;
  readonly ticksPerSecond?: number;
  /** Sibling classes whose inboxes this system's outbox feeds. */
  readonly next: readonly SystemClass[];
  /** Whether the property is typed as an array (`design:type`), when the compiler says so. */
  readonly propertyIsArray?: boolean;
}

/** `channels` of `@Subsystem`, normalised. */
export interface HandedOn {
  readonly read: readonly AnyChannelClass[];
  readonly write: readonly AnyChannelClass[];
}

/** What `@Expose` stores. */
export interface ExposeMetadata {
  readonly method: string;
  readonly description: string;
  readonly input?: ContentType;
  readonly output?: ContentType;
  readonly timeoutMs?: number;
  readonly readOnly: boolean;
  readonly idempotent: boolean;
}

/** What `@Consume` stores. */
export interface ConsumeMetadata {
  readonly method: string;
  readonly channel: AnyChannelClass;
  /** Handler calls at a time. @defaultValue 1 */
  readonly concurrency: number;
  /** Messages per handler call; when given, the handler receives an array. */
  readonly batch?: number;
  /** Channel that the handler's result is written to. */
  readonly to?: AnyChannelClass;
  /** Where a reader without a cursor begins, on channels read by cursor. @defaultValue 'cursor' */
  readonly from: 'cursor' | 'start' | 'now';
  /** Milliseconds a handler call may take. @defaultValue the channel's claimTimeoutMs */
  readonly timeoutMs?: number;
}

/** One constructor parameter of a class the container builds. */
export interface ParameterMetadata {
  readonly index: number;
  /** The token to resolve; undefined where neither type metadata nor @Inject names one. */
  readonly token?: Token;
  /** As the compiler saw it, for messages: `Clock`, `Object`, `undefined`. */
  readonly typeName: string;
}

/** Any class decorated with `@System`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a class with any constructor; its parameters are checked at boot
export type SystemClass<T extends object = object> = new (...args: any[]) => T;
