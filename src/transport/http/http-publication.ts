import type { IncomingMessage, ServerResponse } from 'node:http';

import { within } from '../../channels/within';
import type { Publication, PublishedApp } from '../../systems/published-app';
import { createAbortController } from '../../util/abort-controller';
import { createDeferred, type Deferred } from '../../util/deferred';
import { Callers } from './callers';
import { ClientAddresses } from './client-address';
import { adminRoutes } from './admin-routes';
import { announce, type Announced, type Leaving } from './announce';
import { batchRoutes } from './batch-route';
import { channelListRoutes } from './channel-list-routes';
import { channelRoutes } from './channel-routes';
import { eventsRoutes } from './events-route';
import { EXTRA_ROUTES } from './extra-routes';
import { peekRoutes } from './peek-route';
import { PublicChannels } from './public-channels';
import type { AnsweredRequest, PublicationParts, PublicationState } from './publication-parts';
import type { PublishSettings } from './publish-settings';
import { RequestHandler } from './request-handler';
import { RouteTable } from './route-table';
import { settleRoutes } from './settle-routes';
import { StreamCounts } from './stream-counts';
import { TokenBuckets } from './token-buckets';

const CHANNEL_ROUTES = [
  channelRoutes,
  settleRoutes,
  batchRoutes,
  peekRoutes,
  adminRoutes,
  channelListRoutes,
  eventsRoutes,
];

/** Callers may save up requests for this long. */
const BURST_SECONDS = 2;

/** An app on the network, whatever its requests come from: a server of its own, or one of the user's. */
export class HttpPublication implements Publication, PublicationParts {
  readonly channels: PublicChannels;
  readonly streams: StreamCounts;
  readonly handler: RequestHandler;
  url = '';
  /** Where others reach it, as far as it is known; empty where that is `url`. */
  protected outerUrl = '';
  private current: PublicationState = 'starting';
  private readonly drain = createAbortController();
  private readonly listeners: ((request: AnsweredRequest) => void)[] = [];
  private readonly openers: (() => void)[] = [];
  private answered: Deferred<void> | undefined;
  private announced: Announced | undefined;
  private leaving: Leaving | undefined;

  constructor(
    readonly app: PublishedApp,
    readonly settings: PublishSettings,
    /** @throws what keeps requests from this connection out */
    checkConnection: (request: IncomingMessage) => void,
    /** Whether channels may be served that nothing guards: this machine alone reaches it, or the user wants it so. */
    mayBeOpen: boolean,
  ) {
    const { clock } = app.environment;
    const { limits } = settings;
    const perSecond = limits.requestsPerSecond;
    this.channels = new PublicChannels(app, mayBeOpen);
    this.streams = new StreamCounts(limits);
    const routes = [...CHANNEL_ROUTES, ...EXTRA_ROUTES].flatMap((makeRoutes) => makeRoutes(this));
    this.handler = new RequestHandler({
      publication: this,
      table: new RouteTable(routes),
      callers: new Callers(clock, new ClientAddresses(settings.trustProxy)),
      rates: new TokenBuckets(clock, perSecond, perSecond * BURST_SECONDS),
      checkConnection,
      listeners: this.listeners,
      whenIdle: () => {
        this.answered?.resolve();
      },
    });
  }

  get state(): PublicationState {
    return this.current;
  }

  get ending(): AbortSignal {
    return this.drain.signal;
  }

  observe(listener: (request: AnsweredRequest) => void): void {
    this.listeners.push(listener);
  }

  onOpen(listener: () => void): void {
    this.openers.push(listener);
  }

  /** Answers; false where the path is not holon's. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    return this.handler.handle(request, response);
  }

  async open(): Promise<void> {
    if (this.current === 'starting') this.current = 'open';
    this.channels.all();
    if (this.current !== 'open') return;
    for (const opened of this.openers) opened();
    const { publicUrl, registrationTtlMs: ttlMs, registries } = this.settings;
    const url = publicUrl ?? (this.outerUrl === '' ? this.url : this.outerUrl);
    this.announced = announce(this.app, { url, ttlMs, registries });
    await this.announced.started;
  }

  async beginDrain(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    if (this.current !== 'draining' && this.current !== 'closed') {
      this.current = 'draining';
      // At once, so that who is cut off finds another; registries elsewhere may take their time.
      this.leaving = this.announced?.withdraw(options);
      this.drain.abort();
    }
    await this.leaving?.own;
  }

  async close({ timeoutMs }: { readonly timeoutMs: number }): Promise<readonly string[]> {
    void this.beginDrain({ timeoutMs });
    this.current = 'closed';
    const { open } = this.handler;
    const answered = createDeferred();
    this.answered = answered;
    if (open.size === 0) answered.resolve();
    const ended = Promise.all([answered.promise, this.leaving?.all]);
    await within(ended, timeoutMs, this.app.environment.clock);
    const listed = this.leaving?.left() ?? [];
    const cut = listed.map((registry) => `registration at ${registry} not withdrawn`);
    if (open.size === 0) return cut;
    const labels = new Set(open.all().map(({ label }) => label));
    for (const request of open.all()) request.abort();
    return [...cut, `requests were still being answered: ${[...labels].join(', ')}`];
  }
}
