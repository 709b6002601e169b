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
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || typeof name === 'symbol' || name === 'constructor') {
        return member;
      }
      const call = `test.client().${name}()`;
      // Of the client itself: a proxy has none of its private fields.
      const work = (args: unknown[]): unknown => Reflect.apply(member, target, args);
      return (...args: unknown[]) => calls.asking(call, () => work(args), settle);
    },
  });
}
