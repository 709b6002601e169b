import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { Deadline } from '../../systems/deadline';
import type { PublishedApp } from '../../systems/published-app';
import { whenOver } from './answer-end';
import { refuseOpen } from './check-secured';
import { createExpressApp, type ExpressHandler } from './express-app';
import { HostCheck, isLoopback } from './host-check';
import { HttpPublication } from './http-publication';
import { ownAddresses } from '../../util/own-addresses';
import { listen, outerUrlOf, urlOf } from './listen';
import { notFound } from './answer';
import { NOT_OPEN, type OpenRequest } from './open-requests';
import type { PublishSettings } from './publish-settings';

/** Longer than load balancers keep connections, so that none is used just when it closes. */
const KEEP_ALIVE_MS = 65_000;
const MOST_HEADERS = 100;
/** How often Node looks for connections that take too long. */
const LONGEST_CHECK_MS = 5_000;

/** A publication with a server of its own: holon's routes first, then an Express app with what the user added. */
export class HttpServerPublication extends HttpPublication {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly express: ExpressHandler | undefined;

  constructor(app: PublishedApp, settings: PublishSettings) {
    const hosts = isLoopback(settings.host) ? new HostCheck(settings.publicUrl) : undefined;
    const mayBeOpen = hosts !== undefined || settings.allowInsecure;
    super(app, settings, (request) => hosts?.check(request.headers.host), mayBeOpen);
    this.express =
      settings.configure === undefined
        ? undefined
        : createExpressApp(settings.configure, settings.trustProxy, (request, response, error) => {
            this.handler.fail(request, response, error);
          });
    const { headerBytes, requestMs } = settings.limits;
    this.server = createServer({
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: headerBytes,
      connectionsCheckingInterval: Math.min(LONGEST_CHECK_MS, requestMs),
    });
    this.server.maxHeadersCount = MOST_HEADERS;
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      if (!this.handle(request, response)) this.passOn(request, response, hosts);
    };
    this.server.on('request', answer);
    // Who asks first whether to send his body is told so when it is wanted.
    this.server.on('checkContinue', answer);
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  async listen(): Promise<void> {
    const { host, port } = this.settings;
    const address = await listen(this.server, host, port);
    this.url = urlOf(address);
    this.outerUrl = outerUrlOf(address, ownAddresses());
    this.server.on('error', (error) => {
      this.app.environment.logger.error('http.server-failed', { error });
    });
  }

  /** @throws HOLON_INSECURE_PUBLISH */
  override async open(): Promise<void> {
    refuseOpen(this.app, this.settings);
    await super.open();
    this.app.environment.logger.info('app.published', { url: this.url });
  }

  override async close(options: { readonly timeoutMs: number }): Promise<readonly string[]> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    const deadline = new Deadline(this.app.environment.clock, options.timeoutMs);
    this.endIdle();
    const cut = await super.close(options);
    // What was answered is still on its way out.
    this.endIdle();
    await deadline.allows(closed);
    this.server.closeAllConnections();
    await closed;
    return cut;
  }

  /** What is not holon's: the user's own routes, and what does not exist. */
  private passOn(
    request: IncomingMessage,
    response: ServerResponse,
    hosts: HostCheck | undefined,
  ): void {
    try {
      hosts?.check(request.headers.host);
      this.handler.checkOpen();
      if (this.express === undefined) throw notFound();
    } catch (error) {
      this.handler.fail(request, response, error);
      return;
    }
    const open: OpenRequest = {
      request,
      label: `${request.method ?? ''} of a route that configure has added`,
      place: NOT_OPEN,
      abort: () => undefined,
    };
    this.handler.begin(open);
    whenOver(request, response, () => {
      this.handler.end(open);
    });
    this.express(request, response);
  }

  /** Connections on which nothing is under way; those that are end with their answer. */
  private endIdle(): void {
    const busy = new Set(this.handler.open.all().map(({ request }) => request.socket));
    for (const socket of this.sockets) if (!busy.has(socket)) socket.destroySoon();
  }
}
