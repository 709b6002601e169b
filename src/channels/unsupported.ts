import { HolonError } from '../errors/holon-error';
import type { ChannelInfo } from '../model/channel-info';

/** Says that channels of this kind lack an operation, and what to use instead. */
export function unsupported(
  { id, kind }: ChannelInfo,
  ability: 'sharable' | 'claimable',
  operation: string,
): HolonError {
  const instead = ability === 'sharable' ? 'claim or subscribe' : 'read or subscribe';
  return new HolonError(
    'HOLON_UNSUPPORTED_OPERATION',
    `Channel '${id}' is a ${kind} channel and has no ${operation}`,
    { hint: `Use ${instead} on this channel, or another kind of channel.` },
  );
}
