import { HolonError } from '../../errors/holon-error';
import type { SqliteStoreOptions } from './sqlite-options';

const PREFIX = 'sqlite:';

/**
 * What `sqlite:<file>` says, with `?durability=process` where it is wanted; undefined for an address of another kind.
 * @throws HOLON_INVALID_ARGUMENT for an unknown option
 */
export function parseSqliteAddress(address: string): SqliteStoreOptions | undefined {
  if (typeof address !== 'string' || !address.startsWith(PREFIX)) return undefined;
  const [file = '', query = ''] = address.slice(PREFIX.length).split('?', 2);
  let durability: string | undefined;
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'durability') durability = value;
    else throw unknownOption(address, name);
  }
  // Checked where all options are.
  return { file, durability: durability as SqliteStoreOptions['durability'] };
}

function unknownOption(address: string, name: string): HolonError {
  return new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `The address '${address}' has an unknown option '${name}'`,
    { hint: "An address takes 'durability' alone; pass `new SqliteStore({ … })` for the others." },
  );
}
