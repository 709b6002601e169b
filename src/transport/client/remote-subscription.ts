import type { Subscription } from '../../channels/channel-handle';
import type { ChannelMessage } from '../../model/channel-message';
import { abortError, onAbort, sleep } from '../../util/abort';
import { createDeferred } from '../../util/deferred';
import { EventFeed } from './event-feed';
import type { RemoteLink } from './remote-link';

/** How long `unsubscribe` waits for a handler that does not end. */
const LONGEST_CALL_MS = 5_000;

type Handler = (message: ChannelMessage) => unknown;

/** Calls `handler` for every message from now on, in order, one at a time, until the signal aborts or it is ended. */
export async function subscribeRemotely(
  link: RemoteLink,
  handler: Handler,
  signal: AbortSignal | undefined,
): Promise<Subscription> {
  const subscription = new RemoteSubscription(link, handler);
  const stopListening = onAbort(signal, () => {
    subscription.end();
  });
  void subscription.ended.finally(stopListening);
  await subscription.ready;
  if (signal?.aborted === true) throw abortError(signal);
  return subscription;
}

class RemoteSubscription implements Subscription {
  failures = 0;
  /** Retention at the server does not tell; what it took before it was sent is not counted. */
  readonly missed = 0;
  readonly systemId: string;
  /** Resolves when messages come, or when it was ended before; rejects when it cannot begin. */
  readonly ready: Promise<void>;
  /** Resolves when nothing is under way any more. */
  readonly ended: Promise<void>;
  readonly #ending = new AbortController();
  readonly #handler: Handler;
  readonly #link: RemoteLink;
  /** True while the handler runs up to its first await: whoever unsubscribes then is the handler itself. */
  #isCalling = false;

  constructor(link: RemoteLink, handler: Handler) {
    this.systemId = link.caller.systemId;
    this.#link = link;
    this.#handler = handler;
    const ready = createDeferred();
    let isReady = false;
    const onReady = (): void => {
      isReady = true;
      ready.resolve();
    };
    this.ready = ready.promise;
    this.ended = this.#run(onReady).then(
      () => {
        ready.resolve();
      },
      (error: unknown) => {
        if (isReady) this.#report(error);
        else ready.reject(error);
      },
    );
  }

  end(): void {
    this.#ending.abort();
  }

  async unsubscribe(): Promise<void> {
    this.end();
    if (this.#isCalling) return;
    const over = new AbortController();
    const { clock } = this.#link.caller;
    await Promise.race([this.ended, sleep(clock, LONGEST_CALL_MS, over.signal)]);
    over.abort();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.unsubscribe();
  }

  async #run(onReady: () => void): Promise<void> {
    const { signal } = this.#ending;
    const feed = new EventFeed(this.#link, { from: 'now', signal, onReady });
    for await (const message of feed.messages()) {
      if (signal.aborted) return;
      await this.#call(message);
    }
  }

  async #call(message: ChannelMessage): Promise<void> {
    const handler = this.#handler;
    try {
      this.#isCalling = true;
      const result = handler(message);
      this.#isCalling = false;
      await result;
    } catch (error) {
      this.#isCalling = false;
      this.failures += 1;
      const { systemId } = this;
      this.#link.logger.error('subscriber.failed', { systemId, messageId: message.id, error });
    }
  }

  /** It has ended by itself, and nobody waits for it who could be told otherwise. */
  #report(error: unknown): void {
    const { channelId, logger, onError } = this.#link;
    logger.error('subscriber.ended', { channelId, systemId: this.systemId, error });
    try {
      onError?.(error);
    } catch (second) {
      logger.error('remote.on-error-failed', { channelId, error: second });
    }
  }
}
