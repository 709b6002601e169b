import type { BaseChannel } from '../../channels/base-channel';
import { readSystemMetadata } from '../../decorators/metadata-storage';
import type { SystemClass } from '../../decorators/metadata';
import type { AnyChannelClass } from '../../model/channel-class';
import { didYouMean } from '../../util/did-you-mean';
import { kitError } from './kit-error';

/**
 * The channel of `channelClass` among those that the systems under test have.
 * @throws HOLON_CHANNEL_NOT_CONNECTED, which lists those and says what to change
 */
export function findChannel(
  channelClass: AnyChannelClass,
  channels: readonly BaseChannel[],
  tested: SystemClass,
  place = (name: string): string => `test.channel(${name})`,
): BaseChannel {
  const found = channels.find((channel) => channel.constructor === channelClass);
  if (found !== undefined) return found;
  const name = typeof channelClass === 'function' ? channelClass.name : String(channelClass);
  const { own = [], read = [], write = [] } = readSystemMetadata(tested)?.channels ?? {};
  const modes = { own, read, write };
  const listed = channels.map(({ constructor }) => {
    const has = Object.entries(modes).filter(
      ([, list]) => list.includes(constructor as AnyChannelClass), // what made the instance
    );
    const mode = has.map(([one]) => one).join(' and ');
    return mode === '' ? constructor.name : `${constructor.name} (${mode})`;
  });
  const names = channels.map(({ constructor }) => constructor.name);
  const meant = didYouMean(name, names);
  throw kitError(
    'HOLON_CHANNEL_NOT_CONNECTED',
    `${place(name)}: ${tested.name} declares no ${name}${meant === '' ? '.' : meant}`,
    {
      hint: `Declared: ${listed.length === 0 ? 'none' : listed.join(', ')}. Ask for one of these, or declare it in ${tested.name}: @System({ …, channels: channelAccess({ …, read: [${name}] }) }).`,
    },
  );
}
