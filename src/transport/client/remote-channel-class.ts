import { ownRecord } from '../../decorators/metadata-storage';
import type { ChannelType } from '../../model/channel-class';
import { checkId } from '../../channels/check-arguments';

/** A class that names a channel of another process; nothing can be made of it. */
export type RemoteChannelClass<T, Id extends string = string> = abstract new () => ChannelType<
  T,
  Id
>;

/**
 * Names a channel where the class that it is made of cannot be loaded, as in a browser.
 * @param options `kind: 'discovery'` for a registry that is to be asked
 * @example
 * const Readings = remoteChannel<Reading, 'readings'>('readings');
 * const client = connectRemote({ read: [Readings] }, { url, token });
 */
export function remoteChannel<T, Id extends string = string>(
  id: Id,
  options: { readonly kind?: 'discovery' } = {},
): RemoteChannelClass<T, Id> {
  checkId(id, 'id', 'remoteChannel');
  abstract class Named implements ChannelType<T, Id> {
    static readonly kind = options.kind;
    abstract readonly id: Id;
    declare readonly contentType?: T;
  }
  Object.defineProperty(Named, 'name', { value: id });
  ownRecord(Named).channel = { id, name: id };
  return Named;
}
