import type { AnyChannelClass } from '../model/channel-class';
import type { Clock } from '../util/clock';
import type { IdSource } from '../util/id-source';
import type { ChannelHandle, RegistryReader } from './channel-handle';
import type { HandleModes } from './create-handle';
import type { DiscoveredCallOptions, DiscoveryOptions, RemoteOptions } from './remote-options';

/** The system that calls, and what it measures time and makes ids with. */
export interface RemoteCaller {
  readonly systemId: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** One call of a service, wherever it is. */
export interface WantedService {
  readonly system: abstract new (...args: never[]) => object;
  readonly method: string;
  readonly input: unknown;
}

/** A handle of a channel in another process. */
export function remoteHandle(
  channel: AnyChannelClass,
  caller: RemoteCaller,
  options: RemoteOptions,
  modes: HandleModes,
): ChannelHandle {
  return transport().remoteHandle(channel, caller, options, modes);
}

/** A handle of a channel wherever a registry says that it is. */
export function discoveredHandle(
  channel: AnyChannelClass,
  caller: RemoteCaller,
  registry: RegistryReader,
  options: DiscoveryOptions,
): ChannelHandle {
  return transport().discoveredHandle(channel, caller, registry, options);
}

/** Calls a service wherever a registry says that it is. */
export function callService(
  caller: RemoteCaller,
  registry: RegistryReader,
  wanted: WantedService,
  options: DiscoveredCallOptions,
): Promise<unknown> {
  return transport().callDiscovered(caller, registry, wanted, options);
}

/** Loaded when first used, so that importing holon loads no transport. */
function transport(): typeof import('../transport/client/remote-client') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a door, see docs/reference/architecture.md
  return require('../transport/client/remote-client') as typeof import('../transport/client/remote-client');
}
