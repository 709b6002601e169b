import type { DiscoveryOptions } from '../../channels/remote-options';
import type { RemoteCaller } from '../../channels/remote-door';
import type { Directory } from './directory';
import { DiscoveredTargets } from './discovered-targets';
import type { Target } from './target';

/** The apps that offer one channel. */
export class DiscoveredChannels extends DiscoveredTargets<Target> {
  constructor(
    channelId: string,
    directory: Directory,
    caller: RemoteCaller,
    options: DiscoveryOptions,
  ) {
    super(
      {
        name: `channel '${channelId}'`,
        withToken: 'client.connectDiscovered(Channel, { token })',
        hint: 'Publish an app with this channel that announces itself in this registry: publish({ registries }).',
        toTarget: (registration, target) =>
          registration.kind === 'channel' && registration.info.id === channelId
            ? target
            : undefined,
      },
      directory,
      caller,
      options,
    );
  }
}
