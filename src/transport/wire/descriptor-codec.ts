import type { JsonValue } from '../../model/json';
import type { ServiceDescriptor, ServiceEntry } from '../../model/service-descriptor';
import { toMs, toSeconds } from './time';

type Schema = Readonly<Record<string, JsonValue>>;

/** A service on the wire. What SSSN does not know may be absent. */
export interface WireService {
  readonly name: string;
  readonly description: string;
  readonly parameters: Schema;
  readonly output?: Schema;
  readonly read_only?: boolean;
  readonly idempotent?: boolean;
  readonly timeout?: number | null;
}

/** A system on the wire. */
export interface WireDescriptor {
  readonly system_id: string;
  readonly system_name: string;
  readonly description: string;
  readonly services: readonly WireService[];
  readonly channels_read: readonly string[];
  readonly channels_write: readonly string[];
}

/** @param isKnown leaves out channels of which the reader must not know */
export function encodeDescriptor(
  descriptor: ServiceDescriptor,
  isKnown: (channelId: string) => boolean = () => true,
): WireDescriptor {
  return {
    system_id: descriptor.systemId,
    system_name: descriptor.systemName,
    description: descriptor.description,
    services: descriptor.services.map((service) => ({
      name: service.name,
      description: service.description,
      parameters: service.input,
      output: service.output,
      read_only: service.readOnly,
      idempotent: service.idempotent,
      timeout: service.timeoutMs === undefined ? null : toSeconds(service.timeoutMs),
    })),
    channels_read: descriptor.channelsRead.filter(isKnown),
    channels_write: descriptor.channelsWrite.filter(isKnown),
  };
}

export function decodeDescriptor(wire: WireDescriptor): ServiceDescriptor {
  return {
    systemId: wire.system_id,
    systemName: wire.system_name,
    description: wire.description,
    services: wire.services.map(decodeService),
    channelsRead: wire.channels_read,
    channelsWrite: wire.channels_write,
  };
}

function decodeService(wire: WireService): ServiceEntry {
  return {
    name: wire.name,
    description: wire.description,
    input: wire.parameters,
    output: wire.output ?? {},
    readOnly: wire.read_only ?? false,
    idempotent: wire.idempotent ?? false,
    ...(wire.timeout == null ? {} : { timeoutMs: toMs(wire.timeout) }),
  };
}
