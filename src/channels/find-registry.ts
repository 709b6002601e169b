import type { AnyChannelClass } from '../model/channel-class';
import type { ChannelHandle, RegistryReader } from './channel-handle';
import { invalidCall } from './client-refusals';

/**
 * What lists the registrations of `channel`, or of the only discovery channel among `handles`.
 * @throws HOLON_INVALID_ARGUMENT where there is not exactly one that can be read
 */
export function findRegistry(
  handles: ReadonlyMap<AnyChannelClass, ChannelHandle>,
  channel: AnyChannelClass | undefined,
  systemId: string,
): RegistryReader {
  const asked = channel === undefined ? [...handles.values()] : [handles.get(channel)];
  const found = asked.flatMap((handle) => handle?.reader?.registrations ?? []);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  const seen = channel === undefined ? `${String(found.length)} discovery channels` : 'it not';
  throw invalidCall(
    `System '${systemId}' must be told one discovery channel to ask, and reads ${seen}`,
    'it with { registry: DiscoveryChannelClass }, a channel that the client can read',
  );
}
