import type { Registrar } from './announcer';
import type { DiscoveryChannel } from './discovery-channel';
import { registeredId } from './registration';

/** Registers in a discovery channel of the same app. */
export function localRegistrar(channel: DiscoveryChannel): Registrar {
  return {
    name: channel.id,
    async register(registrations) {
      for (const one of registrations) {
        const { ttlMs, url } = one;
        const options = { ttlMs, ...(url === undefined ? {} : { url }) };
        if (one.kind === 'channel') await channel.registerChannel(one.info, options);
        else await channel.registerSystem(one.descriptor, options);
      }
    },
    async withdraw(registrations) {
      for (const one of registrations) {
        const { url } = one;
        await channel.unregister(registeredId(one), url === undefined ? {} : { url });
      }
    },
  };
}
