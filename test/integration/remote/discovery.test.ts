import {
  Channel,
  ChannelClient,
  channelAccess,
  createApp,
  DiscoveryChannel,
  Expose,
  JwtSecurity,
  System,
  WorkQueueChannel,
  type App,
  type CreateAppOptions,
  type PublishOptions,
} from 'holon';
import { connectRemote } from 'holon/client';
import { VirtualClock } from 'holon/testing';

import { publicationPointOf } from '../../../src/container/app';
import { ownAddresses } from '../../../src/util/own-addresses';
import { announce } from '../../../src/transport/http/announce';
import { RecordingLogger } from '../../helpers/recording-logger';
import { until } from './plant';

@Channel({ id: 'registry', visibility: 'public' })
class Registry extends DiscoveryChannel<'registry'> {}

@Channel({ id: 'jobs', visibility: 'public' })
class Jobs extends WorkQueueChannel<{ n: number }, 'jobs'> {}

@Channel({ id: 'notes' })
class Notes extends WorkQueueChannel<{ n: number }, 'notes'> {}

const hubAccess = channelAccess({ own: [Registry] });
const workerAccess = channelAccess({ own: [Jobs, Notes] });

@System({ id: 'hub', channels: hubAccess })
class Hub {
  constructor(readonly client: ChannelClient<typeof hubAccess>) {}
}

@System({ id: 'adder', name: 'Adder', channels: workerAccess })
class Adder {
  constructor(readonly client: ChannelClient<typeof workerAccess>) {}
  @Expose() async add({ a, b }: { a: number; b: number }): Promise<number> {
    return a + b;
  }
}

@System({ id: 'all-in-one', channels: hubAccess })
class AllInOne {
  constructor(readonly client: ChannelClient<typeof hubAccess>) {}
  @Expose() async hello(): Promise<string> {
    return 'hello';
  }
}

function registryOf(app: App): DiscoveryChannel {
  const channels = publicationPointOf(app).app.channels();
  return channels.find((one): one is DiscoveryChannel => one instanceof DiscoveryChannel)!;
}

const apps: App[] = [];

async function publish(
  root: Parameters<typeof createApp>[0],
  options: PublishOptions = {},
  appOptions: CreateAppOptions = {},
) {
  const log = new RecordingLogger();
  const app = await createApp(root, { logger: log, ...appOptions });
  apps.push(app);
  const { url } = await app.publish(options);
  return { app, url, log };
}

afterEach(async () => {
  // The hub last, so that the others can leave.
  for (const app of apps.splice(0).reverse()) await app.drain({ timeoutMs: 0 });
});

const watcher = (url: string) =>
  connectRemote(channelAccess({ own: [Jobs], read: [Registry] }), { url, systemId: 'me' });

type Watcher = ReturnType<typeof watcher>;

async function registered(client: Watcher): Promise<string[]> {
  const found: string[] = [];
  for (const { content } of await client.read(Registry, { limit: 100 })) {
    if (content.expiresAtMs <= Date.now()) continue;
    const id = content.kind === 'channel' ? content.info.id : content.descriptor.systemId;
    found.push(`${content.kind} ${id} at ${content.url}`);
  }
  return found.sort();
}

describe('an app that is published', () => {
  it('registers its public channels and its systems with services, and leaves when it drains', async () => {
    const hub = await publish(Hub);
    const registries = [{ url: hub.url, channelId: 'registry' }];
    const worker = await publish(Adder, { registries });
    const client = watcher(hub.url);
    expect(await registered(client)).toEqual([
      `channel jobs at ${worker.url}`,
      `channel registry at ${hub.url}`,
      `system adder at ${worker.url}`,
    ]);
    expect(await client.call(Adder, 'add', { a: 1, b: 2 })).toBe(3);
    await worker.app.drain({ timeoutMs: 100 });
    // What was listed a moment ago may still be tried.
    await expect(client.call(Adder, 'add', { a: 1, b: 2 })).rejects.toMatchObject({
      code: 'HOLON_REMOTE_FAILED',
    });
    await expect(client.call(Adder, 'add', { a: 1, b: 2 })).rejects.toMatchObject({
      code: 'HOLON_NOT_FOUND',
    });
  });

  it('tells others nothing of its private channels', async () => {
    const hub = await publish(Hub);
    await publish(Adder, { registries: [{ url: hub.url, channelId: 'registry' }] });
    const [systemMessage] = (await watcher(hub.url).read(Registry)).filter(
      ({ content }) => content.kind === 'system',
    );
    const { content } = systemMessage!;
    expect(content.kind === 'system' && content.descriptor).toMatchObject({
      channelsRead: ['jobs'],
      channelsWrite: ['jobs'],
      services: [{ name: 'add' }],
    });
    expect(JSON.stringify(content)).not.toContain('notes');
  });

  it('is found by itself, in the discovery channel it has', async () => {
    const { url, app } = await publish(AllInOne);
    const client = app.client(channelAccess({ read: [Registry] }), 'me');
    expect(await client.call(AllInOne, 'hello', undefined)).toBe('hello');
    const far = connectRemote(channelAccess({ read: [Registry] }), { url });
    expect(await far.call(AllInOne, 'hello', undefined)).toBe('hello');
  });

  it('is called again the way it was found, for as long as nothing about the call changes', async () => {
    const { app } = await publish(AllInOne);
    const client = app.client(channelAccess({ read: [Registry] }), 'me');
    const asked: string[] = [];
    const token = (url: string): string => {
      asked.push(url);
      return 'somebody';
    };
    for (let n = 0; n < 3; n += 1) await client.call(AllInOne, 'hello', undefined, { token });
    expect(asked).toHaveLength(1);
    await client.call(AllInOne, 'hello', undefined, { token, timeoutMs: 5_000 });
    expect(asked).toHaveLength(1);
    const origins = ['http://10.0.0.1:80'];
    await expect(
      client.call(AllInOne, 'hello', undefined, { token, origins }),
    ).rejects.toMatchObject({ code: 'HOLON_FORBIDDEN' });
  });

  it('is balanced with its like, and followed where it goes', async () => {
    const hub = await publish(Hub);
    const registries = [{ url: hub.url, channelId: 'registry' }];
    const [one, two] = [await publish(Adder, { registries }), await publish(Adder, { registries })];
    const client = watcher(hub.url);
    client.connectDiscovered(Jobs);
    const seen: number[] = [];
    const subscription = await client.subscribe(Jobs, ({ content }) => seen.push(content.n));
    for (let n = 0; n < 4; n += 1) await client.write(Jobs, { n });
    const counts = async () =>
      Promise.all(
        [one, two].map(async ({ app }) => (await app.get(Adder).client.host(Jobs).stats()).count),
      );
    expect(await counts()).toEqual([2, 2]);
    await until(() => seen.length === 2);
    await one.app.drain({ timeoutMs: 100 });
    for (let n = 4; n < 6; n += 1) await client.write(Jobs, { n });
    expect((await two.app.get(Adder).client.host(Jobs).stats()).count).toBe(4);
    const claims = await client.claim(Jobs);
    expect(claims).toHaveLength(4);
    await Promise.all(claims.map((claim) => claim.ack()));
    // Wherever it was subscribed, it is at the one that is left now.
    await until(async () => {
      await client.write(Jobs, { n: 100 });
      return seen.includes(100);
    });
    await subscription.unsubscribe();
  });

  it('comes back when a registry does, that was away or is new', async () => {
    const clock = new VirtualClock();
    const first = await publish(Hub);
    const port = Number(new URL(first.url).port);
    const registries = [{ url: first.url, channelId: 'registry' }];
    const worker = await publish(Adder, { registries, registrationTtlMs: 9_000 }, { clock });
    await first.app.drain({ timeoutMs: 0 });
    await clock.advance(3_000);
    await until(() => worker.log.of('discovery.register-failed').length > 0);
    await publish(Hub, { port });
    await until(async () => {
      await clock.advance(1_000);
      return (await registered(watcher(first.url))).some((one) => one.includes('jobs'));
    });
    expect(worker.log.of('discovery.register-failed')).toHaveLength(1);
  });

  it('shows a registry that checks who calls the token it was given for it', async () => {
    const security = new JwtSecurity({ secret: 'x'.repeat(32) });
    const hub = await publish(Hub, {}, { security });
    const issue = (role: 'read' | 'write') =>
      security.issueToken({ systemId: `a-${role}r`, role, expiresInMs: 60_000 });
    const registry = { url: hub.url, channelId: 'registry' };
    const token = issue('write');
    await publish(Adder, { registries: [{ ...registry, token }] });
    const reader = await publish(Adder, { registries: [{ ...registry, token: issue('read') }] });
    expect(reader.log.of('discovery.register-failed')[0]?.fields.error).toMatchObject({
      code: 'HOLON_FORBIDDEN',
    });
    const client = connectRemote(channelAccess({ read: [Registry] }), {
      url: hub.url,
      token: issue('read'),
    });
    expect(await client.call(Adder, 'add', { a: 2, b: 2 }, { token: 'x' })).toBe(4);
  });

  it('lists where others reach it, not loopback, where it listens on every address', async () => {
    const security = new JwtSecurity({ secret: 'x'.repeat(32) });
    const own = async (publicUrl?: string) => {
      const options = publicUrl === undefined ? {} : { publicUrl };
      const { app } = await publish(AllInOne, { host: '0.0.0.0', ...options }, { security });
      const [first] = await registryOf(app).registrations();
      return first?.url;
    };
    const [outer] = ownAddresses();
    expect(new URL((await own()) ?? '').hostname).toBe(outer ?? '127.0.0.1');
    expect(await own('https://plant.example')).toBe('https://plant.example');
  });

  it('is found whole by a client where an answer of the registry holds only a part', async () => {
    const hub = await publish(Hub, { limits: { answerBytes: 600 } });
    const registry = registryOf(hub.app);
    for (let n = 0; n < 20; n += 1) {
      const info = { id: `c${n}`, name: '', description: 'x'.repeat(100) };
      await registry.registerChannel({ ...info, visibility: 'public', kind: 'broadcast' });
    }
    const at = `${hub.url}/channels/registry/registrations`;
    const text = await (await fetch(at)).text();
    expect(text.length).toBeLessThan(800);
    const { next } = JSON.parse(text) as { next: number };
    expect(await (await fetch(`${at}?after=${next}`)).text()).not.toContain('"c0"');
    await publish(Adder, { registries: [{ url: hub.url, channelId: 'registry' }] });
    expect(await watcher(hub.url).call(Adder, 'add', { a: 1, b: 2 })).toBe(3);
  });

  it('says so where nobody knows its address', async () => {
    const log = new RecordingLogger();
    const app = await createApp(AllInOne, { logger: log });
    apps.push(app);
    await app.launch();
    const point = publicationPointOf(app);
    const announced = announce(point.app, { url: '', ttlMs: 30_000, registries: [] });
    expect(log.of('discovery.no-address')).toHaveLength(1);
    await announced.withdraw().all;
  });
});
