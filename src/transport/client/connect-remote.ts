import { attachHandle, ChannelClient, type ClientOptions } from '../../channels/channel-client';
import type { RemoteOptions } from '../../channels/remote-options';
import { HolonError } from '../../errors/holon-error';
import type { Access } from '../../model/channel-access';
import { systemClock } from '../../util/clock';
import { didYouMean } from '../../util/did-you-mean';
import { TimeOrderedIdSource } from '../../util/id-source';
import { linkToApp } from './connection';
import { channelIdOf } from './remote-client';
import { createRemoteHandle, type KindFacts } from './remote-handle';
import { subjectOf } from './token-subject';

/** What `connectRemote` takes. */
export interface ConnectRemoteOptions extends RemoteOptions, ClientOptions {
  /**
   * Who calls, as the app knows it. @defaultValue the `sub` of the token, or a token that is a name itself;
   * `anonymous` without one
   */
  readonly systemId?: string;
}

/**
 * A client of the channels of a published app, with every channel of `access` connected in its mode. Nothing is sent
 * before one is used.
 * @throws HOLON_INVALID_ARGUMENT
 * @example
 * const client = connectRemote(channelAccess({ read: [Readings] }), { url: 'http://127.0.0.1:8080', token });
 * const readings = await client.read(Readings);
 */
export function connectRemote<const A extends Access>(
  access: A,
  options: ConnectRemoteOptions,
): ChannelClient<A> {
  if (typeof access !== 'object' || access === null) {
    throw new HolonError('HOLON_INVALID_ARGUMENT', 'connectRemote needs channelAccess({ … })');
  }
  checkNames(options);
  const systemId = options?.systemId ?? callerOf(options);
  const { clock = systemClock, ids = new TimeOrderedIdSource() } = options ?? {};
  const caller = { systemId, clock, ids };
  const client = new ChannelClient<A>(systemId, caller);
  const { own = [], read = [], write = [] } = access;
  for (const channel of new Set([...own, ...read, ...write])) {
    const isOwn = own.includes(channel);
    const modes = {
      read: isOwn || read.includes(channel),
      write: isOwn || write.includes(channel),
      host: isOwn,
    };
    const link = linkToApp(channelIdOf(channel, 'connectRemote'), caller, options);
    attachHandle(client, channel, createRemoteHandle(link, modes, channel as KindFacts)); // statics that any class may lack
  }
  return client;
}

const OPTIONS = {
  ...{ url: true, token: true, systemId: true, timeoutMs: true, logger: true, onError: true },
  ...{ fetch: true, random: true, clock: true, ids: true },
} satisfies Record<keyof ConnectRemoteOptions, true>;

/** Nobody checks types in a program without them. @throws HOLON_INVALID_ARGUMENT for an option that does not exist */
function checkNames(options: ConnectRemoteOptions | undefined): void {
  const names = Object.keys(OPTIONS);
  const wrong = Object.keys(options ?? {}).find((name) => !names.includes(name));
  if (wrong === undefined) return;
  const what = `connectRemote: there is no option '${wrong}'${didYouMean(wrong, names)}`;
  throw new HolonError('HOLON_INVALID_ARGUMENT', what, {
    hint: `Its options are ${names.join(', ')}.`,
  });
}

/** @throws HOLON_INVALID_ARGUMENT */
function callerOf(options: RemoteOptions | undefined): string {
  const token = options?.token;
  if (token === undefined) return 'anonymous';
  if (typeof token === 'string') return subjectOf(token) ?? 'anonymous';
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    'connectRemote must be told who calls, because the token is not known yet',
    { hint: 'Pass systemId, the `sub` of the tokens that the function gives.' },
  );
}
