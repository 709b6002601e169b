import type { ChannelSecurity } from '../model/channel-security';
import { silentLogger, type Logger } from '../observability/logger';
import type { Metrics } from '../observability/metrics';
import type { ChannelStore } from '../stores/channel-store';
import { openStore } from '../stores/open-store';
import { systemClock, type Clock } from '../util/clock';
import { TimeOrderedIdSource, type IdSource } from '../util/id-source';

/** What a channel runs on. An app gives all its channels the same one. */
export interface ChannelEnvironment {
  readonly store: ChannelStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** Guards channels that have no security of their own; nothing does where both are absent. */
  readonly security?: ChannelSecurity | undefined;
  /** Where operations are counted and timed, once somebody collects that. */
  readonly metrics?: Metrics | undefined;
  /** True when the channel opened the store itself and must close it. */
  readonly ownsStore: boolean;
}

/** What `new` may be given in place of what an app has; a store may be said by its address. */
export interface GivenParts extends Partial<
  Omit<ChannelEnvironment, 'store' | 'ownsStore' | 'security' | 'metrics'>
> {
  readonly store?: string | ChannelStore;
}

const standIns = new WeakSet<ChannelStore>();

/**
 * Makes `store` win over whatever a channel was given: who runs on it runs on what its app has. Only test kits may
 * import this. @internal
 */
export function standIn(store: ChannelStore): void {
  standIns.add(store);
}

/**
 * What is given, what the app has for the rest, and without an app a memory store and the real clock.
 * @throws HOLON_UNKNOWN_STORE, and what the constructor of the store throws
 */
export function ownEnvironment(
  parts: GivenParts,
  app?: Omit<ChannelEnvironment, 'ownsStore'>,
): ChannelEnvironment {
  // With another clock than that of the store, claims would expire at another time than the test moves.
  const given = app !== undefined && standIns.has(app.store) ? withoutStore(parts) : parts;
  const { store, isOwn } = openStore(given.store ?? app?.store);
  return {
    store,
    clock: given.clock ?? app?.clock ?? systemClock,
    ids: given.ids ?? app?.ids ?? new TimeOrderedIdSource(),
    logger: given.logger ?? app?.logger ?? silentLogger,
    security: app?.security,
    metrics: app?.metrics,
    ownsStore: isOwn,
  };
}

function withoutStore({ ids, logger }: GivenParts): GivenParts {
  return { ...(ids === undefined ? {} : { ids }), ...(logger === undefined ? {} : { logger }) };
}
