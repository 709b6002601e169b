import { HolonError } from '../errors/holon-error';
import type { ChannelStore } from './channel-store';
import { MemoryStore } from './memory/memory-store';

/** A store and whether who opened it must close it. */
export interface OpenedStore {
  readonly store: ChannelStore;
  readonly isOwn: boolean;
}

/**
 * The store at an address, or the one given; a memory store where nothing is said.
 * @throws HOLON_UNKNOWN_STORE
 */
export function openStore(store: string | ChannelStore | undefined): OpenedStore {
  if (store === undefined || store === 'memory:') return { store: new MemoryStore(), isOwn: true };
  if (typeof store === 'object') return { store, isOwn: false };
  throw new HolonError('HOLON_UNKNOWN_STORE', `There is no store '${String(store)}'`);
}
