import type { IncomingMessage, ServerResponse } from 'node:http';

import { HolonError, isHolonError } from '../../errors/holon-error';
import type { Eventually } from '../../model/json';
import { isPending } from '../../util/eventually';
import { notFound } from './answer';
import { cutUnlessTaken, whenOver } from './answer-end';
import { noToken, type Callers } from './callers';
import { isOpen } from './check-secured';
import { Exchange } from './exchange';
import { OpenRequests, type OpenRequest } from './open-requests';
import { checkOrigin } from './origin-check';
import { failureAnswer, isTold, problemAnswer } from './problem-answer';
import type { AnsweredRequest, PublicationParts } from './publication-parts';
import { RequestRefusal } from './request-refusal';
import { discardBody, respond } from './respond';
import type { BufferedAnswer, HttpAnswer } from './route';
import type { RouteMatch, RouteTable } from './route-table';
import type { TokenBuckets } from './token-buckets';

/** What requests are handled with. */
export interface RequestHandlerParts {
  readonly publication: PublicationParts;
  readonly table: RouteTable;
  readonly callers: Callers;
  readonly rates: TokenBuckets;
  /** @throws what keeps requests from this connection out */
  checkConnection(request: IncomingMessage): void;
  readonly listeners: readonly ((request: AnsweredRequest) => void)[];
  /** Called whenever no request is left that was not answered. */
  whenIdle(): void;
}

/** `scheme://host` of a request that names its target in full. */
const AUTHORITY = /^https?:\/\/[^/?#]*/i;

/**
 * Takes a request through all checks, in this order: path and method, Host, state of the publication, caller, rate,
 * existence, right, and then the route's own: query, body, operation.
 */
export class RequestHandler {
  /** Requests that are not answered yet. */
  readonly open = new OpenRequests();

  constructor(private readonly parts: RequestHandlerParts) {}

  /** False where the path is not holon's; nothing has happened then. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const asked = request.url ?? '/';
    const url = asked.startsWith('/') ? asked : asked.replace(AUTHORITY, '');
    const mark = url.indexOf('?');
    const path = mark === -1 ? url : url.slice(0, mark);
    let match: RouteMatch | undefined;
    try {
      match = this.parts.table.match(request.method ?? '', path);
      if (match === undefined) return false;
      this.parts.checkConnection(request);
    } catch (error) {
      this.send(request, response, this.answerOf(error, request));
      return true;
    }
    const search = mark === -1 ? '' : url.slice(mark + 1);
    const { callers, publication } = this.parts;
    this.run(new Exchange(publication, request, response, match, search, callers));
    return true;
  }

  /** Refuses what is not holon's to answer while it is not open. @throws HOLON_DRAINING, HOLON_CHANNEL_NOT_STARTED */
  checkOpen(): void {
    const { state } = this.parts.publication;
    if (state === 'open') return;
    if (state === 'starting') {
      throw new HolonError('HOLON_CHANNEL_NOT_STARTED', 'The app has not started yet', {
        hint: 'Come again in a moment.',
      });
    }
    throw new HolonError('HOLON_DRAINING', 'The app is draining', {
      hint: 'Come again once it has been started anew.',
    });
  }

  begin(request: OpenRequest): void {
    this.open.add(request);
  }

  end(request: OpenRequest): void {
    if (this.open.remove(request) && this.open.size === 0) this.parts.whenIdle();
  }

  /** Answers what was thrown. */
  fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    this.send(request, response, this.answerOf(error, request));
  }

  private run(exchange: Exchange): void {
    const startedMs = this.startedMs();
    this.begin(exchange);
    let answer: Eventually<HttpAnswer>;
    try {
      answer = this.answer(exchange);
    } catch (error) {
      answer = this.refusalOf(error, exchange);
    }
    if (!isPending(answer)) {
      this.finish(exchange, answer, startedMs);
      return;
    }
    answer.then(
      (late) => {
        this.finish(exchange, late, startedMs);
      },
      (error: unknown) => {
        this.finish(exchange, this.refusalOf(error, exchange), startedMs);
      },
    );
  }

  private answer(exchange: Exchange): Eventually<HttpAnswer> {
    const { route } = exchange;
    if (route.always !== true) this.checkOpen();
    if (route.access === 'none') return route.handle(exchange);
    const { app, channels, settings } = this.parts.publication;
    // A private channel has the security of those that do not exist.
    if (route.access === 'channel') exchange.found = channels.get(exchange.params[0] ?? '');
    const security = exchange.found?.security ?? app.environment.security;
    if (isOpen(security)) checkOrigin(exchange.request, settings.publicUrl);
    const principal = this.parts.callers.authenticate(security, exchange.request);
    if (isPending(principal)) {
      return principal.then((late) => {
        exchange.principal = late;
        return this.answerKnown(exchange);
      });
    }
    exchange.principal = principal;
    return this.answerKnown(exchange);
  }

  private answerKnown(exchange: Exchange): Eventually<HttpAnswer> {
    const { route, principal, request } = exchange;
    const { callers, rates } = this.parts;
    exchange.callerKey = callers.keyOf(principal, request);
    const waitMs = rates.take(exchange.callerKey);
    if (waitMs > 0) throw tooMany(waitMs);
    if (route.access !== 'channel') return route.handle(exchange);
    if (exchange.found === undefined) throw notFound();
    if (route.right === undefined) return route.handle(exchange);
    const asked = exchange.found.channel.authorize(principal, route.right);
    return asked === undefined ? route.handle(exchange) : asked.then(() => route.handle(exchange));
  }

  private finish(exchange: Exchange, answer: HttpAnswer, startedMs: number): void {
    const { request, response } = exchange;
    if (!('stream' in answer)) {
      this.send(request, response, answer);
      this.endWhenTaken(exchange);
      this.tell(exchange, answer.status, startedMs);
      return;
    }
    // Behind another answer of its connection it would be held for as long as that lasts.
    if (exchange.isGone || response.socket === null) {
      answer.abandon?.();
      this.finish(exchange, problemAnswer(notAlone()), startedMs);
      return;
    }
    whenOver(request, response, () => {
      this.end(exchange);
      this.tell(exchange, answer.status, startedMs);
    });
    try {
      answer.stream(response);
    } catch (error) {
      this.send(request, response, this.answerOf(error, request));
    }
  }

  /** A drain waits for what is on its way out; who takes nothing of it is cut off. */
  private endWhenTaken(exchange: Exchange): void {
    const { request, response } = exchange;
    // Most answers are with the system at once.
    if (response.writableEnded && response.socket?.writableLength === 0) {
      this.end(exchange);
      return;
    }
    const { app, settings } = this.parts.publication;
    const stop = cutUnlessTaken(request, app.environment.clock, settings.limits.requestMs);
    whenOver(request, response, () => {
      stop();
      this.end(exchange);
    });
  }

  private send(request: IncomingMessage, response: ServerResponse, answer: BufferedAnswer): void {
    const { settings, state } = this.parts.publication;
    discardBody(request, settings.limits.bodyBytes);
    respond(request, response, answer, state === 'draining' || state === 'closed');
  }

  /** A right that has ended with its token, while a read waited, is there again with the next token. */
  private refusalOf(error: unknown, { principal, request }: Exchange): BufferedAnswer {
    const { expiresAtMs } = principal;
    const { clock } = this.parts.publication.app.environment;
    const hasExpired = expiresAtMs !== undefined && expiresAtMs <= clock.nowMs();
    if (hasExpired && isHolonError(error, 'HOLON_FORBIDDEN')) return problemAnswer(noToken());
    return this.answerOf(error, request);
  }

  private answerOf(error: unknown, request: IncomingMessage): BufferedAnswer {
    if (error instanceof RequestRefusal && error.status === 204) {
      return { status: 204, headers: error.headers, body: '' };
    }
    if (isTold(error)) return problemAnswer(error);
    const { clock, ids, logger } = this.parts.publication.app.environment;
    const reference = ids.next(clock.nowMs());
    // Whoever went away before his body was complete has caused this himself.
    if (!(error instanceof HolonError && error.code === 'HOLON_ABORTED')) {
      logger.error('http.request-failed', { reference, method: request.method, error });
    }
    return failureAnswer(reference);
  }

  private startedMs(): number {
    if (this.parts.listeners.length === 0) return 0;
    return this.parts.publication.app.environment.clock.monotonicMs();
  }

  private tell({ request, route }: Exchange, status: number, startedMs: number): void {
    const { listeners, publication } = this.parts;
    if (listeners.length === 0) return;
    const durationMs = publication.app.environment.clock.monotonicMs() - startedMs;
    const answered = { method: request.method ?? '', route: route.pattern, status, durationMs };
    for (const listener of listeners) listener(answered);
  }
}

function notAlone(): HolonError {
  return new HolonError('HOLON_INVALID_REQUEST', 'A stream must be alone on its connection', {
    hint: 'Open a connection for each stream; do not send it behind a request that is not answered.',
  });
}

function tooMany(waitMs: number): RequestRefusal {
  return new RequestRefusal('HOLON_RATE_LIMITED', 'The caller sends too many requests a second', {
    headers: ['Retry-After', String(Math.ceil(waitMs / 1_000))],
  });
}
