import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import type { ChannelMessage } from '../model/channel-message';
import { abortError, onAbort, throwIfAborted } from '../util/abort';
import type { Clock, Timer } from '../util/clock';
import type { IdSource } from '../util/id-source';
import { createDeferred, type Deferred } from '../util/deferred';
import type { ReadHandle, Subscription, WriteHandle, WriteOptions } from './channel-handle';
import { checkSpan } from './check-arguments';
import type { RemoteCaller } from './remote-door';

const TIMEOUT_MS = 30_000;

/** The next request is likely to come within this time. */
const IDLE_MS = 1_000;

/** How a reply is waited for. */
export interface RequestOptions<R> {
  /** The channel the reply comes in; the replier copies `correlationId` and sets `recipientId` to the sender. */
  readonly replies: R;
  /** @defaultValue 30 000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** For a mailbox of requests: the system asked. */
  readonly recipientId?: string;
  readonly metadata?: WriteOptions['metadata'];
}

const replyHandlers = new WeakSet();

/** Whether a handler of a subscription is holon's own, which hears of replies. Only test kits ask. @internal */
export function isReplyHandler(handler: object): boolean {
  return replyHandlers.has(handler);
}

/**
 * The requests of one client that wait for replies in one channel: one subscription, replies told apart by their
 * correlation id, so that any number of requests can be open at once.
 */
export class ReplyRouter {
  private readonly waiting = new Map<string, Deferred<ChannelMessage>>();
  private subscribed: Promise<Subscription> | undefined;
  /** Requests that need the subscription now. */
  private open = 0;
  private idle: Timer | undefined;

  constructor(
    private readonly systemId: string,
    private readonly channelId: string,
    private readonly replies: ReadHandle,
    private readonly clock: Clock,
    private readonly ids: IdSource,
  ) {}

  /** @throws HOLON_REQUEST_TIMEOUT, HOLON_ABORTED, and whatever the write of the request throws */
  async request(
    requests: WriteHandle,
    content: unknown,
    options: Omit<RequestOptions<unknown>, 'replies'>,
  ): Promise<ChannelMessage> {
    const timeoutMs = checkSpan(options.timeoutMs ?? TIMEOUT_MS, 'timeoutMs', 'request');
    throwIfAborted(options.signal);
    this.open += 1;
    this.idle?.cancel();
    try {
      await this.listen();
      throwIfAborted(options.signal);
      return await this.ask(requests, content, options, timeoutMs);
    } finally {
      this.open -= 1;
      if (this.open === 0 && this.replies.holdsConnection === true) this.hangUpLater();
    }
  }

  private async ask(
    requests: WriteHandle,
    content: unknown,
    options: Omit<RequestOptions<unknown>, 'replies'>,
    timeoutMs: number,
  ): Promise<ChannelMessage> {
    const correlationId = this.ids.next(this.clock.nowMs());
    const reply = createDeferred<ChannelMessage>();
    this.waiting.set(correlationId, reply);
    const timer = this.clock.setTimer(timeoutMs, () => {
      const message = `No reply in channel '${this.channelId}' within ${String(timeoutMs)} ms`;
      reply.reject(new HolonError('HOLON_REQUEST_TIMEOUT', message));
    });
    const stopListening = onAbort(options.signal, () => {
      if (options.signal !== undefined) reply.reject(abortError(options.signal));
    });
    // Not awaited: the reply may come, or the time run out, while the write still waits for slow subscribers.
    requests
      .write(content, {
        id: correlationId,
        correlationId,
        replyTo: this.channelId,
        ...(options.recipientId === undefined ? {} : { recipientId: options.recipientId }),
        ...(options.metadata === undefined ? {} : { metadata: options.metadata }),
      })
      .catch(reply.reject);
    try {
      return await reply.promise;
    } finally {
      timer.cancel();
      stopListening();
      this.waiting.delete(correlationId);
    }
  }

  private listen(): Promise<unknown> {
    if (this.subscribed !== undefined) return this.subscribed;
    const hear = (message: ChannelMessage): void => {
      const { id, correlationId, recipientId } = message;
      if (recipientId !== undefined && recipientId !== this.systemId) return;
      // Where requests and replies share a channel, a request is not its own reply.
      if (correlationId === undefined || correlationId === id) return;
      this.waiting.get(correlationId)?.resolve(message);
    };
    replyHandlers.add(hear);
    const subscribed = this.replies.subscribe(hear);
    const forget = (): void => {
      if (this.subscribed === subscribed) this.subscribed = undefined;
    };
    this.subscribed = subscribed;
    subscribed.then((subscription) => void subscription.ended?.then(forget), forget);
    return subscribed;
  }

  /** A connection to another process keeps this one alive, and costs the other something. */
  private hangUpLater(): void {
    this.idle = this.clock.setTimer(
      IDLE_MS,
      () => {
        const subscribed = this.subscribed;
        this.subscribed = undefined;
        void subscribed?.then((subscription) => subscription.unsubscribe());
      },
      { background: true },
    );
  }
}

/** The routers of one client, by the channel of replies. */
export class ReplyRouters {
  private readonly routers = new Map<AnyChannelClass, ReplyRouter>();

  constructor(private readonly caller: RemoteCaller) {}

  of(channel: AnyChannelClass, channelId: string, reader: ReadHandle): ReplyRouter {
    let router = this.routers.get(channel);
    if (router === undefined) {
      const { systemId, clock, ids } = this.caller;
      router = new ReplyRouter(systemId, channelId, reader, clock, ids);
      this.routers.set(channel, router);
    }
    return router;
  }
}
