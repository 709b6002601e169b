import { checkSpan } from '../channels/check-arguments';
import { HolonError, isHolonError } from '../errors/holon-error';
import { Deadline } from './deadline';
import type { DrainReport } from './drain-report';
import type { OpenPublication, Publication, PublishedApp } from './published-app';
import type { Published, PublishOptions } from './publish-options';
import { DRAIN_TIMEOUT_MS } from './system-tree';

/** What is left of a drain's time for connections to end. */
const SHORTEST_CLOSE_MS = 500;

/** The places where one app is on the network: it opens them when it runs, and closes them when it drains. */
export class Publications {
  private readonly all: Publication[] = [];
  private isEnding = false;

  /** @param drain ends the app */
  constructor(
    private readonly app: PublishedApp,
    private readonly drain: () => Promise<unknown>,
  ) {}

  /** Listens, then launches, then lets requests in: a port that is taken is told before anything starts. */
  async publish(options: PublishOptions, launch: () => Promise<void>): Promise<Published> {
    const publication = await openPublication(this.app, options);
    return this.add(publication, launch);
  }

  /** A publication that was made elsewhere, such as one mounted in a server of the user's own. */
  async add(publication: Publication, launch: () => Promise<void>): Promise<Published> {
    if (this.isEnding) {
      await publication.close({ timeoutMs: 0 });
      throw new HolonError('HOLON_WRONG_STATE', 'The app is draining and cannot be published', {
        hint: 'Build it anew with createApp, and publish that.',
      });
    }
    this.all.push(publication);
    try {
      await launch();
      await publication.open();
    } catch (error) {
      await publication.close({ timeoutMs: 0 });
      // It was launched to be published, and must not be.
      if (isHolonError(error, 'HOLON_INSECURE_PUBLISH')) await this.drain();
      throw error;
    }
    return { url: publication.url };
  }

  /** Takes the app off the network, and drains it in what is left of the time. */
  async drainBehind(
    options: { readonly timeoutMs?: number },
    drain: (options: { readonly timeoutMs: number }) => Promise<DrainReport>,
  ): Promise<DrainReport> {
    const timeoutMs = checkSpan(options.timeoutMs ?? DRAIN_TIMEOUT_MS, 'timeoutMs', 'drain');
    const deadline = new Deadline(this.app.environment.clock, timeoutMs);
    this.isEnding = true;
    // As long as connections have to end.
    const leaving = { timeoutMs: Math.max(timeoutMs, SHORTEST_CLOSE_MS) };
    await deadline.allows(Promise.all(this.all.map((one) => one.beginDrain(leaving))));
    const report = await drain({ timeoutMs: deadline.leftMs });
    return { ...report, elapsedMs: Math.round(deadline.elapsedMs) };
  }

  /** Answers what had to be cut off, a sentence each. */
  async close(leftMs: number): Promise<readonly string[]> {
    const timeoutMs = Math.max(leftMs, SHORTEST_CLOSE_MS);
    const cut = await Promise.all(this.all.map((publication) => publication.close({ timeoutMs })));
    return cut.flat();
  }
}

/** Loaded when first used, so that importing holon loads no Express. */
const openPublication: OpenPublication = (app, options) => {
  const { publishApp } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a door, see docs/reference/architecture.md
    require('../transport/http/publish-app') as typeof import('../transport/http/publish-app');
  return publishApp(app, options);
};
