import type { ChannelMessage } from '../model/channel-message';
import type { ChannelLog, LogEntry } from '../stores/channel-store';
import type { Clock } from '../util/clock';
import type { StreamOptions } from './channel-handle';
import type { Wakeups } from './wakeups';

const CAPACITY = 64;

/** What a stream reads from. */
export interface StreamSource {
  readonly log: ChannelLog;
  readonly clock: Clock;
  readonly wakeups: Wakeups;
  /** Aborts when the channel stops; streams end then. */
  readonly closing: AbortSignal;
  readonly addressed: boolean;
}

/**
 * The messages of a channel for one reader, as they come. Ends when the signal aborts or the channel stops; `break`
 * releases it. With `from: 'cursor'` the cursor moves behind a message when the next one is asked for, so a loop that
 * breaks has lost nothing but also not skipped what it did not see.
 */
export async function* messageStream<T>(
  source: StreamSource,
  reader: string,
  options: StreamOptions = {},
): AsyncGenerator<ChannelMessage<T>, void, undefined> {
  const signal =
    options.signal === undefined
      ? source.closing
      : AbortSignal.any([options.signal, source.closing]);
  const limit = options.capacity ?? CAPACITY;
  const fetch =
    options.from === 'start' || options.from === 'now'
      ? await ownPlace(source, reader, limit, options.from)
      : durableCursor(source, reader, limit);
  while (!signal.aborted) {
    const ticket = source.wakeups.ticket();
    const page = await fetch();
    let consumed = 0;
    try {
      for (const entry of page.entries) {
        if (signal.aborted) return;
        yield entry.message as ChannelMessage<T>; // checked against the content type when written
        consumed += 1;
      }
    } finally {
      if (page.entries.length > 0) await page.consumed(consumed);
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

async function ownPlace(
  source: StreamSource,
  reader: string,
  limit: number,
  from: 'start' | 'now',
): Promise<() => Promise<Page>> {
  let afterSeq = from === 'now' ? await source.log.headSeq() : 0;
  return async () => {
    for (;;) {
      const nowMs = source.clock.nowMs();
      const scanned = await source.log.scan({ afterSeq, limit, nowMs });
      const entries = scanned.filter(
        ({ message, visibleAtMs }) =>
          (visibleAtMs === undefined || visibleAtMs <= nowMs) &&
          (!source.addressed ||
            message.recipientId === undefined ||
            message.recipientId === reader),
      );
      afterSeq = scanned.at(-1)?.seq ?? afterSeq;
      if (entries.length > 0 || scanned.length === 0) return { entries, consumed: () => undefined };
    }
  };
}
