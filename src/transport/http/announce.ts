import { Announcer } from '../../discovery/announcer';
import { DiscoveryChannel } from '../../discovery/discovery-channel';
import { localRegistrar } from '../../discovery/local-registrar';
import type { RegistrationRequest } from '../../discovery/registration';
import type { RegistryAddress } from '../../systems/publish-options';
import type { PublishedApp } from '../../systems/published-app';
import { remoteRegistrar } from '../client/remote-registrar';

/** Where an app announces itself, and as what. */
export interface AnnounceOptions {
  /** Where others reach the app; empty where nobody knows. */
  readonly url: string;
  readonly ttlMs: number;
  /** Beside the discovery channels of the app itself. */
  readonly registries: readonly RegistryAddress[];
}

/** An app that is registered, and kept so. */
export interface Announced {
  /** Ends the registrations. May be called again. */
  withdraw(): Promise<void>;
}

/**
 * Registers the public channels of an app, and its systems that offer services, in the app's own discovery channels and
 * in those of other processes, and renews that until it is withdrawn.
 * @throws HOLON_INVALID_ARGUMENT for an address that is none
 */
export async function announce(
  app: PublishedApp,
  { url, ttlMs, registries }: AnnounceOptions,
): Promise<Announced> {
  const { clock, ids, logger } = app.environment;
  const own = app
    .channels()
    .filter((channel): channel is DiscoveryChannel => channel instanceof DiscoveryChannel);
  const [root] = app.systems();
  const systemId = root?.descriptor.systemId ?? 'anonymous';
  const parts = { systemId, clock, ids, timeoutMs: ttlMs / 3 };
  const registrars = [
    ...own.map((channel) => localRegistrar(channel)),
    ...registries.map((address) => remoteRegistrar(address, parts)),
  ];
  if (url === '' && registrars.length > 0) {
    logger.warn('discovery.no-address', { cure: 'pass publicUrl, where others reach the app' });
    return { withdraw: () => Promise.resolve() };
  }
  const announcement = { offers: () => offersOf(app, url, ttlMs), ttlMs, clock, logger };
  const announcers = registrars.map((registrar) => new Announcer(registrar, announcement));
  await Promise.all(announcers.map((announcer) => announcer.start()));
  return {
    async withdraw() {
      await Promise.all(announcers.map((announcer) => announcer.withdraw()));
    },
  };
}

/** What others may know of the app: nothing of private channels, and no system without a service. */
function offersOf(app: PublishedApp, url: string, ttlMs: number): readonly RegistrationRequest[] {
  const infos = app.channels().map(({ info }) => info);
  const known = infos.filter(({ visibility }) => visibility === 'public');
  const ids = new Set(known.map(({ id }) => id));
  const systems = app
    .systems()
    .map(({ descriptor }) => descriptor)
    .filter(({ services }) => services.length > 0);
  return [
    ...known.map((info) => ({ kind: 'channel', info, url, ttlMs }) as const),
    ...systems.map((descriptor) => {
      const channelsRead = descriptor.channelsRead.filter((id) => ids.has(id));
      const channelsWrite = descriptor.channelsWrite.filter((id) => ids.has(id));
      const shown = { ...descriptor, channelsRead, channelsWrite };
      return { kind: 'system', descriptor: shown, url, ttlMs } as const;
    }),
  ];
}
