import { HolonError } from '../../errors/holon-error';
import type { Eventually } from '../../model/json';
import { isPending } from '../../util/eventually';

/** What a store answered. @throws HOLON_INVALID_ARGUMENT where it needs time of its own */
export function atOnce<T>(value: Eventually<T>): T {
  if (!isPending(value)) return value;
  value.catch(() => undefined);
  throw new HolonError('HOLON_INVALID_ARGUMENT', 'simulate: the store answered later', {
    hint: 'Simulate on a store that answers at once, such as new MemoryStore(): the simulation makes it slow.',
  });
}
