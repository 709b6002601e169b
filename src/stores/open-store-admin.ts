import { HolonError } from '../errors/holon-error';
import { parseSqliteAddress } from './sqlite/sqlite-address';
import { SqliteAdmin } from './sqlite/sqlite-admin';
import type { StoreAdmin } from './store-admin';

/**
 * The operator's side of the store at an address; opens nothing yet.
 * @throws HOLON_UNKNOWN_STORE, HOLON_UNSUPPORTED_OPERATION for a store that no other process can reach
 */
export function openStoreAdmin(address: string): StoreAdmin {
  const options = parseSqliteAddress(address);
  if (options !== undefined) return new SqliteAdmin(options);
  if (address === 'memory:') {
    throw new HolonError(
      'HOLON_UNSUPPORTED_OPERATION',
      "'memory:' lives in the memory of its process; nobody else can look into it",
      { hint: 'Name a store that lasts: sqlite:<file>.' },
    );
  }
  throw new HolonError('HOLON_UNKNOWN_STORE', `There is no store '${address}'`, {
    hint: 'Name it as the app does: sqlite:<file>.',
  });
}
