import type { IncomingMessage, ServerResponse } from 'node:http';

import { HolonError } from '../../errors/holon-error';
import { authorize } from '../../channels/authorize';
import type { Action, Principal } from '../../model/channel-security';
import type { Eventually } from '../../model/json';
import { createAbortController } from '../../util/abort-controller';
import { notFound } from './answer';
import { isOpen } from './check-secured';
import { NOBODY, type Callers } from './callers';
import { isLoopback } from './host-check';
import { NOT_OPEN, type OpenRequest } from './open-requests';
import type { PublicChannel } from './public-channels';
import type { PublicationParts } from './publication-parts';
import { parseQuery, type Query } from './query';
import { readBody } from './read-body';
import type { HttpRequest, HttpRoute } from './route';
import type { RouteMatch } from './route-table';

/** A server of the user's own may speak TLS. */
function isTls(socket: object): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}

/** One request on its way to its answer. What not every route asks for is made when it is asked for. */
export class Exchange implements HttpRequest, OpenRequest {
  readonly route: HttpRoute;
  readonly params: readonly string[];
  principal: Principal = NOBODY;
  callerKey: string = NOBODY.systemId;
  found: PublicChannel | undefined;
  place = NOT_OPEN;
  private parsed: Query | undefined;
  private controller: AbortController | undefined;

  constructor(
    readonly publication: PublicationParts,
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    match: RouteMatch,
    private readonly search: string,
    private readonly callers: Callers,
  ) {
    this.route = match.route;
    this.params = match.params;
  }

  get method(): HttpRequest['method'] {
    return this.request.method as HttpRequest['method']; // the route table has let no other through
  }

  get channel(): PublicChannel {
    if (this.found === undefined) throw notFound();
    return this.found;
  }

  get query(): Query {
    this.parsed ??= parseQuery(this.search);
    return this.parsed;
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      const controller = createAbortController();
      this.controller = controller;
      if (this.isGone) controller.abort();
      this.response.once('close', () => {
        if (!this.response.writableFinished) controller.abort();
      });
    }
    return this.controller.signal;
  }

  get isGone(): boolean {
    return this.response.destroyed || this.request.socket.destroyed;
  }

  get isSecure(): boolean {
    const { publicUrl } = this.publication.settings;
    return isTls(this.request.socket) || publicUrl?.startsWith('https:') === true;
  }

  private get isLocal(): boolean {
    return isLoopback(this.request.socket.localAddress ?? '');
  }

  get label(): string {
    return `${this.route.method} ${this.route.pattern}`;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name.toLowerCase()];
    return Array.isArray(value) ? value[0] : value;
  }

  body(): Promise<unknown> {
    return readBody(this.request, this.response, this.publication.settings.limits);
  }

  identify({ security }: PublicChannel): Eventually<Principal | undefined> {
    if (security === this.publication.app.environment.security) return this.principal;
    return this.callers.identify(security, this.request);
  }

  authorize(action: Action, resource: string): Promise<void> | undefined {
    this.checkGuarded();
    return authorize(this.publication.app.environment.security, this.principal, action, resource);
  }

  checkGuarded(): void {
    const { app, settings } = this.publication;
    const { security } = app.environment;
    // An app whose channels alone are guarded may be reached from elsewhere.
    if (!settings.allowInsecure && isOpen(security) && !this.isLocal) {
      throw new HolonError('HOLON_FORBIDDEN', 'Nothing checks here who calls', {
        hint: 'Let createApp(Root, { security }) say who may, or ask from the same machine.',
      });
    }
  }

  /** The work on it must end: the publication closes. */
  abort(): void {
    this.controller?.abort();
  }
}
