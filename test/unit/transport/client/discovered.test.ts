import { ChannelClient } from '../../../../src/channels/channel-client';
import type { DiscoveredCallOptions } from '../../../../src/channels/remote-options';
import { Channel } from '../../../../src/decorators/channel';
import { Expose } from '../../../../src/decorators/expose';
import { System } from '../../../../src/decorators/system';
import { DiscoveryChannel } from '../../../../src/discovery/discovery-channel';
import type { ChannelInfo } from '../../../../src/model/channel-info';
import type { ServiceDescriptor } from '../../../../src/model/service-descriptor';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { TrustedAddresses } from '../../../../src/transport/client/trusted-addresses';
import { RecordingLogger } from '../../../helpers/recording-logger';
import { failure } from '../../channels/bench';
import { claimed, cut, FakeApp, Jobs, json, message, problem, refused, watch } from './fake-app';

@Channel({ id: 'directory' })
class Directory extends DiscoveryChannel<'directory'> {}

@System({ id: 'resizer', name: 'Resizer' })
class Resizer {
  @Expose() async resize(input: number): Promise<number> {
    return input;
  }
  @Expose() async crop(input: number): Promise<number> {
    return input;
  }
}

const jobsInfo: ChannelInfo = {
  ...{ id: 'jobs', name: 'Jobs', description: '', visibility: 'public', kind: 'passthrough' },
};

const offering = (systemId: string, systemName: string, ...names: string[]): ServiceDescriptor => ({
  ...{ systemId, systemName, description: '', channelsRead: [], channelsWrite: [] },
  services: names.map((name) => ({
    ...{ name, description: '', input: {}, output: {}, readOnly: false, idempotent: false },
  })),
});

/** A client that reads a registry, and apps at addresses that the test registers. */
async function setUp(options: DiscoveredCallOptions = {}) {
  const clock = new VirtualClock();
  const logger = new RecordingLogger();
  const directory = new Directory({ id: 'directory', clock });
  await directory.start();
  const client = new ChannelClient<{ own: [typeof Jobs]; read: [typeof Directory] }>('me', {
    clock,
  });
  client.connect(Directory, directory);
  const apps = new Map<string, FakeApp>();
  const asked: string[] = [];
  const at = (origin: string): FakeApp => {
    const app = apps.get(origin) ?? new FakeApp();
    apps.set(origin, app);
    return app;
  };
  const fetch = (async (input: string, init: RequestInit) => {
    const { origin, pathname } = new URL(input);
    if (!pathname.endsWith('/info')) asked.push(origin);
    return at(origin).fetch(input, init);
  }) as typeof globalThis.fetch;
  const all = { fetch, logger, random: () => 0.5, ...options };
  return { clock, logger, directory, client, at, asked, options: all };
}

const accepted = () => json({ item_id: 'x', duplicate: false });
const [one, two, far] = ['http://127.0.0.1:1', 'http://127.0.0.1:2', 'http://far.example'];

describe('a discovered channel', () => {
  it('is used in turn at all addresses that are live', async () => {
    const { client, directory, clock, asked, at, options } = await setUp();
    await directory.registerChannel(jobsInfo, { url: one, ttlMs: 10_000 });
    await directory.registerChannel(jobsInfo, { url: two, ttlMs: 60_000 });
    for (const origin of [one, two]) at(origin).answer(accepted);
    client.connectDiscovered(Jobs, options);
    for (let n = 0; n < 4; n += 1) await client.write(Jobs, n);
    expect(asked).toEqual([one, two, one, two]);
    await clock.advance(10_000);
    for (let n = 0; n < 2; n += 1) await client.write(Jobs, n);
    expect(asked.slice(4)).toEqual([two, two]);
  });

  it('is used at any of them where chance decides', async () => {
    const chances = [0.9, 0.1, 0.6];
    const { client, directory, asked, at, options } = await setUp({ balance: 'random' });
    for (const url of [one, two]) await directory.registerChannel(jobsInfo, { url });
    for (const origin of [one, two]) at(origin).answer(accepted);
    client.connectDiscovered(Jobs, { ...options, random: () => chances.shift() ?? 0 });
    for (let n = 0; n < 3; n += 1) await client.write(Jobs, n);
    expect(asked).toEqual([two, one, two]);
  });

  it('is used at the next where one does not answer, which is left alone for a while', async () => {
    const { client, directory, clock, asked, at, options } = await setUp();
    for (const url of [one, two]) await directory.registerChannel(jobsInfo, { url });
    at(one).answer(refused, () => problem('HOLON_DRAINING', 503), accepted);
    at(two).answer(accepted);
    client.connectDiscovered(Jobs, options);
    for (let n = 0; n < 3; n += 1) await client.write(Jobs, n);
    expect(asked).toEqual([one, two, two, two]);
    await clock.advance(5_000);
    asked.length = 0;
    for (let n = 0; n < 2; n += 1) await client.write(Jobs, n);
    expect(asked).toEqual([two, one, two]);
  });

  it('is asked again where only one is left that did not answer', async () => {
    const { client, clock, directory, asked, at, options } = await setUp();
    await directory.registerChannel(jobsInfo, { url: one });
    at(one).answer(refused, accepted);
    client.connectDiscovered(Jobs, options);
    const written = client.write(Jobs, 1);
    await clock.advance(50);
    await written;
    expect(asked).toEqual([one, one]);
  });

  it('has its claims settled where they were made', async () => {
    const { client, directory, asked, at, options } = await setUp();
    for (const url of [one, two]) await directory.registerChannel(jobsInfo, { url });
    const settle = () => json({ refused: [] });
    at(one).answer(() => json({ messages: [claimed('a')] }), settle);
    at(two).answer(() => json({ messages: [claimed('b')] }), settle);
    client.connectDiscovered(Jobs, options);
    const [a] = await client.claim(Jobs);
    const [b] = await client.claim(Jobs);
    await b!.ack();
    await a!.ack();
    expect(asked).toEqual([one, two, two, one]);
    const again = await Promise.all([client.claim(Jobs), client.claim(Jobs)]).catch(() => []);
    expect(again).toEqual([]);
  });

  it('settles by id at both places at once', async () => {
    const { client, directory, at, options } = await setUp();
    for (const url of [one, two]) await directory.registerChannel(jobsInfo, { url });
    at(one).answer(
      () => json({ messages: [claimed('a')] }),
      () => json({ refused: [] }),
    );
    at(two).answer(
      () => json({ messages: [claimed('b')] }),
      () => json({ refused: ['b'] }),
    );
    client.connectDiscovered(Jobs, options);
    await client.claim(Jobs);
    await client.claim(Jobs);
    expect(await client.acknowledge(Jobs, ['a', 'b'])).toEqual({ settled: ['a'], refused: ['b'] });
    expect(at(one).asked.at(-1)?.body).toEqual({
      message_ids: ['a'],
      claim_tokens: ['token of a'],
    });
    expect(at(two).asked.at(-1)?.body).toEqual({
      message_ids: ['b'],
      claim_tokens: ['token of b'],
    });
  });

  it('is forgotten at an address that is listed no more, and judged anew where that comes back', async () => {
    const judged: string[] = [];
    const token = (url: string) => {
      judged.push(url);
      return undefined;
    };
    const { client, directory, clock, at, options } = await setUp({ token });
    for (const origin of [one, two]) at(origin).answer(accepted);
    client.connectDiscovered(Jobs, options);
    await directory.registerChannel(jobsInfo, { url: two });
    for (let round = 0; round < 3; round += 1) {
      await directory.registerChannel(jobsInfo, { url: one });
      await clock.advance(1_000);
      for (let n = 0; n < 2; n += 1) await client.write(Jobs, n);
      await directory.unregister('jobs', { url: one });
      await clock.advance(1_000);
      for (let n = 0; n < 2; n += 1) await client.write(Jobs, n);
    }
    expect(judged.sort()).toEqual([one, one, one, two]);
  });

  it('that nobody offers is not found', async () => {
    const { client, directory, options } = await setUp();
    await directory.registerChannel({ ...jobsInfo, id: 'other' }, { url: one });
    await directory.registerChannel(jobsInfo);
    client.connectDiscovered(Jobs, options);
    await expect(client.read(Jobs)).rejects.toEqual(failure('HOLON_NOT_FOUND'));
  });

  it('fails as its server did when no registration is left meanwhile', async () => {
    const { client, directory, at, options } = await setUp();
    await directory.registerChannel(jobsInfo, { url: one });
    at(one).answer(async () => {
      await directory.unregister('jobs');
      return refused();
    });
    client.connectDiscovered(Jobs, options);
    await expect(client.write(Jobs, 1)).rejects.toMatchObject({
      code: 'HOLON_REMOTE_FAILED',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('needs one registry to ask', async () => {
    const { client, options } = await setUp();
    const blind = new ChannelClient<{ own: [typeof Jobs] }>('me');
    expect(() => blind.connectDiscovered(Jobs, options)).toThrow(
      failure('HOLON_INVALID_ARGUMENT') as Error,
    );
    expect(() => client.connectDiscovered(Jobs, { ...options, registry: Jobs })).toThrow(
      failure('HOLON_INVALID_ARGUMENT') as Error,
    );
    expect(() => client.connectDiscovered(Jobs, { ...options, registry: Directory })).not.toThrow();
  });
});

describe('a subscription to a discovered channel', () => {
  it('goes on elsewhere when its server dies: behind its place, or from now where that is another log', async () => {
    const { client, directory, clock, at, options, logger } = await setUp();
    for (const url of [one, two]) await directory.registerChannel(jobsInfo, { url });
    const events = (text: string) =>
      new Response(text, { headers: { 'content-type': 'text/event-stream' } });
    const ready = 'event: ready\nid: @3\ndata: {}\n\n';
    const said = `id: a\ndata: ${JSON.stringify(message('a'))}\n\n`;
    // A body that ends is a connection that was cut.
    at(one).answer(() => events(ready + said));
    at(two).answer(
      () => problem('HOLON_MESSAGE_NOT_FOUND', 404),
      () => events(ready),
    );
    const seen: string[] = [];
    client.connectDiscovered(Jobs, options);
    const subscription = await client.subscribe(Jobs, ({ id }) => seen.push(id));
    await clock.advance(50);
    await subscription.unsubscribe();
    expect(seen).toEqual(['a']);
    const [resumed, fresh] = at(two).asked;
    expect(resumed!.headers['Last-Event-ID']).toBe('a');
    expect(fresh!.path).toBe('/channels/jobs/events?from=now');
    expect(logger.of('remote.place-lost')[0]?.fields).toMatchObject({ from: 'now' });
  });
});

describe('a subscription that had no message yet', () => {
  it('begins elsewhere with what comes from then on, not at the mark of another log', async () => {
    const { client, directory, clock, at, options } = await setUp();
    for (const url of [one, two]) await directory.registerChannel(jobsInfo, { url });
    const ready = (place: number) => () =>
      new Response(`event: ready\nid: @${String(place)}\ndata: {}\n\n`, {
        headers: { 'content-type': 'text/event-stream' },
      });
    at(one).answer(ready(3));
    at(two).answer(ready(20));
    client.connectDiscovered(Jobs, options);
    const subscription = await client.subscribe(Jobs, () => undefined);
    await clock.advance(50);
    await subscription.unsubscribe();
    expect(at(two).asked[0]?.path).toBe('/channels/jobs/events?from=now');
    expect(at(two).asked[0]?.headers['Last-Event-ID']).toBeUndefined();
  });
});

describe('a stream by the cursor of a discovered channel', () => {
  it('waits while nobody offers it, once it has begun', async () => {
    const { client, directory, clock, at, options } = await setUp();
    await directory.registerChannel(jobsInfo, { url: one });
    const page = (id: string) => () => json({ messages: [message(id)], position: id, moved: true });
    at(one).answer(page('a'));
    client.connectDiscovered(Jobs, options);
    const stream = client.stream(Jobs);
    expect((await stream.next()).value).toMatchObject({ id: 'a' });
    await directory.unregister('jobs');
    await clock.advance(1_000);
    const next = watch(stream.next());
    await clock.advance(10_000);
    expect(next.outcome).toBe('pending');
    await directory.registerChannel(jobsInfo, { url: two });
    at(two).answer(page('b'));
    await clock.advance(6_000);
    expect(next.outcome).toMatchObject({ value: { id: 'b' } });
  });
});

describe('a token for discovered addresses', () => {
  const authorization = (app: FakeApp) => app.asked.map(({ headers }) => headers.Authorization);

  it('given as text goes to this machine only where the registry is on it too', () => {
    const caller = { systemId: 'me', clock: new VirtualClock() } as never;
    const at = (origin: string | undefined) =>
      new TrustedAddresses({ token: 'secret' }, caller, origin, 'test').targetAt(one);
    expect(at(undefined)).toBeDefined();
    expect(at('http://127.0.0.1:9')).toBeDefined();
    expect(at(far)).toBeUndefined();
  });

  it('given as text stays on this machine', async () => {
    const { client, directory, at, options, logger, asked } = await setUp({ token: 'secret' });
    for (const url of [far, one]) await directory.registerChannel(jobsInfo, { url });
    at(one).answer(accepted);
    client.connectDiscovered(Jobs, options);
    await client.write(Jobs, 1);
    await client.write(Jobs, 2);
    expect(asked).toEqual([one, one]);
    expect(authorization(at(one))).toEqual(['Bearer secret', 'Bearer secret']);
    expect(logger.of('discovery.untrusted').map(({ fields }) => fields.url)).toEqual([far]);
    await directory.unregister('jobs', { url: one });
    const other = await setUp({ token: 'secret' });
    await other.directory.registerChannel(jobsInfo, { url: far });
    other.client.connectDiscovered(Jobs, other.options);
    await expect(other.client.write(Jobs, 1)).rejects.toMatchObject({
      code: 'HOLON_FORBIDDEN',
      message: expect.stringContaining(far),
    });
    expect(other.asked).toEqual([]);
  });

  it('goes to the origins that the caller names, and nothing goes elsewhere', async () => {
    const { client, directory, at, options, asked } = await setUp({
      token: 'secret',
      origins: [`${far}/below`],
    });
    for (const url of [far, one]) await directory.registerChannel(jobsInfo, { url });
    at(far).answer(accepted);
    client.connectDiscovered(Jobs, options);
    await client.write(Jobs, 1);
    await client.write(Jobs, 2);
    expect(asked).toEqual([far, far]);
    expect(authorization(at(far))).toEqual(['Bearer secret', 'Bearer secret']);
  });

  it('given by a function is what that says of the address', async () => {
    const urls: string[] = [];
    const { client, directory, at, options } = await setUp({
      token: (url) => {
        urls.push(url);
        return url === one ? 'for-one' : undefined;
      },
    });
    for (const url of [far, one]) await directory.registerChannel(jobsInfo, { url });
    for (const origin of [far, one]) at(origin).answer(accepted);
    client.connectDiscovered(Jobs, options);
    for (let n = 0; n < 4; n += 1) await client.write(Jobs, n);
    expect(authorization(at(one))).toEqual(['Bearer for-one', 'Bearer for-one']);
    expect(authorization(at(far))).toEqual([undefined, undefined]);
    expect(urls.sort()).toEqual([one, far]);
  });
});

describe('a call of a discovered service', () => {
  const result = (value: unknown) => () => json({ result: value });

  it('goes to a system that is the class, wherever one is', async () => {
    const { client, directory, at, options, asked } = await setUp();
    await directory.registerSystem(offering('other', 'Other', 'resize', 'crop'), { url: one });
    await directory.registerSystem(offering('resizer', 'Small', 'resize', 'crop'), { url: two });
    at(two).answer(result(5));
    expect(await client.call(Resizer, 'resize', 10, options)).toBe(5);
    expect(asked).toEqual([two]);
    expect(at(two).asked[0]).toMatchObject({
      ...{ method: 'POST', path: '/systems/resizer/services/resize?timeout=30', body: 10 },
    });
  });

  it('goes to any that offers all of it where none is the class, and in turn', async () => {
    const { client, directory, at, options, asked } = await setUp();
    await directory.registerSystem(offering('a', 'A', 'resize', 'crop'), { url: one });
    await directory.registerSystem(offering('b', 'B', 'resize', 'crop'), { url: two });
    await directory.registerSystem(offering('c', 'C', 'resize'), { url: far });
    for (const origin of [one, two]) at(origin).answer(result(1));
    for (let n = 0; n < 4; n += 1) await client.call(Resizer, 'resize', n, options);
    expect(asked).toEqual([one, two, one, two]);
    expect(at(one).asked[0]?.path).toContain('/systems/a/');
    expect(at(two).asked[0]?.path).toContain('/systems/b/');
  });

  it('goes to the one that is named', async () => {
    const { client, directory, at, options } = await setUp({ systemId: 'b' });
    await directory.registerSystem(offering('resizer', 'Resizer', 'resize', 'crop'), { url: one });
    await directory.registerSystem(offering('b', 'B', 'resize', 'crop'), { url: two });
    at(two).answer(result(1));
    expect(await client.call(Resizer, 'resize', 1, options)).toBe(1);
  });

  it('fails over where it cannot have been done, and else only where that does no harm', async () => {
    const { client, directory, at, options, asked } = await setUp();
    for (const url of [one, two]) {
      await directory.registerSystem(offering('r', 'Resizer', 'resize', 'crop'), { url });
    }
    at(one).answer(refused);
    at(two).answer(result(1), cut);
    expect(await client.call(Resizer, 'resize', 1, options)).toBe(1);
    expect(asked).toEqual([one, two]);
    await expect(client.call(Resizer, 'crop', 1, options)).rejects.toEqual(
      failure('HOLON_REMOTE_FAILED'),
    );
    expect(asked).toEqual([one, two, two]);
  });

  it('is not found where nobody offers it', async () => {
    const { client, directory, options } = await setUp();
    await directory.registerSystem(offering('r', 'Resizer', 'resize'), { url: one });
    await expect(client.call(Resizer, 'resize', 1, options)).rejects.toEqual(
      failure('HOLON_NOT_FOUND'),
    );
  });
});
