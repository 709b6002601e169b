import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import type { ChannelHandle } from './channel-handle';
import { isChannel } from './is-channel';

/** A method of a client was called with something missing. @param call how to call it */
export function invalidCall(problem: string, call: string): HolonError {
  return new HolonError('HOLON_INVALID_ARGUMENT', problem, { hint: `Call ${call}.` });
}

export function noAccess(systemId: string, channel: AnyChannelClass): HolonError {
  const name = typeof channel === 'function' ? channel.name : String(channel);
  return new HolonError(
    'HOLON_CHANNEL_NOT_CONNECTED',
    `System '${systemId}' has no access to channel ${name}`,
  );
}

const MODES = { reader: 'read', writer: 'write', host: 'own' } as const;

export function noModeAccess(
  systemId: string,
  channelId: string,
  part: keyof typeof MODES & keyof ChannelHandle,
): HolonError {
  return new HolonError(
    'HOLON_CHANNEL_NOT_CONNECTED',
    `System '${systemId}' has no '${MODES[part]}' access to channel '${channelId}'`,
  );
}

export function channelsAreGiven(systemId: string): HolonError {
  return new HolonError(
    'HOLON_FORBIDDEN',
    `The channels of system '${systemId}' are given by its app and cannot be changed`,
  );
}

/** @throws HOLON_INVALID_ARGUMENT */
export function checkConnected(channel: unknown, instance: unknown): void {
  if (typeof channel === 'function' && isChannel(instance)) return;
  throw invalidCall(
    'connect needs a channel class, and a channel that has been started',
    'client.connect(ChannelClass, channel)',
  );
}

/** @throws HOLON_INVALID_ARGUMENT */
export function checkHosted(channel: unknown): void {
  if (typeof channel === 'function') return;
  throw invalidCall('host needs a channel class', 'client.host(ChannelClass)');
}

/** @throws HOLON_INVALID_ARGUMENT */
export function checkReplies(options: unknown): void {
  const { replies } = (options ?? {}) as { replies?: unknown }; // untyped callers may pass anything
  if (typeof replies === 'function') return;
  throw invalidCall(
    'request needs `replies`, the channel class that the reply comes in',
    'client.request(Requests, content, { replies: Replies })',
  );
}

/** @throws HOLON_INVALID_ARGUMENT */
export function checkWork(work: unknown): void {
  if (typeof work === 'function') return;
  throw invalidCall(
    'transaction needs a function that does the work',
    'client.transaction(async (tx) => { … })',
  );
}
