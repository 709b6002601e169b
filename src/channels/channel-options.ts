import { checkChannelOptions } from '../decorators/channel';
import type { ContentType } from '../decorators/declarations';
import type { ChannelMetadata } from '../decorators/metadata';
import { readChannelMetadata } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import type { ChannelKind, Retention, Visibility } from '../model/channel-info';
import type { ChannelObservers } from '../model/channel-observer';
import type { ChannelSecurity } from '../model/channel-security';
import type { ChannelStore } from '../stores/channel-store';
import type { GivenParts } from './channel-environment';

/** What a channel made with `new` takes: the options of `@Channel`, and what an app would give it. */
export interface ChannelOptions<T = unknown, Id extends string = string>
  extends Omit<Partial<ChannelMetadata>, 'id' | 'content'>, GivenParts {
  readonly id: Id;
  readonly content?: ContentType<T>;
  /** Where messages are kept; one opened by its address is closed with the channel. @defaultValue 'memory:' */
  readonly store?: string | ChannelStore;
}

/** Options with every default applied. */
export interface ChannelSettings {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly visibility: Visibility;
  readonly content: ContentType | undefined;
  readonly retention: Retention | undefined;
  readonly capacity: number | undefined;
  readonly claimTimeoutMs: number;
  readonly maxAttempts: number;
  readonly periodMs: number;
  readonly concurrency: number;
  readonly subscriberTimeoutMs: number;
  readonly maintenanceIntervalMs: number;
  readonly registrationTtlMs: number;
  readonly observers: ChannelObservers | undefined;
  readonly security: ChannelSecurity | undefined;
}

const DEFAULTS = {
  description: '',
  visibility: 'private',
  claimTimeoutMs: 300_000,
  maxAttempts: 10,
  periodMs: 1_000,
  concurrency: 1,
  subscriberTimeoutMs: 5_000,
  maintenanceIntervalMs: 30_000,
  registrationTtlMs: 60_000,
} as const;

/** The settings of a channel of `channelClass`: `@Channel`'s, overridden by those given to `new`. */
export function resolveSettings(
  channelClass: { readonly name: string; readonly kind: ChannelKind },
  options: Partial<ChannelOptions> | undefined,
): ChannelSettings {
  const merged: Partial<ChannelMetadata> = {
    ...readChannelMetadata(channelClass as never), // any class may carry metadata; absent is fine
    ...options,
  };
  if (typeof merged.id !== 'string' || merged.id === '') {
    throw new HolonError('HOLON_INVALID_ARGUMENT', `${channelClass.name} has no id`, {
      hint: `Decorate it with @Channel({ id: '…' }), or pass it: new ${channelClass.name}({ id: '…' }).`,
    });
  }
  if (options !== undefined) checkChannelOptions(options, channelClass);
  return {
    id: merged.id,
    name: merged.name ?? merged.id,
    description: merged.description ?? DEFAULTS.description,
    visibility: merged.visibility ?? DEFAULTS.visibility,
    content: merged.content,
    retention: merged.retention,
    capacity: merged.capacity,
    claimTimeoutMs: merged.claimTimeoutMs ?? DEFAULTS.claimTimeoutMs,
    maxAttempts: merged.maxAttempts ?? DEFAULTS.maxAttempts,
    periodMs: merged.periodMs ?? DEFAULTS.periodMs,
    concurrency: merged.concurrency ?? DEFAULTS.concurrency,
    subscriberTimeoutMs: merged.subscriberTimeoutMs ?? DEFAULTS.subscriberTimeoutMs,
    maintenanceIntervalMs: merged.maintenanceIntervalMs ?? DEFAULTS.maintenanceIntervalMs,
    registrationTtlMs: merged.registrationTtlMs ?? DEFAULTS.registrationTtlMs,
    observers: merged.observers,
    security: merged.security,
  };
}
