import { HolonError } from '../errors/holon-error';
import type { ChannelStore } from './channel-store';
import { MemoryStore } from './memory/memory-store';
import { parseSqliteAddress } from './sqlite/sqlite-address';
import { SqliteStore } from './sqlite/sqlite-store';

/** A store and whether who opened it must close it. */
export interface OpenedStore {
  readonly store: ChannelStore;
  readonly isOwn: boolean;
}

/**
 * The store at an address, or the one given; a memory store where nothing is said.
 * @throws HOLON_UNKNOWN_STORE, and what the constructor of the store throws
 */
export function openStore(store: string | ChannelStore | undefined): OpenedStore {
  if (typeof store === 'object') return { store, isOwn: false };
  if (store === undefined || store === 'memory:') return { store: new MemoryStore(), isOwn: true };
  const options = parseSqliteAddress(store);
  if (options !== undefined) return { store: new SqliteStore(options), isOwn: true };
  throw new HolonError('HOLON_UNKNOWN_STORE', `There is no store '${store}'`);
}
