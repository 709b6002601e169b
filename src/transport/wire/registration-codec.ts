import type { Registration } from '../../discovery/registration';
import { decodeDescriptor, encodeDescriptor, type WireDescriptor } from './descriptor-codec';
import { decodeInfo, encodeInfo, type WireInfo } from './info-codec';
import { toMs, toSeconds } from './time';

/** A registration on the wire: `info` or `descriptor`. */
export interface WireRegistration {
  readonly info?: WireInfo;
  readonly descriptor?: WireDescriptor;
  readonly expires_at: number;
  readonly url?: string | null;
}

export function encodeRegistration(registration: Registration): WireRegistration {
  return {
    ...(registration.kind === 'channel'
      ? { info: encodeInfo(registration.info) }
      : { descriptor: encodeDescriptor(registration.descriptor) }),
    expires_at: toSeconds(registration.expiresAtMs),
    url: registration.url ?? null,
  };
}

/** Undefined for what names neither a channel nor a system. Fields are taken as they came. */
export function decodeRegistration(wire: WireRegistration): Registration | undefined {
  const rest = {
    expiresAtMs: toMs(wire.expires_at),
    ...(wire.url == null ? {} : { url: wire.url }),
  };
  if (wire.info != null) return { kind: 'channel', info: decodeInfo(wire.info), ...rest };
  if (wire.descriptor == null) return undefined;
  return { kind: 'system', descriptor: decodeDescriptor(wire.descriptor), ...rest };
}
