import { type IdSource, TimeOrderedIdSource } from '../../util/id-source';

/** How many sources of ids have been made for a store. */
const used = new WeakMap<object, number>();

/**
 * Ids that are the same in every run of a test. Each source of one `store` is another, so that an app which begins at
 * the time of the one before makes no id twice.
 */
export function repeatableIds(store: object): IdSource {
  const count = (used.get(store) ?? 0) + 1;
  used.set(store, count);
  return new TimeOrderedIdSource(`TEST${String(count).padStart(6, '0')}`);
}
