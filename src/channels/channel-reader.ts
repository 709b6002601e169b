import type { ChannelMessage } from '../model/channel-message';
import type { StoredMessage } from '../stores/channel-store';
import { isPending } from '../util/eventually';
import type { ReadOptions, StreamOptions } from './channel-handle';
import { checkId, checkLimit } from './check-arguments';
import type { Maintenance } from './maintenance';
import { messageStream, type StreamSource } from './message-stream';
import type { Observation } from './observation';

/** What one channel is read from. */
export interface ReadSource extends StreamSource {
  readonly channelId: string;
  readonly maintenance: Maintenance;
  readonly observation: Observation;
}

/** Hands out the messages of one channel to those who share them, by cursors and streams. */
export class ChannelReader {
  constructor(private readonly source: ReadSource) {}

  async read(systemId: string, options: ReadOptions = {}): Promise<readonly ChannelMessage[]> {
    const { channelId, clock, log, maintenance, meter } = this.source;
    const place = `read from channel '${channelId}'`;
    const limit = checkLimit(options.limit, place);
    checkId(systemId, 'systemId', place);
    if (options.after !== undefined) checkId(options.after, 'after', place);
    const nowMs = clock.nowMs();
    if (maintenance.isDue(nowMs)) await maintenance.enforce();
    maintenance.readerIsBack(systemId);
    const startedMs = meter.begin();
    const answer = log.read(systemId, {
      limit,
      nowMs,
      ...(options.after === undefined ? {} : { after: options.after }),
      ...(options.from === undefined ? {} : { from: options.from }),
    });
    const entries = isPending(answer) ? await answer : answer;
    meter.end('read', startedMs);
    return this.received(entries.map((entry) => entry.message));
  }

  /** Messages that were read, here or in a transaction. */
  received(messages: readonly StoredMessage[]): readonly StoredMessage[] {
    const { attendance, clock, meter, observation } = this.source;
    attendance.seen(clock.nowMs());
    meter.count('read', messages.length);
    return observation.received(messages);
  }

  stream<T>(systemId: string, options?: StreamOptions): AsyncIterableIterator<ChannelMessage<T>> {
    const { channelId, observation } = this.source;
    const place = `stream from channel '${channelId}'`;
    checkId(systemId, 'systemId', place);
    checkLimit(options?.capacity, place, 'capacity');
    return observation.stream(messageStream<T>(this.source, systemId, options));
  }
}
