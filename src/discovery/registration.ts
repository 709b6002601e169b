import type { ChannelInfo } from '../model/channel-info';
import type { ServiceDescriptor } from '../model/service-descriptor';

/** What a discovery channel carries: one registered channel or system. */
export type Registration = (
  | { readonly kind: 'channel'; readonly info: ChannelInfo }
  | { readonly kind: 'system'; readonly descriptor: ServiceDescriptor }
) & {
  readonly expiresAtMs: number;
  /** Where the app that offers it answers; absent for what lives in the app of the discovery channel. */
  readonly url?: string;
};

/**
 * What a process writes that registers by itself: how long it is to live, so that clocks need not agree. The discovery
 * channel makes a `Registration` of it.
 */
export type RegistrationRequest = (
  | { readonly kind: 'channel'; readonly info: ChannelInfo }
  | { readonly kind: 'system'; readonly descriptor: ServiceDescriptor }
) & {
  /** 0 ends it. */
  readonly ttlMs: number;
  readonly url?: string;
};

export interface RegisterOptions {
  /** Milliseconds until the registration ends. @defaultValue the channel's registrationTtlMs (60 000) */
  readonly ttlMs?: number;
  /** Where the app that offers it answers. One id may be registered once for each address. */
  readonly url?: string;
}

/** What is registered: the id of the channel or of the system. */
export function registeredId(registration: Registration | RegistrationRequest): string {
  return registration.kind === 'channel' ? registration.info.id : registration.descriptor.systemId;
}
