/** What `channels/remote-door.ts` opens: the client's ways to other processes. */
import type { ChannelHandle, RegistryReader } from '../../channels/channel-handle';
import type { HandleModes } from '../../channels/create-handle';
import type { RemoteCaller, WantedService } from '../../channels/remote-door';
import type {
  DiscoveredCallOptions,
  DiscoveryOptions,
  RemoteOptions,
} from '../../channels/remote-options';
import { readChannelMetadata } from '../../decorators/metadata-storage';
import { HolonError } from '../../errors/holon-error';
import type { AnyChannelClass } from '../../model/channel-class';
import { linkTo, linkToApp } from './connection';
import { Directory } from './directory';
import { DiscoveredChannels } from './discovered-channels';
import { callDiscoveredService } from './discovered-services';
import { createRemoteHandle, type KindFacts } from './remote-handle';

/** @throws HOLON_INVALID_ARGUMENT */
export function remoteHandle(
  channel: AnyChannelClass,
  caller: RemoteCaller,
  options: RemoteOptions,
  modes: HandleModes,
): ChannelHandle {
  const link = linkToApp(channelIdOf(channel, 'connectRemote'), caller, options);
  return createRemoteHandle(link, modes, channel as KindFacts); // statics that any class may lack
}

/** @throws HOLON_INVALID_ARGUMENT */
export function discoveredHandle(
  channel: AnyChannelClass,
  caller: RemoteCaller,
  registry: RegistryReader,
  options: DiscoveryOptions,
): ChannelHandle {
  const channelId = channelIdOf(channel, 'connectDiscovered');
  const targets = new DiscoveredChannels(channelId, Directory.of(registry), caller, options);
  const link = linkTo(channelId, targets, caller, options);
  const modes = { read: true, write: true, host: true };
  return createRemoteHandle(link, modes, channel as KindFacts); // see remoteHandle
}

/** @throws HOLON_NOT_FOUND, HOLON_FORBIDDEN, HOLON_REMOTE_FAILED, and what the service throws */
export function callDiscovered(
  caller: RemoteCaller,
  registry: RegistryReader,
  wanted: WantedService,
  options: DiscoveredCallOptions,
): Promise<unknown> {
  return callDiscoveredService(Directory.of(registry), caller, wanted, options);
}

/** The id that `@Channel` gave the class. @throws HOLON_INVALID_ARGUMENT */
export function channelIdOf(channel: AnyChannelClass, place: string): string {
  const id = typeof channel === 'function' ? readChannelMetadata(channel)?.id : undefined;
  if (id !== undefined) return id;
  const name = typeof channel === 'function' ? channel.name : String(channel);
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: ${name} is no channel class with an id`,
    {
      hint: "Decorate it with @Channel({ id: '…' }), or name it: remoteChannel<Content>('…').",
    },
  );
}
