import { Announcer, type Registrar } from '../../discovery/announcer';
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
  /** Resolves when it is registered everywhere, or that has failed, or takes too long. */
  readonly started: Promise<void>;
  /** Ends the registrations, in `timeoutMs` where that is given. May be called again. */
  withdraw(options?: { readonly timeoutMs?: number }): Leaving;
}

/** The end of registrations; neither rejects. */
export interface Leaving {
  /** In the app's own discovery channels, which are closed soon. */
  readonly own: Promise<void>;
  /** Everywhere. */
  readonly all: Promise<void>;
  /** Names of the registries where the app may be listed now. */
  left(): readonly string[];
}

/**
 * Registers the public channels of an app, and its systems that offer services, in the app's own discovery channels and
 * in those of other processes, and renews that until it is withdrawn.
 * @throws HOLON_INVALID_ARGUMENT for an address that is none
 */
export function announce(
  app: PublishedApp,
  { url, ttlMs, registries }: AnnounceOptions,
): Announced {
  const { clock, ids, logger } = app.environment;
  const own = app
    .channels()
    .filter((channel): channel is DiscoveryChannel => channel instanceof DiscoveryChannel);
  const [root] = app.systems();
  const systemId = root?.descriptor.systemId ?? 'anonymous';
  const parts = { systemId, clock, ids, timeoutMs: ttlMs / 3 };
  const others = registries.map((address) => remoteRegistrar(address, parts));
  if (url === '' && own.length + others.length > 0) {
    logger.warn('discovery.no-address', { cure: 'pass publicUrl, where others reach the app' });
    return { started: nothing, withdraw: () => ({ own: nothing, all: nothing, left: () => [] }) };
  }
  const announcement = { offers: () => offersOf(app, url, ttlMs), ttlMs, clock, logger };
  const begin = (registrar: Registrar) => new Announcer(registrar, announcement);
  const atOwn = own.map((channel) => begin(localRegistrar(channel)));
  const atOthers = others.map(begin);
  const started = together([...atOwn, ...atOthers].map((announcer) => announcer.start()));
  return {
    started,
    withdraw(options) {
      const leaving = together(atOwn.map((announcer) => announcer.withdraw(options)));
      const rest = atOthers.map((announcer) => announcer.withdraw(options));
      const left = () =>
        [...atOwn, ...atOthers].filter((one) => one.isRegistered).map(({ name }) => name);
      return { own: leaving, all: together([leaving, ...rest]), left };
    },
  };
}

const nothing = Promise.resolve();

async function together(all: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all(all);
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
