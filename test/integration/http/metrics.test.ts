import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { publicationPointOf } from '../../../src/container/app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Expose } from '../../../src/decorators/expose';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { HolonError } from '../../../src/errors/holon-error';
import type { ChannelSecurity } from '../../../src/model/channel-security';
import { JwtSecurity } from '../../../src/security/jwt-security';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import type { PublishOptions } from '../../../src/systems/publish-options';
import type { CreateAppOptions } from '../../../src/container/create-app';
import { systemClock } from '../../../src/util/clock';
import { drainAll, build } from '../../helpers/launch';

@Channel({ id: 'jobs', visibility: 'public', maxAttempts: 1 })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

@Channel({ id: 'done' })
class Done extends BroadcastChannel<number, 'done'> {}

@Channel({ id: 'orders' })
class Orders extends WorkQueueChannel<number, 'orders'> {}

const owning = channelAccess({ own: [Jobs, Done, Orders] });
const working = channelAccess({ read: [Orders], write: [Done] });

@System({ id: 'worker', channels: working })
class Worker {
  @Consume(Orders, { to: Done })
  work({ content }: { readonly content: number }): number {
    return content;
  }
}

@System({ id: 'plant', channels: owning })
class Plant {
  @Subsystem(Worker, { channels: { read: [Orders], write: [Done] } }) readonly worker!: Worker;
  constructor(readonly client: ChannelClient<typeof owning>) {}

  @Expose({ description: 'Answers, or throws' })
  async answer(input: unknown): Promise<number> {
    if (input === 'wrong') throw new HolonError('HOLON_INVALID_CONTENT', 'wrong');
    return 42;
  }
}

afterEach(drainAll);

async function publish(options: CreateAppOptions = {}, publishing: PublishOptions = {}) {
  const { app, clock, log } = await build(Plant, options);
  const { url } = await app.publish(publishing);
  const { client } = app.get(Plant);
  const ask = (token?: string) =>
    fetch(`${url}/metrics`, token === undefined ? {} : { headers: { authorization: token } });
  /** The value of every series: `name{labels}` to number. */
  const scrape = async () => {
    await clock.advance(1_000); // a page is kept for a second
    const response = await ask();
    const lines = (await response.text()).split('\n').filter((line) => /^[a-z]/.test(line));
    return new Map(
      lines.map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
    );
  };
  return { app, clock, log, url, client, ask, scrape };
}

describe('/metrics', () => {
  it('shows what waits, is claimed and is dead in each channel, and for how long it has waited', async () => {
    const { clock, client, scrape } = await publish();
    for (const n of [1, 2, 3, 4]) await client.write(Jobs, n);
    const [first, second] = await client.claim(Jobs, { limit: 2 });
    await first?.ack();
    await second?.nack();
    await client.claim(Jobs, { limit: 1 });
    await clock.advance(29_000);
    const page = await scrape();
    const of = (name: string) => page.get(`holon_channel_${name}{channel="jobs"}`);
    expect([of('kept'), of('pending'), of('claimed'), of('dead')]).toEqual([4, 1, 1, 1]);
    expect(of('oldest_pending_age_seconds')).toBe(30);
    expect(page.get('holon_channel_pending{channel="done"}')).toBe(0);
    expect(page.get('holon_channel_oldest_pending_age_seconds{channel="done"}')).toBe(0);
  });

  it('counts and times writes, reads, claims and settlements, also in transactions', async () => {
    const { client, scrape, url } = await publish();
    await fetch(`${url}/channels/jobs`, {
      method: 'PUT',
      body: '1',
      headers: { 'content-type': 'application/json' },
    });
    await client.write(Jobs, 2);
    const claims = await client.claim(Jobs, { limit: 2 });
    await claims[0]?.ack();
    await client.acknowledge(Jobs, ['unknown']);
    await client.transaction(async (tx) => {
      await tx.write(Done, 7);
      await tx.acknowledge(Jobs, [claims[1]?.id ?? '']);
    });
    await client.read(Done);
    const page = await scrape();
    const messages = (channel: string, operation: string) =>
      page.get(`holon_channel_messages_total{channel="${channel}",operation="${operation}"}`);
    expect(messages('jobs', 'write')).toBe(2);
    expect(messages('jobs', 'claim')).toBe(2);
    expect(messages('jobs', 'settle')).toBe(2);
    expect(messages('done', 'write')).toBe(1);
    expect(messages('done', 'read')).toBe(1);
    const times = (labels: string) =>
      page.get(`holon_channel_operation_duration_seconds_count{channel="jobs",${labels}}`);
    expect(times('operation="write",outcome="ok"')).toBe(2);
    expect(times('operation="settle",outcome="ok"')).toBe(1);
    expect(times('operation="settle",outcome="failed"')).toBe(1);
  });

  it('counts what a consumer has taken and written', async () => {
    const { clock, client, scrape } = await publish();
    await client.write(Orders, 1);
    await clock.advance(10);
    const page = await scrape();
    const messages = (channel: string, operation: string) =>
      page.get(`holon_channel_messages_total{channel="${channel}",operation="${operation}"}`);
    expect(messages('orders', 'claim')).toBe(1);
    expect(messages('orders', 'settle')).toBe(1);
    expect(messages('done', 'write')).toBe(1);
  });

  it('shows who is there for the messages of each channel', async () => {
    const { client, scrape } = await publish();
    const subscription = await client.subscribe(Done, () => undefined);
    const waiting = client.claim(Jobs, { waitMs: 60_000 });
    const stream = client.stream(Done, { from: 'now' });
    const next = stream.next();
    const page = await scrape();
    const consumers = (channel: string) =>
      ['consume', 'subscribe', 'stream', 'claim'].map((by) =>
        page.get(`holon_channel_consumers{channel="${channel}",by="${by}"}`),
      );
    expect(consumers('orders')).toEqual([1, 0, 0, 1]);
    expect(consumers('done')).toEqual([0, 1, 1, 0]);
    expect(consumers('jobs')).toEqual([0, 0, 0, 1]);
    await subscription.unsubscribe();
    await client.write(Done, 1);
    await next;
    await stream.return?.();
    await client.write(Jobs, 1);
    await waiting;
    const after = await scrape();
    const present = [...after].filter(
      ([name, value]) => name.startsWith('holon_channel_consumers') && value > 0,
    );
    expect(present.map(([name]) => /"(\w+)",by="(\w+)"/.exec(name)?.slice(1))).toEqual([
      ['orders', 'consume'],
      ['orders', 'claim'],
    ]);
  });

  it('shows a hundred readers by name, the farthest behind, and the rest as one', async () => {
    const { app, client, scrape } = await publish();
    for (let n = 0; n < 3; n += 1) await client.write(Done, n);
    const read = async (reader: string, limit: number) =>
      app.client(channelAccess({ read: [Done] }), reader).read(Done, { limit });
    for (let n = 0; n < 104; n += 1) await read(`r${n}`, n < 100 ? 1 : 2);
    await read('other', 2);
    const page = await scrape();
    const lags = [...page].filter(([name]) => name.startsWith('holon_channel_reader_lag'));
    expect(lags).toHaveLength(101);
    expect(page.get('holon_channel_reader_lag{channel="done",reader="r7"}')).toBe(2);
    expect(page.get('holon_channel_reader_lag{channel="done",reader="other"}')).toBe(5);
  });

  it('counts requests by route and status, never by the ids in them', async () => {
    const { scrape, url } = await publish();
    await fetch(`${url}/channels/jobs/info`);
    await fetch(`${url}/channels/nothing/info`);
    await fetch(`${url}/channels/nothing-either/info`);
    const page = await scrape();
    const name = 'holon_http_request_duration_seconds_count';
    const requests = (status: number) =>
      page.get(`${name}{method="GET",route="/channels/{id}/info",status="${status}"}`);
    expect([requests(200), requests(404)]).toEqual([1, 2]);
  });

  it('counts calls of services by how they ended', async () => {
    const { scrape, url } = await publish();
    const call = (body: string) =>
      fetch(`${url}/systems/plant/services/answer`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
    await call('1');
    await call('2');
    await call('"wrong"');
    const page = await scrape();
    const calls = (outcome: string) =>
      page.get(
        `holon_service_call_duration_seconds_count{system="plant",service="answer",outcome="${outcome}"}`,
      );
    expect([calls('ok'), calls('failed')]).toEqual([2, 1]);
  });

  it('says whether the app is ready and each system runs', async () => {
    const { scrape } = await publish();
    const page = await scrape();
    expect(page.get('holon_ready')).toBe(1);
    expect(page.get('holon_store_writable')).toBe(1);
    expect(page.get('holon_system_up{system="worker"}')).toBe(1);
    expect(page.get('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
  });

  it('is collected once a second at most', async () => {
    const { clock, client, ask } = await publish();
    const pending = async () =>
      /^holon_channel_pending{channel="jobs"} (\d)/m.exec(await (await ask()).text())?.[1];
    expect(await pending()).toBe('0');
    await client.write(Jobs, 1);
    expect(await pending()).toBe('0');
    await clock.advance(1_000);
    expect(await pending()).toBe('1');
  });

  it('leaves out a channel whose store does not answer, after two seconds', async () => {
    const store = new MemoryStore();
    const { clock, ask } = await publish({ store });
    const log = store.open('jobs');
    const silence = jest.spyOn(log, 'stats');
    silence.mockReturnValue(new Promise(() => undefined) as never);
    let page: string | undefined;
    void ask().then(async (response) => (page = await response.text()));
    while (page === undefined) await clock.advance(500);
    expect(page).toContain('holon_metrics_missing_channels 1\n');
    expect(page).toContain('holon_channel_pending{channel="done"} 0\n');
    expect(page).not.toContain('holon_channel_pending{channel="jobs"}');
    silence.mockRestore(); // what drains looks at the figures too
  });

  it('asks the security of the app for `admin` on /metrics', async () => {
    const asked: unknown[] = [];
    const security: ChannelSecurity = {
      authenticate: (token) => (token === undefined ? undefined : { systemId: token }),
      authorize: ({ systemId }, action, resource) => {
        asked.push([systemId, action, resource]);
        return systemId === 'operator';
      },
    };
    const { ask } = await publish({ security });
    expect((await ask()).status).toBe(401);
    expect((await ask('Bearer guest')).status).toBe(403);
    asked.length = 0;
    const answer = await ask('Bearer operator');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(asked).toEqual([['operator', 'admin', '/metrics']]);
  });

  it('is open to a token for that page alone', async () => {
    const security = new JwtSecurity({ secret: 'a secret of the tests that is long enough' });
    const { ask, url } = await publish({ security, clock: systemClock });
    const token = security.issueToken({
      systemId: 'prometheus',
      role: 'admin',
      channelIds: ['/metrics'],
      expiresInMs: 60_000,
    });
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${url}/channels/jobs/stats`, { headers })).status).toBe(403);
  });

  it('is not there, and nothing is measured, with `metrics: false`', async () => {
    const { app, ask, url } = await publish({}, { metrics: false });
    expect((await ask()).status).toBe(404);
    await fetch(`${url}/channels`);
    const { metrics } = publicationPointOf(app).app.environment;
    expect(metrics?.isOn).toBe(false);
    expect(metrics?.counters('channelMessages')).toEqual([]);
    expect(metrics?.allTimings('httpRequest')).toEqual([]);
  });
});
