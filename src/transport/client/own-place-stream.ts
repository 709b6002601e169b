import type { ChannelMessage } from '../../model/channel-message';
import { onAbort } from '../../util/abort';
import { EventFeed } from './event-feed';
import type { RemoteLink } from './remote-link';

/**
 * A stream with a place of its own. It connects at once and not at the first message that is asked for: what is written
 * in between belongs to it.
 */
export function ownPlaceStream(
  link: RemoteLink,
  from: 'start' | 'now',
  signal: AbortSignal | undefined,
): AsyncIterableIterator<ChannelMessage> {
  const ending = new AbortController();
  const stopListening = onAbort(signal, () => {
    ending.abort();
  });
  const messages = new EventFeed(link, { from, signal: ending.signal }).messages();
  let first: Promise<IteratorResult<ChannelMessage, void>> | undefined = messages.next();
  first.catch(() => undefined); // whoever asks for the first message is told
  const end = (): void => {
    stopListening();
    ending.abort();
  };
  return {
    async next() {
      const next = first ?? messages.next();
      first = undefined;
      try {
        const result = await next;
        // What came while the loop was being ended is not for it any more.
        if (result.done !== true && !ending.signal.aborted) return result;
      } catch (error) {
        end();
        throw error;
      }
      end();
      return { done: true, value: undefined };
    },
    async return() {
      end();
      await messages.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
