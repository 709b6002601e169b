import type { BaseChannel } from '../../channels/base-channel';
import type {
  ChannelHandle,
  ChannelHost,
  ReadHandle,
  WriteHandle,
} from '../../channels/channel-handle';
import { createHandle, type HandleModes } from '../../channels/create-handle';

/** A handle of a channel that may still be starting: every call waits for that first. */
export function lateHandle<T>(
  channel: BaseChannel<T>,
  systemId: string,
  modes: HandleModes,
): ChannelHandle<T> {
  const { host, reader, writer, ...rest } = createHandle(channel, systemId, modes);
  const late =
    <Args extends unknown[], R>(call: (...args: Args) => Promise<R>) =>
    async (...args: Args): Promise<R> => {
      await channel.start();
      return call(...args);
    };
  return {
    ...rest,
    ...(reader === undefined ? {} : { reader: lateReader(channel, reader, late) }),
    ...(writer === undefined ? {} : { writer: lateWriter(writer, late) }),
    ...(host === undefined ? {} : { host: lateHost(host, late) }),
  };
}

type Late = <Args extends unknown[], R>(
  call: (...args: Args) => Promise<R>,
) => (...args: Args) => Promise<R>;

function lateReader<T>(channel: BaseChannel<T>, reader: ReadHandle<T>, late: Late): ReadHandle<T> {
  return {
    read: late((options) => reader.read(options)),
    claim: late((options) => reader.claim(options)),
    acknowledge: late((ids) => reader.acknowledge(ids)),
    nack: late((ids, options) => reader.nack(ids, options)),
    subscribe: late((handler, options) => reader.subscribe(handler, options)),
    async *stream(options) {
      await channel.start();
      yield* reader.stream(options);
    },
    changeTicket: () => reader.changeTicket(),
    waitForChange: late((ticket, signal) => reader.waitForChange(ticket, signal)),
  };
}

function lateWriter<T>(writer: WriteHandle<T>, late: Late): WriteHandle<T> {
  return {
    write: late((content, options) => writer.write(content, options)),
    writeMessage: late((message) => writer.writeMessage(message)),
  };
}

function lateHost<T>(host: ChannelHost<T>, late: Late): ChannelHost<T> {
  return {
    clear: late((filter) => host.clear(filter)),
    evict: late((options) => host.evict(options)),
    remove: late((ids) => host.remove(ids)),
    dead: late((options) => host.dead(options)),
    redrive: late((ids) => host.redrive(ids)),
    stats: late(() => host.stats()),
  };
}
