import type { ChannelMessage } from '../model/channel-message';
import type { Eventually } from '../model/json';
import type { ChannelLog, LogEntry } from '../stores/channel-store';
import type { Clock } from '../util/clock';
import { isPending } from '../util/eventually';
import type { Attendance } from './attendance';
import type { StreamOptions } from './channel-handle';
import type { ChannelMeter } from './channel-meter';
import type { Ongoing } from './ongoing';
import type { Wakeups } from './wakeups';

const CAPACITY = 64;

/** What a stream reads from. */
export interface StreamSource {
  readonly log: ChannelLog;
  readonly clock: Clock;
  readonly wakeups: Wakeups;
  /** Aborts when the channel begins to drain; streams end then. */
  readonly ending: AbortSignal;
  readonly addressed: boolean;
  /** Hears which readers have a page that their loop is not done with. */
  readonly openPages: Ongoing;
  readonly attendance: Attendance;
  readonly meter: ChannelMeter;
  isClosed(): boolean;
}

/**
 * The messages of a channel for one reader, as they come. Ends when the signal aborts or the channel drains; `break`
 * releases it. With `from: 'cursor'` the cursor moves behind the messages that the loop is done with, at the end of
 * each page fetched and when the loop ends: what it was breaking at comes again, nothing is skipped. A loop that is
 * still at work when the channel has closed ends in order, and what it got of that page comes again. Two streams of one
 * reader may both see a message.
 */
export function messageStream<T>(
  source: StreamSource,
  reader: string,
  options: StreamOptions = {},
): AsyncGenerator<ChannelMessage<T>, void, undefined> {
  // Asked now and not at the first message: what is written in between belongs to the stream.
  const begin = options.from === 'now' ? source.log.headSeq() : 0;
  if (isPending(begin)) begin.catch(() => undefined); // whoever asks for the first message is told
  return untilClosed(source, generate<T>(source, reader, options, begin));
}

/** What the store refuses because it is closed is no failure of the loop. */
async function* untilClosed<M>(
  source: StreamSource,
  messages: AsyncGenerator<M, void, undefined>,
): AsyncGenerator<M, void, undefined> {
  const leave = source.attendance.enter('stream');
  try {
    yield* messages;
  } catch (error) {
    if (!source.isClosed()) throw error;
  } finally {
    leave();
  }
}

async function* generate<T>(
  source: StreamSource,
  reader: string,
  options: StreamOptions,
  begin: Eventually<number>,
): AsyncGenerator<ChannelMessage<T>, void, undefined> {
  const signal =
    options.signal === undefined ? source.ending : AbortSignal.any([options.signal, source.ending]);
  const limit = options.capacity ?? CAPACITY;
  const fetch =
    options.from === 'start' || options.from === 'now'
      ? ownPlace(source, reader, limit, await begin)
      : durableCursor(source, reader, limit);
  while (!signal.aborted) {
    const ticket = source.wakeups.ticket();
    const page = await fetch();
    let consumed = 0;
    source.meter.count('read', page.entries.length);
    const close = page.entries.length > 0 ? source.openPages.begin(reader) : undefined;
    try {
      for (const entry of page.entries) {
        if (signal.aborted) return;
        yield entry.message as ChannelMessage<T>; // checked against the content type when written
        consumed += 1;
      }
    } finally {
      try {
        if (page.entries.length > 0) await page.consumed(consumed);
      } finally {
        close?.();
      }
    }
    if (page.entries.length > 0) continue;
    source.wakeups.wakeAt(await source.log.nextVisibleAtMs());
    await source.wakeups.wait('reader', ticket, { signal });
  }
}

interface Page {
  readonly entries: readonly LogEntry[];
  consumed(count: number): unknown;
}

function durableCursor(source: StreamSource, reader: string, limit: number): () => Promise<Page> {
  return async () => {
    const page = await source.log.peek(reader, { limit, nowMs: source.clock.nowMs() });
    return {
      entries: page.entries,
      consumed: (count) => source.log.advance(reader, page.position, count),
    };
  };
}

function ownPlace(
  source: StreamSource,
  reader: string,
  limit: number,
  begin: number,
): () => Promise<Page> {
  const { addressed, clock, log } = source;
  let afterSeq = begin;
  /** Ids of messages passed while they were delayed, and until when. */
  const delayed = new Map<string, number>();
  const sort = (entries: readonly LogEntry[], nowMs: number): LogEntry[] =>
    entries.filter(({ message, visibleAtMs = 0 }) => {
      const { id, recipientId } = message;
      if (addressed && recipientId !== undefined && recipientId !== reader) return false;
      if (visibleAtMs > nowMs) delayed.set(id, visibleAtMs);
      return visibleAtMs <= nowMs;
    });
  return async () => {
    for (;;) {
      const nowMs = clock.nowMs();
      const due: LogEntry[] = [];
      for (const [id, untilMs] of delayed) {
        if (untilMs > nowMs) continue;
        delayed.delete(id);
        const kept = await log.get(id);
        if (kept !== undefined) due.push(kept);
      }
      const scanned = await log.scan({ afterSeq, limit, nowMs });
      const entries = sort([...due, ...scanned], nowMs);
      afterSeq = scanned.at(-1)?.seq ?? afterSeq;
      if (entries.length > 0 || scanned.length === 0) return { entries, consumed: () => undefined };
    }
  };
}
