import type { ChannelClient } from '../../channels/channel-client';
import type { Access } from '../../model/channel-access';
import type { CallLog } from './call-log';

/**
 * `client` as a test gets it: its calls are noted, so that one which nobody awaits is told. It leads no further than the
 * client itself, whose private fields are out of reach.
 */
export function notedClient<A extends Access>(
  client: ChannelClient<A>,
  calls: CallLog,
  settle: () => Promise<void>,
): ChannelClient<A> {
  const noted = new Map<unknown, (...args: unknown[]) => unknown>();
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      // What somebody has put on it, such as a spy, he wants back as it is.
      const isMethod = typeof member === 'function' && !Object.hasOwn(target, name);
      if (!isMethod || typeof name === 'symbol' || name === 'constructor') return member;
      const known = noted.get(name);
      if (known !== undefined) return known;
      const call = `test.client().${name}()`;
      // Of the client itself: a proxy has none of its private fields.
      const work = (args: unknown[]): unknown => Reflect.apply(member, target, args);
      const made = (...args: unknown[]) => calls.asking(call, () => work(args), settle);
      noted.set(name, made);
      return made;
    },
  });
}
