/**
 * The interface by which routes are added to a publication.
 *
 * A file of routes exports one `RouteFactory`, listed in `extra-routes.ts`; it is called once for each publication:
 *
 *     export const healthRoutes: RouteFactory = (publication) => [
 *       {
 *         method: 'GET',
 *         pattern: '/healthz',
 *         access: 'none',
 *         always: true,
 *         handle: () => jsonAnswer({ status: 'ok' }),
 *       },
 *     ];
 *
 * Before `handle` is called the pipeline has matched method and path (405, `HEAD` and `OPTIONS` are its own), checked
 * the Host, the state of the publication, the caller and his rate. `handle` does the rest in this order: existence
 * (`throw notFound()`), right (`await request.authorize('write', 'systems/x')`), `request.query`, `await
 * request.body()`, operation. It answers with `jsonAnswer`, `textAnswer` or an answer of its own, or throws a
 * HolonError, which becomes a problem of the status in `problem-status.ts`. What else it throws is logged with a
 * reference and answered with 503 that says nothing.
 */
import type { ServerResponse } from 'node:http';

import type { Action, Principal } from '../../model/channel-security';
import type { Eventually } from '../../model/json';
import type { PublicChannel } from './public-channels';
import type { PublicationParts } from './publication-parts';
import type { Query } from './query';

export type HttpMethod = 'GET' | 'PUT' | 'POST' | 'DELETE';

/** One way of asking for something. */
export interface HttpRoute {
  readonly method: HttpMethod;
  /** Segments; those in braces stand for anything: `/systems/{id}/services/{name}`. */
  readonly pattern: string;
  /**
   * `none`: for everybody, without a token. `caller`: the app's security knows who calls. `channel`: the first segment
   * in braces is the id of a public channel, whose security knows who calls; all else is 404.
   */
  readonly access: 'none' | 'caller' | 'channel';
  /** With `channel`: what the caller must be allowed. Any caller that is known where left out. */
  readonly right?: Action;
  /** Also before the app runs and while it drains. @defaultValue false */
  readonly always?: boolean;
  handle(request: HttpRequest): Eventually<HttpAnswer>;
}

/** A request as a route sees it. */
export interface HttpRequest {
  readonly method: HttpMethod | 'HEAD';
  /** What stood in place of the segments in braces, decoded, in order. */
  readonly params: readonly string[];
  /** @throws HOLON_INVALID_REQUEST for a name that is given twice, or broken percent-encoding */
  readonly query: Query;
  /** Who calls; `anonymous` without any role where access is `none`. */
  readonly principal: Principal;
  /** By what he is counted: his id, and for those without a token their address too. For no other eyes than his. */
  readonly callerKey: string;
  /** @throws HOLON_NOT_FOUND where access is not `channel` */
  readonly channel: PublicChannel;
  /** Aborts when the client goes away, and when the publication ends. Made when first asked for. */
  readonly signal: AbortSignal;
  /** Whether nobody is there any more to take the answer. */
  readonly isGone: boolean;
  readonly publication: PublicationParts;
  /** Whether the client speaks TLS, with this server or with the proxy of `publicUrl`. */
  readonly isSecure: boolean;
  /** Undefined where it was not sent; the first where it was sent twice. */
  header(name: string): string | undefined;
  /** The parsed JSON, within the limits. @throws HOLON_INVALID_REQUEST, HOLON_TOO_LARGE */
  body(): Promise<unknown>;
  /** Who calls, as the security of another channel sees him; undefined where it does not know him. */
  identify(channel: PublicChannel): Eventually<Principal | undefined>;
  /** Keeps other machines out where the app's security checks nobody. @throws HOLON_FORBIDDEN */
  checkGuarded(): void;
  /** Does that, and asks the app's security; answers nothing at once where it needs no time. @throws HOLON_FORBIDDEN */
  authorize(action: Action, resource: string): Promise<void> | undefined;
}

/** What goes back. */
export type HttpAnswer = BufferedAnswer | StreamAnswer;

export interface BufferedAnswer {
  readonly status: number;
  /** Name, value, name, value, …: Content-Type at least. Content-Length and the headers of all answers are added. */
  readonly headers: readonly string[];
  readonly body: string | Buffer;
}

/** An answer that takes the response over. */
export interface StreamAnswer {
  /** For the observers of requests. */
  readonly status: number;
  stream(response: ServerResponse): void;
  /** Called instead of `stream` where nobody is there any more: what was taken for it is given back. */
  abandon?(): void;
}

/** Makes the routes of one publication. */
export type RouteFactory = (publication: PublicationParts) => readonly HttpRoute[];
