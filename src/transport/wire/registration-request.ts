import { decodeDescriptor, type WireDescriptor } from './descriptor-codec';
import { fieldsOf, numberOf, textsOf, wrong } from './fields';
import { decodeInfo, type WireInfo } from './info-codec';
import { toMs } from './time';

/**
 * What is written to a discovery channel: a registration as the wire says it, with `ttl` in place of `expires_at` where
 * clocks may differ. What says its `kind` has the names of holon already. The channel checks the rest.
 * @throws HOLON_INVALID_REQUEST
 */
export function decodeRegistrationRequest(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || 'kind' in data) return data;
  const fields = fieldsOf(data, 'A registration');
  const ttl = numberOf(fields, 'ttl');
  const expiresAt = numberOf(fields, 'expires_at');
  if (ttl === undefined && expiresAt === undefined) throw wrong('ttl or expires_at is missing');
  const url = fields.get('url');
  return {
    ...offerOf(fields.get('info'), fields.get('descriptor')),
    ...(ttl === undefined ? { expiresAtMs: toMs(expiresAt ?? 0) } : { ttlMs: toMs(ttl) }),
    ...(url === undefined ? {} : { url }),
  };
}

function offerOf(info: unknown, descriptor: unknown): object {
  if (info !== undefined) {
    fieldsOf(info, 'info');
    return { kind: 'channel', info: decodeInfo(info as WireInfo) }; // taken as it came; the channel looks at each field
  }
  if (descriptor === undefined) throw wrong('info or descriptor is missing');
  const fields = fieldsOf(descriptor, 'descriptor');
  const services = fields.get('services') ?? [];
  if (!Array.isArray(services)) throw wrong('descriptor.services must be an array');
  for (const service of services) fieldsOf(service, 'each of descriptor.services');
  const wire = {
    ...(descriptor as WireDescriptor), // taken as it came, as above
    services: services as WireDescriptor['services'], // as above
    channels_read: textsOf(fields, 'channels_read') ?? [],
    channels_write: textsOf(fields, 'channels_write') ?? [],
  };
  return { kind: 'system', descriptor: decodeDescriptor(wire) };
}
