import type { Caller, Principal, Role } from '../model/channel-security';
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

/** What a system of this process is to the channel that it was handed: as much as it declared, and no more. */
function localPrincipal(systemId: string, channelId: string, modes: HandleModes): Principal {
  const role: Role = modes.host ? 'admin' : modes.write ? 'write' : 'read';
  return { systemId, role, channelIds: [channelId] };
}

/**
 * Everything `holder` may do with `channel`, as closures: nothing on the handle leads to the channel. The security of
 * the channel is asked each time, with what the holder declared, or with the principal that it is.
 * @param holder the id of a system of this process, or somebody from outside who has been authenticated
 * @param gate called before each use; how an app takes its systems' handles back when it drains. Settling is not
 * gated: what is claimed can be given back or finished until the channel closes
 */
export function createHandle<T>(
  channel: BaseChannel<T>,
  holder: Caller,
  modes: HandleModes,
  gate: HandleGate = () => undefined,
): ChannelHandle<T> {
  const caller = typeof holder === 'string' ? localPrincipal(holder, channel.id, modes) : holder;
  return {
    channelId: channel.id,
    isClaimsOnly: channel.isClaimsOnly,
    ...(modes.read ? { reader: readHandle(channel, caller, gate) } : {}),
    ...(modes.write ? { writer: writeHandle(channel, caller, gate) } : {}),
    ...(modes.host ? { host: hostHandle(channel, caller, gate) } : {}),
    transaction: createTransactionHandle(channel, caller, gate),
  };
}

function readHandle<T>(
  channel: BaseChannel<T>,
  caller: Principal,
  gate: HandleGate,
): ReadHandle<T> {
  return {
    async read(options) {
      gate();
      return channel.read(caller, options);
    },
    claim: (options) => refusal(gate) ?? channel.claim(caller, options),
    acknowledge: async (ids) => channel.acknowledge(caller, ids),
    nack: async (ids, options) => channel.nack(caller, ids, options),
    async subscribe(handler, options) {
      gate();
      return channel.subscribe(caller, handler, options);
    },
    stream(options) {
      gate();
      return channel.stream(caller, options);
    },
    changeTicket: () => channel.active().changeTicket(),
    waitForChange: async (ticket, signal) => channel.active().waitForChange(ticket, signal),
    attend: () => channel.active().attendance.enter('consume'),
    ...(hasRegistrations(channel)
      ? {
          async registrations() {
            gate();
            await channel.authorize(caller, 'read');
            return channel.registrations();
          },
        }
      : {}),
  };
}

/** What discovery channels have, which are made in a higher layer. */
interface HasRegistrations {
  registrations(): Promise<readonly unknown[]>;
}

function hasRegistrations<C extends object>(channel: C): channel is C & HasRegistrations {
  return typeof (channel as Partial<HasRegistrations>).registrations === 'function'; // whether it is there is what is asked
}

function writeHandle<T>(
  channel: BaseChannel<T>,
  caller: Principal,
  gate: HandleGate,
): WriteHandle<T> {
  return {
    write: (content, options) => refusal(gate) ?? channel.write(caller, content, options),
    async writeMessage(message) {
      gate();
      return channel.writeMessage(caller, message);
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

function hostHandle<T>(
  channel: BaseChannel<T>,
  caller: Principal,
  gate: HandleGate,
): ChannelHost<T> {
  const guarded =
    <Args extends unknown[], R>(operation: (...args: Args) => Promise<R>) =>
    async (...args: Args): Promise<R> => {
      gate();
      await channel.authorize(caller, 'admin');
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
