import type { ChannelInfo } from '../model/channel-info';
import type { ServiceDescriptor } from '../model/service-descriptor';

/** What a discovery channel carries: one registered channel or system. */
export type Registration =
  | { readonly kind: 'channel'; readonly info: ChannelInfo; readonly expiresAtMs: number }
  | {
      readonly kind: 'system';
      readonly descriptor: ServiceDescriptor;
      readonly expiresAtMs: number;
    };

export interface RegisterOptions {
  /** Milliseconds until the registration ends. @defaultValue the channel's registrationTtlMs (60 000) */
  readonly ttlMs?: number;
}
