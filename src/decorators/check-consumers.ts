import type { Access } from '../model/channel-access';
import { type Place, invalidDecorator } from './check-options';
import { type AnyClass, readConsumed } from './metadata-storage';

/**
 * Checks that `access` covers what the consumers of a system read and write, and that no two of them share a channel.
 * Methods are decorated before their class, so only `@System` sees both.
 * @throws HOLON_INVALID_DECORATOR
 */
export function checkConsumers(target: AnyClass, place: Place, access: Access): void {
  const { own = [], read = [], write = [] } = access;
  const consumers = readConsumed(target);
  for (const { method, channel, to } of consumers) {
    const first = consumers.find((other) => other.channel === channel)?.method ?? method;
    if (first !== method) {
      throw invalidDecorator(
        place,
        `${first}() and ${method}() both consume ${channel.name}, so each would miss what the other gets`,
        `Consume ${channel.name} in one method that calls both, or in two systems.`,
      );
    }
    if (![...own, ...read].includes(channel)) {
      throw invalidDecorator(
        place,
        `${method}() consumes ${channel.name}, which \`channels\` does not let it read`,
        `Add ${channel.name} to \`own\` or \`read\` of channelAccess.`,
      );
    }
    if (to !== undefined && ![...own, ...write].includes(to)) {
      throw invalidDecorator(
        place,
        `what ${method}() returns goes to ${to.name}, which \`channels\` does not let it write`,
        `Add ${to.name} to \`own\` or \`write\` of channelAccess.`,
      );
    }
  }
}
