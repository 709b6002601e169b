import { ChannelClient } from '../../../src/channels/channel-client';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { type App, publicationPointOf } from '../../../src/container/app';
import { createApp, type CreateAppOptions } from '../../../src/container/create-app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { System } from '../../../src/decorators/system';
import type { ChannelSecurity } from '../../../src/model/channel-security';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import type { ChannelLog } from '../../../src/stores/channel-store';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { publishApp } from '../../../src/transport/http/publish-app';
import { createDeferred, type Deferred } from '../../../src/util/deferred';
import { RecordingLogger } from '../../helpers/recording-logger';

@Channel({ id: 'jobs', visibility: 'public' })
class Jobs extends WorkQueueChannel<{ n: number }, 'jobs'> {}

const owning = channelAccess({ own: [Jobs] });

/** What the next plant waits for while it is set up and stopped. */
let setup: Deferred<void> | undefined;
let stop: Deferred<void> | undefined;
let runFails = false;

@System({ id: 'plant', channels: owning, supervision: { restart: 'never' } })
class Plant {
  constructor(readonly client: ChannelClient<typeof owning>) {}

  async setup(): Promise<void> {
    await setup?.promise;
  }

  async run(signal: AbortSignal): Promise<void> {
    if (runFails) throw new Error('no');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }

  async onStop(): Promise<void> {
    await stop?.promise;
  }
}

const apps: App[] = [];
afterEach(async () => {
  [setup, stop, runFails] = [undefined, undefined, false];
  for (const app of apps.splice(0)) await app.drain({ timeoutMs: 0 });
});

/** A plant that listens; `opened` resolves once it runs. */
async function listen(options: CreateAppOptions = {}) {
  const logger = new RecordingLogger();
  const app = await createApp(Plant, { logger, ...options });
  apps.push(app);
  const point = publicationPointOf(app);
  const publication = await publishApp(point.app, { port: 0 });
  const opened = point.add(publication);
  opened.catch(() => undefined); // asked for by those tests that open it
  const ask = async (path: string) => {
    const response = await fetch(`${publication.url}${path}`);
    return [response.status, await response.json()];
  };
  return { app, ask, logger, opened };
}

const OK = [200, { status: 'ok' }];

describe('/healthz', () => {
  it('says ok from listening to the end, whatever the app does', async () => {
    setup = createDeferred();
    stop = createDeferred();
    const { app, ask, opened } = await listen();
    expect(await ask('/healthz')).toEqual(OK);
    setup.resolve();
    await opened;
    expect(await ask('/healthz')).toEqual(OK);
    const drained = app.drain();
    expect(await ask('/healthz')).toEqual(OK);
    stop.resolve();
    await drained;
    await expect(ask('/healthz')).rejects.toThrow('fetch failed');
  });
});

describe('/readyz', () => {
  it('is 200 from the end of the launch to the beginning of the drain', async () => {
    setup = createDeferred();
    stop = createDeferred();
    const { app, ask, opened } = await listen();
    expect(await ask('/readyz')).toEqual([503, { status: 'starting' }]);
    setup.resolve();
    await opened;
    expect(await ask('/readyz')).toEqual(OK);
    const drained = app.drain();
    expect(await ask('/readyz')).toEqual([503, { status: 'draining' }]);
    stop.resolve();
    await drained;
  });

  it('is 503 while a system is in error', async () => {
    runFails = true;
    const { ask, opened } = await listen();
    await opened;
    expect(await ask('/readyz')).toEqual([503, { status: 'degraded' }]);
  });

  it('says one word to callers without a token, and needs none', async () => {
    const security: ChannelSecurity = { authenticate: () => undefined, authorize: () => false };
    const { ask, opened } = await listen({ security });
    await opened;
    expect(await ask('/readyz')).toEqual(OK);
    expect((await ask('/channels'))[0]).toBe(401);
  });
});

/** A store whose writes to the log of the probe go through `gate`. */
class GatedStore extends MemoryStore {
  writes = 0;
  gate: () => Promise<void> = () => Promise.resolve();

  override open(...args: Parameters<MemoryStore['open']>): ReturnType<MemoryStore['open']> {
    const log = super.open(...args);
    if (!args[0].startsWith('$holon.probe')) return log;
    const append: ChannelLog['append'] = async (...appended) => {
      this.writes += 1;
      await this.gate();
      return log.append(...appended);
    };
    return Object.assign(Object.create(log) as typeof log, { append }); // a log with another append
  }
}

describe('a store', () => {
  async function launched() {
    const store = new GatedStore();
    const clock = new VirtualClock();
    const { ask, logger, opened } = await listen({ store, clock });
    await opened;
    return { store, clock, ask, logger };
  }

  it('that refuses writes makes the app not ready, and ready once it takes them again', async () => {
    const { store, clock, ask, logger } = await launched();
    store.gate = () => Promise.reject(new Error('disk full'));
    expect(await ask('/readyz')).toEqual([503, { status: 'store-unavailable' }]);
    await clock.advance(1_000);
    expect(await ask('/readyz')).toEqual([503, { status: 'store-unavailable' }]);
    expect(logger.of('store.not-writable')).toHaveLength(1);
    store.gate = () => Promise.resolve();
    await clock.advance(1_000);
    expect(await ask('/readyz')).toEqual(OK);
    expect(logger.of('store.writable-again')).toHaveLength(1);
  });

  it('that does not answer is given two seconds, and is not asked again meanwhile', async () => {
    const { store, clock, ask } = await launched();
    const asked = createDeferred();
    store.gate = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const answer = ask('/readyz');
    await asked.promise;
    await clock.advance(2_000);
    expect(await answer).toEqual([503, { status: 'store-unavailable' }]);
    let again: unknown;
    void ask('/readyz').then((got) => (again = got));
    while (again === undefined) await clock.advance(500);
    expect(again).toEqual([503, { status: 'store-unavailable' }]);
    expect(store.writes).toBe(1);
  });

  it('gets one small write a second at most, however often is asked, and keeps one message of them', async () => {
    const { store, clock, ask } = await launched();
    for (let second = 0; second < 3; second += 1) {
      await Promise.all(Array.from({ length: 20 }, () => ask('/readyz')));
      await clock.advance(1_000);
    }
    expect(store.writes).toBe(3);
    expect(store.open('$holon.probe').count).toBe(1);
  });
});
