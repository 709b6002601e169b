import type { Provider } from '../decorators/declarations';
import type { SystemClass } from '../decorators/metadata';
import { throwProblems } from '../errors/collect-problems';
import { HolonError } from '../errors/holon-error';
import type { ChannelSecurity } from '../model/channel-security';
import type { Logger } from '../observability/logger';
import { Metrics } from '../observability/metrics';
import { createPinoLogger } from '../observability/pino-logger';
import type { ChannelStore } from '../stores/channel-store';
import { openStore } from '../stores/open-store';
import { Deadline } from '../systems/deadline';
import { DRAIN_TIMEOUT_MS } from '../systems/system-tree';
import { systemClock, type Clock } from '../util/clock';
import { TimeOrderedIdSource, type IdSource } from '../util/id-source';
import { App } from './app';
import { AppBuilder } from './build-app';
import { describeTopology } from './describe-topology';
import { planApp } from './plan-app';

/** What was written must reach the disk: the store has this long to close, however late it is. */
const STORE_CLOSE_MS = 1_000;

/** What an app is given from outside. */
export interface CreateAppOptions {
  /** Where messages are kept: an address, or a store. @defaultValue 'memory:' */
  readonly store?: string | ChannelStore;
  /** Seen by every system; wins over what systems declare. */
  readonly providers?: readonly Provider[];
  /** @defaultValue pino, level `info`, to stderr */
  readonly logger?: Logger;
  /** Guards every channel that has no `security` of its own; nothing is checked where it is left out. */
  readonly security?: ChannelSecurity;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  /** Drains the app when it aborts. */
  readonly signal?: AbortSignal;
}

/**
 * Reads the decorators of `root` and everything below, checks that all fits together, and builds it. Starts nothing:
 * call `launch()`.
 * @throws HOLON_INVALID_TOPOLOGY with every problem, before anything is constructed
 * @throws HOLON_PROVIDER_FAILED when a constructor or factory throws
 */
export async function createApp(root: SystemClass, options: CreateAppOptions = {}): Promise<App> {
  const plan = planApp(root, options.providers ?? []);
  const rootName = typeof root === 'function' ? root.name : String(root);
  throwProblems('HOLON_INVALID_TOPOLOGY', `${rootName} cannot be built`, plan.problems);
  if (plan.root === undefined) throw new HolonError('HOLON_INVALID_TOPOLOGY', 'There is no root');
  const { store, isOwn } = openStore(options.store);
  const environment = {
    store,
    clock: options.clock ?? systemClock,
    ids: options.ids ?? new TimeOrderedIdSource(),
    logger: options.logger ?? createPinoLogger(),
    security: options.security,
    metrics: new Metrics(),
  };
  const builder = new AppBuilder(plan, environment);
  const aftermath = async (deadline: Deadline): Promise<readonly string[]> => {
    const abandoned = await builder.dispose(deadline);
    const closing = isOwn ? store.close() : store.flush();
    const closed = new Deadline(environment.clock, Math.max(deadline.leftMs, STORE_CLOSE_MS));
    if (await closed.allows(Promise.resolve(closing))) return abandoned;
    return [...abandoned, 'the store was still closing'];
  };
  try {
    const built = await builder.build(plan.root);
    const topology = describeTopology(plan.systems);
    return new App({ built, topology, environment, aftermath, signal: options.signal });
  } catch (error) {
    await aftermath(new Deadline(environment.clock, DRAIN_TIMEOUT_MS));
    throw error;
  }
}
