import { markRemote } from '../../errors/error-origin';
import { HolonError } from '../../errors/holon-error';
import type { ChannelMessage } from '../../model/channel-message';
import { onAbort, sleep } from '../../util/abort';
import { garbage } from '../wire/answer-shapes';
import { decodeReadMessage } from '../wire/decode-answers';
import type { ContentForm } from '../wire/content-form';
import { encodeEventId, type WireEvent } from '../wire/event-codec';
import { decodeProblem } from '../wire/problem-codec';
import { connectEvents, type EventConnection } from './event-connection';
import { isFailure, type Failure } from './exchange';
import { toChannel, type RemoteLink } from './remote-link';
import { backoffMs, isWorthwhile } from './repetition';
import type { Target } from './target';
import type { WireRequest } from './wire-request';

/** How a feed begins and ends. */
export interface FeedOptions {
  readonly from: 'start' | 'now';
  /** Ends it in order. */
  readonly signal: AbortSignal;
  /** Called once, when the server has fixed the place at which the feed begins. */
  readonly onReady?: () => void;
}

/** Why a connection has ended, and how long not to come again; no error where to come again at once. */
interface Pause {
  readonly error?: HolonError;
  readonly atLeastMs?: number | undefined;
}

/** An open connection, with what belongs to it. */
interface Open {
  readonly connection: EventConnection;
  readonly target: Target;
  readonly token: string | undefined;
  readonly form: ContentForm;
}

/** A connection that lasted so long was a good one. */
const GOOD_MS = 10_000;

/**
 * The messages of a channel as the server sends them. A connection that is lost is made again, behind the last message
 * that came. Before the first one stands, trying again ends with the time that an operation may take; after that never.
 */
export class EventFeed {
  /** Behind this the next connection goes on. */
  private place: string | undefined;
  private from: 'start' | 'now';
  private placedAt: Target | undefined;
  /** Whether `place` is a mark of the log at `placedAt`, which means another place elsewhere; else it is a message. */
  private isMark = false;
  private hasSeen = false;
  private isReady = false;
  /** Connections lost since the last good one. */
  private losses = 0;
  /** Whether the token was asked for anew since the last good connection. */
  private hasRenewed = false;

  constructor(
    private readonly link: RemoteLink,
    private readonly options: FeedOptions,
  ) {
    this.from = options.from;
  }

  /** @throws HOLON_UNAUTHENTICATED, HOLON_FORBIDDEN, HOLON_NOT_FOUND, HOLON_UNSUPPORTED_OPERATION, HOLON_REMOTE_FAILED */
  async *messages(): AsyncGenerator<ChannelMessage, void, undefined> {
    const { signal } = this.options;
    const { clock, timeoutMs } = this.link.requester.parts;
    const endMs = clock.monotonicMs() + timeoutMs;
    while (!signal.aborted) {
      const startedMs = clock.monotonicMs();
      const pause = yield* this.turn();
      if (signal.aborted) return;
      if (clock.monotonicMs() - startedMs >= GOOD_MS) this.isGood();
      await this.rest(pause, endMs);
    }
  }

  /** One connection, from its beginning to its end. */
  private async *turn(): AsyncGenerator<ChannelMessage, Pause, undefined> {
    const { signal } = this.options;
    const controller = new AbortController();
    const stopListening = onAbort(signal, () => {
      controller.abort();
    });
    try {
      const target = await this.nextTarget();
      if (target instanceof HolonError) return { error: target };
      const token = await target.credentials.get();
      const opened = await this.open(target, token, controller);
      if (signal.aborted) return {};
      if (isFailure(opened)) return await this.refused(opened, target, token);
      const pause = yield* this.events(opened);
      if (pause.error !== undefined) this.link.requester.parts.targets.failed(target);
      return pause;
    } finally {
      stopListening();
      controller.abort();
    }
  }

  /** Where there is none just now, a feed that stood before waits for one. */
  private async nextTarget(): Promise<Target | HolonError> {
    try {
      return await this.link.requester.parts.targets.next();
    } catch (error) {
      if (this.isReady && error instanceof HolonError) return error;
      throw error;
    }
  }

  private async open(
    target: Target,
    token: string | undefined,
    controller: AbortController,
  ): Promise<Open | Failure> {
    const { channelId, requester } = this.link;
    const { parts } = requester;
    const { signal } = controller;
    const asked = { target, token, signal, timeoutMs: parts.timeoutMs };
    const facts = await requester.askFacts(channelId, asked);
    if (isFailure(facts)) return facts;
    const connection = await connectEvents(target, this.request(target), token, controller, parts);
    if (isFailure(connection)) return connection;
    return { connection, target, token, form: facts.form };
  }

  private async *events(opened: Open): AsyncGenerator<ChannelMessage, Pause, undefined> {
    const { connection, target, token, form } = opened;
    for (;;) {
      const event = await connection.next();
      if (this.options.signal.aborted) return {};
      if (event === undefined) return { error: lost(this.link, target) };
      if (event.event === 'ready') this.begin(event, target);
      else if (event.event === 'end') return await this.ended(event, target, token);
      else if (event.event === undefined) {
        const message = decodeReadMessage(parse(event.data), form);
        this.place = event.id ?? message.id;
        this.isMark = false;
        this.hasSeen = true;
        this.isGood();
        yield message;
      }
    }
  }

  private isGood(): void {
    this.losses = 0;
    this.hasRenewed = false;
  }

  private begin(event: WireEvent, target: Target): void {
    if (this.place === undefined || (this.isMark && this.isElsewhere(target))) {
      this.place = event.id;
      this.isMark = true;
    }
    this.placedAt = target;
    if (this.isReady) return;
    this.isReady = true;
    this.options.onReady?.();
  }

  private async refused(
    failure: Failure,
    target: Target,
    token: string | undefined,
  ): Promise<Pause> {
    const { error } = failure;
    const pause = await this.otherwise(error, target, token);
    if (pause !== undefined) return pause;
    if (!isWorthwhile(failure)) throw error;
    this.link.requester.parts.targets.failed(target);
    return { error, atLeastMs: failure.kind === 'refused' ? failure.retryAfterMs : undefined };
  }

  /** What the server says when it ends the stream itself. */
  private async ended(event: WireEvent, target: Target, token: string | undefined): Promise<Pause> {
    const error = markRemote(decodeProblem(parse(event.data)) ?? garbage('the end of a stream'));
    const pause = await this.otherwise(error, target, token);
    if (pause !== undefined) return pause;
    if (!error.retryable) throw error;
    return { error };
  }

  /** Whether there is a new token, or another place to begin at: then it is worth connecting once more. */
  private async otherwise(
    error: HolonError,
    target: Target,
    token: string | undefined,
  ): Promise<Pause | undefined> {
    if (error.code === 'HOLON_UNAUTHENTICATED') {
      if (!(await target.credentials.renew(token))) return undefined;
      const isSecond = this.hasRenewed;
      this.hasRenewed = true;
      return isSecond ? { error } : {};
    }
    if (error.code !== 'HOLON_MESSAGE_NOT_FOUND' || this.place === undefined) return undefined;
    // The log is a new one. All of it is news where it took the place of the old; elsewhere what comes from now on.
    this.from = this.isElsewhere(target) ? 'now' : 'start';
    this.place = undefined;
    this.placedAt = target;
    const { channelId, logger } = this.link;
    logger.warn('remote.place-lost', { channelId, url: target.address.url, from: this.from });
    return {};
  }

  private request(target: Target): WireRequest {
    const request = { method: 'GET', path: '/events', repeatable: true } as const;
    return { ...toChannel(this.link, request), ...this.beginning(target) };
  }

  /** Behind the place, where it means the same at `target`; else what comes, or all for who has asked for all. */
  private beginning(target: Target): Pick<WireRequest, 'query' | 'headers'> {
    const { place } = this;
    const isNew = place === undefined || this.isMark;
    if (isNew && this.isElsewhere(target)) {
      return { query: { from: this.hasSeen ? 'now' : this.options.from } };
    }
    if (place === undefined) return { query: { from: this.from } };
    return { headers: { 'Last-Event-ID': encodeEventId(place) } };
  }

  private isElsewhere({ address }: Target): boolean {
    return this.placedAt !== undefined && this.placedAt.address.url !== address.url;
  }

  private async rest({ error, atLeastMs = 0 }: Pause, endMs: number): Promise<void> {
    if (error === undefined) return;
    const { channelId, logger, requester } = this.link;
    const { clock, random } = requester.parts;
    this.losses += 1;
    if (this.isReady && this.losses === 1) logger.warn('remote.disconnected', { channelId, error });
    const waitMs = Math.max(backoffMs(this.losses, random), atLeastMs);
    if (!this.isReady && clock.monotonicMs() + waitMs >= endMs) throw error;
    if (waitMs > 0) await sleep(clock, waitMs, this.options.signal);
  }
}

function lost({ channelId }: RemoteLink, { address }: Target): HolonError {
  const message = `The stream of channel '${channelId}' at ${address.url} was cut off`;
  return new HolonError('HOLON_REMOTE_FAILED', message);
}

/** @throws HOLON_REMOTE_FAILED */
function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    throw new HolonError('HOLON_REMOTE_FAILED', 'An event holds no JSON', { cause: error });
  }
}
