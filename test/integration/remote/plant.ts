import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  channelAccess,
  createApp,
  MailboxChannel,
  silentLogger,
  System,
  WorkQueueChannel,
  type App,
  type CreateAppOptions,
} from 'holon';

@Channel({ id: 'events', visibility: 'public' })
export class Events extends BroadcastChannel<{ n: number }, 'events'> {}

// Each lost answer to a claim counts as an attempt.
@Channel({ id: 'jobs', visibility: 'public', maxAttempts: 1_000 })
export class Jobs extends WorkQueueChannel<{ n: number }, 'jobs'> {}

@Channel({ id: 'mail', visibility: 'public' })
export class Mail extends MailboxChannel<{ n: number }, 'mail'> {}

@Channel({ id: 'hidden' })
export class Hidden extends BroadcastChannel<{ n: number }, 'hidden'> {}

export const all = channelAccess({ own: [Events, Jobs, Mail] });

const access = channelAccess({ own: [Events, Jobs, Mail, Hidden] });

@System({ id: 'plant', channels: access })
export class Plant {
  constructor(readonly client: ChannelClient<typeof access>) {}
}

const running: App[] = [];

/** A published app that is drained when the test is over. */
export async function publishPlant(options: CreateAppOptions & { port?: number } = {}) {
  const { port = 0, ...rest } = options;
  const app = await createApp(Plant, { logger: silentLogger, ...rest });
  running.push(app);
  const { url } = await app.publish({ port });
  return { app, url, client: app.get(Plant).client };
}

/** For `afterEach`. */
export async function drainPlants(): Promise<void> {
  await Promise.allSettled(running.splice(0).map((app) => app.drain({ timeoutMs: 0 })));
}

/** Resolves when `isTrue`, asked at each turn of the event loop; the test's own limit ends it otherwise. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setImmediate(resolve));
}

/** Numbers that are the same at each run: 0 up to 1. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
