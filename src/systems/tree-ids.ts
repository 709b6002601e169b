import { HolonError } from '../errors/holon-error';

/**
 * The ids in use in one tree of systems. Two systems of one id would share cursors and claims, and a second channel of
 * an id would open the log of the first, with all that is in it.
 */
export class TreeIds {
  private readonly systems = new Set<string>();
  private readonly channels = new Set<string>();

  /** @throws HOLON_DUPLICATE_ID */
  addSystem(id: string): void {
    add(this.systems, id, 'system');
  }

  /** @throws HOLON_DUPLICATE_ID */
  addChannel(id: string): void {
    add(this.channels, id, 'channel');
  }
}

function add(ids: Set<string>, id: string, what: string): void {
  if (!ids.has(id)) {
    ids.add(id);
    return;
  }
  throw new HolonError('HOLON_DUPLICATE_ID', `There is a ${what} '${id}' already`);
}
