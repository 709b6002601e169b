import type { ChannelInfo } from '../../model/channel-info';
import { toMs, toSeconds } from './time';

/** A channel on the wire. `kind` and `generic` are holon's; SSSN servers leave them out. */
export interface WireInfo {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly visibility: ChannelInfo['visibility'];
  readonly period: number | null;
  readonly kind?: ChannelInfo['kind'];
  readonly generic?: boolean;
}

/** @param generic whether the channel has no content type; left out where that is not known */
export function encodeInfo(info: ChannelInfo, generic?: boolean): WireInfo {
  return {
    id: info.id,
    name: info.name,
    description: info.description,
    visibility: info.visibility,
    period: info.periodMs === undefined ? null : toSeconds(info.periodMs),
    kind: info.kind,
    ...(generic === undefined ? {} : { generic }),
  };
}

export function decodeInfo(wire: WireInfo): ChannelInfo {
  return {
    id: wire.id,
    name: wire.name,
    description: wire.description,
    visibility: wire.visibility,
    kind: wire.kind ?? (wire.period == null ? 'passthrough' : 'periodic'),
    ...(wire.period == null ? {} : { periodMs: toMs(wire.period) }),
  };
}
