import type { BaseChannel } from './base-channel';
import type { ChannelHandle, ChannelHost, ReadHandle, WriteHandle } from './channel-handle';
import { rejection } from './rejection';
import { createTransactionHandle } from './transaction-handle';

/** Which modes of a channel a system holds. */
export interface HandleModes {
  readonly read: boolean;
  readonly write: boolean;
  readonly host: boolean;
}

/** Tells whether the holder may still use its handle; throws the reason when not. */
export type HandleGate = () => void;

/**
 * Everything `systemId` may do with `channel`, as closures: nothing on the handle leads to the channel.
 * @param gate called before each use; how an app takes its systems' handles back when it drains. Settling is not
 * gated: what is claimed can be given back or finished until the channel closes
 */
export function createHandle<T>(
  channel: BaseChannel<T>,
  systemId: string,
  modes: HandleModes,
  gate: HandleGate = () => undefined,
): ChannelHandle<T> {
  return {
    channelId: channel.id,
    isClaimsOnly: channel.isClaimsOnly,
    ...(modes.read ? { reader: readHandle(channel, systemId, gate) } : {}),
    ...(modes.write ? { writer: writeHandle(channel, systemId, gate) } : {}),
    ...(modes.host ? { host: hostHandle(channel, gate) } : {}),
    transaction: createTransactionHandle(channel, systemId, gate),
  };
}

function readHandle<T>(channel: BaseChannel<T>, systemId: string, gate: HandleGate): ReadHandle<T> {
  return {
    async read(options) {
      gate();
      return channel.read(systemId, options);
    },
    claim: (options) => refusal(gate) ?? channel.claim(systemId, options),
    acknowledge: async (ids) => channel.acknowledge(systemId, ids),
    nack: async (ids, options) => channel.nack(systemId, ids, options),
    async subscribe(handler, options) {
      gate();
      return channel.subscribe(systemId, handler, options);
    },
    stream(options) {
      gate();
      return channel.stream(systemId, options);
    },
    changeTicket: () => channel.active().changeTicket(),
    waitForChange: async (ticket, signal) => channel.active().waitForChange(ticket, signal),
  };
}

function writeHandle<T>(
  channel: BaseChannel<T>,
  systemId: string,
  gate: HandleGate,
): WriteHandle<T> {
  return {
    write: (content, options) => refusal(gate) ?? channel.write(systemId, content, options),
    async writeMessage(message) {
      gate();
      return channel.writeMessage(systemId, message);
    },
  };
}

/** For the hottest operations, which are not async: one promise less is a tenth of a write. */
function refusal(gate: HandleGate): Promise<never> | undefined {
  try {
    gate();
    return undefined;
  } catch (error) {
    return rejection(error);
  }
}

function hostHandle<T>(channel: BaseChannel<T>, gate: HandleGate): ChannelHost<T> {
  const guarded =
    <Args extends unknown[], R>(operation: (...args: Args) => Promise<R>) =>
    async (...args: Args): Promise<R> => {
      gate();
      return operation(...args);
    };
  return {
    clear: guarded((filter) => channel.clear(filter)),
    evict: guarded((options) => channel.evict(options)),
    remove: guarded((ids) => channel.remove(ids)),
    dead: guarded((options) => channel.dead(options)),
    redrive: guarded((ids) => channel.redrive(ids)),
    stats: guarded(() => channel.stats()),
  };
}
