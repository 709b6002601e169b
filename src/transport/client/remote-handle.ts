import type { ChannelHandle, TransactionHandle } from '../../channels/channel-handle';
import type { HandleModes } from '../../channels/create-handle';
import { HolonError } from '../../errors/holon-error';
import type { RemoteLink } from './remote-link';
import { registryReader } from './remote-registry';
import { RemoteHost } from './remote-host';
import { RemoteReader } from './remote-reader';
import { RemoteWriter } from './remote-writer';

/** What the class of a channel says of its kind; classes that only name a channel say nothing. */
export interface KindFacts {
  readonly sharable?: unknown;
  readonly kind?: unknown;
}

/** Everything a client may try with a channel in another process, as closures: nothing leads to tokens or addresses. */
export function createRemoteHandle(
  link: RemoteLink,
  modes: HandleModes,
  kind: KindFacts,
): ChannelHandle {
  return {
    channelId: link.channelId,
    isClaimsOnly: kind.sharable === false,
    ...(modes.read ? { reader: readHandle(link, kind.kind === 'discovery') } : {}),
    ...(modes.write ? { writer: writeHandle(link) } : {}),
    ...(modes.host ? { host: hostHandle(link) } : {}),
    transaction: noTransaction(link),
  };
}

function readHandle(link: RemoteLink, isRegistry: boolean): NonNullable<ChannelHandle['reader']> {
  const reader = new RemoteReader(link);
  return {
    read: (options) => reader.read(options),
    claim: (options) => reader.claim(options),
    acknowledge: (ids) => reader.acknowledge(ids),
    nack: (ids, options) => reader.nack(ids, options),
    subscribe: (handler, options) => reader.subscribe(handler, options),
    stream: (options) => reader.stream(options),
    changeTicket: () => reader.changeTicket(),
    waitForChange: () => reader.waitForChange(),
    holdsConnection: true,
    ...(isRegistry ? { registrations: registryReader(link) } : {}),
  };
}

function writeHandle(link: RemoteLink): NonNullable<ChannelHandle['writer']> {
  const writer = new RemoteWriter(link);
  return {
    write: (content, options) => writer.write(content, options),
    writeMessage: (message) => writer.writeMessage(message),
  };
}

function hostHandle(link: RemoteLink): NonNullable<ChannelHandle['host']> {
  const host = new RemoteHost(link);
  return {
    clear: (filter) => host.clear(filter),
    evict: (options) => host.evict(options),
    remove: (ids) => host.remove(ids),
    dead: (options) => host.dead(options),
    redrive: (ids) => host.redrive(ids),
    stats: () => host.stats(),
  };
}

/** Refuses when the channel is used in it: a transaction of other channels has nothing to fear of this one. */
function noTransaction({ channelId, caller }: RemoteLink): TransactionHandle {
  return {
    systemId: caller.systemId,
    ensure: () => undefined,
    authorizeRead: () => Promise.resolve(),
    join() {
      throw new HolonError(
        'HOLON_TRANSACTION_FAILED',
        `Channel '${channelId}' is in another process and cannot take part in a transaction`,
        {
          hint: 'Write to a channel of your own store in the transaction, and hand on from there with the same id.',
        },
      );
    },
  };
}
