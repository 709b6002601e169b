import type { Access } from '../model/channel-access';
import { channelList } from './check-classes';
import { type Check, invalidDecorator, OPTIONS, shape, show } from './check-options';

const lists = shape<Access>({ own: channelList, read: channelList, write: channelList });

export const accessLists: Check = (place, option, value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidDecorator(
      place,
      `${option} must be an object, but is ${show(value)}`,
      'Say what may be done with each channel: channelAccess({ own, read, write }), each a list of channel classes.',
    );
  }
  lists(place, option, value);
};

/**
 * Declares what one system may touch: lists of channel classes it owns, reads and writes. The answer is frozen and
 * is what `@System({ channels })` and `ChannelClient<typeof …>` take.
 * @throws HOLON_INVALID_DECORATOR when a list holds something else than channel classes, or one of them twice
 */
export function channelAccess<const A extends Access>(access: A): A {
  accessLists('channelAccess', OPTIONS, access);
  return freezeAccess(access) as A; // equal lists under equal keys
}

/** A copy that nobody can widen later. */
export function freezeAccess({ own, read, write }: Access): Access {
  return Object.freeze({
    ...(own && { own: Object.freeze([...own]) }),
    ...(read && { read: Object.freeze([...read]) }),
    ...(write && { write: Object.freeze([...write]) }),
  });
}
