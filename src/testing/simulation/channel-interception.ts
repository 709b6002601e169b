import { systemIdOf } from '../../channels/authorize';
import type { BaseChannel } from '../../channels/base-channel';
import { isReplyHandler } from '../../channels/reply-router';
import { type CallingProcess, disturb, faultsOf } from './call-faults';
import type { SimulationParts } from './store-line';

/** Wraps whom `channel` pushes to: slow and failing as the seed says. Where it says nothing, they are called as they are. */
export function interceptPushes(
  channel: BaseChannel,
  process: CallingProcess,
  parts: SimulationParts,
): void {
  const { trace, schedule } = parts;
  const subscribe: BaseChannel['subscribe'] = channel.subscribe.bind(channel);
  const wrapped: BaseChannel['subscribe'] = (caller, handler, options) => {
    const systemId = systemIdOf(caller);
    const told: typeof handler = (message) => {
      if (process.isGone) return new Promise(() => undefined);
      schedule.activity += 1;
      const seq = parts.ledger.channel(channel.id).byId.get(message.id)?.seq ?? message.id;
      trace.add(`${systemId} is pushed message ${seq} of ${channel.id}`);
      const label = `${systemId} on ${channel.id}`;
      if (isReplyHandler(handler)) return handler(message);
      const faults = faultsOf(label, parts);
      if (faults.slowness === undefined && faults.failure === undefined) return handler(message);
      return disturb(label, faults, undefined, process, parts, () => handler(message));
    };
    return subscribe(caller, told, options);
  };
  Object.defineProperty(channel, 'subscribe', { value: wrapped });
}

/** Lets the ledger know what every write to `channel` was answered. */
export function interceptWrites(channel: BaseChannel, { ledger }: SimulationParts): void {
  for (const method of ['write', 'writeMessage'] as const) {
    const original: BaseChannel['write'] = channel[method].bind(channel);
    const wrapped: BaseChannel['write'] = async (caller, ...rest) => {
      const receipt = await original(caller, ...rest);
      ledger.answered(channel.id, systemIdOf(caller), receipt.id);
      return receipt;
    };
    Object.defineProperty(channel, method, { value: wrapped });
  }
}
