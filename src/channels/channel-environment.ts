import { MemoryStore } from '../stores/memory/memory-store';
import { silentLogger, type Logger } from '../observability/logger';
import type { ChannelStore } from '../stores/channel-store';
import { systemClock, type Clock } from '../util/clock';
import { TimeOrderedIdSource, type IdSource } from '../util/id-source';

/** What a channel runs on. An app gives all its channels the same one. */
export interface ChannelEnvironment {
  readonly store: ChannelStore;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** True when the channel made the store itself and must close it. */
  readonly ownsStore: boolean;
}

/** The environment of a channel used alone: what its options give, a memory store and the real clock otherwise. */
export function ownEnvironment(
  given: Partial<Omit<ChannelEnvironment, 'ownsStore'>>,
): ChannelEnvironment {
  return {
    store: given.store ?? new MemoryStore(),
    clock: given.clock ?? systemClock,
    ids: given.ids ?? new TimeOrderedIdSource(),
    logger: given.logger ?? silentLogger,
    ownsStore: given.store === undefined,
  };
}
