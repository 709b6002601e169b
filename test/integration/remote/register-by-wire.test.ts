import {
  Channel,
  channelAccess,
  ChannelClient,
  createApp,
  DiscoveryChannel,
  System,
  type App,
} from 'holon';
import { connectRemote } from 'holon/client';

import { EventStream } from '../../wire/event-stream';
import { until } from '../../helpers/until';
import { RecordingLogger } from '../../helpers/recording-logger';

@Channel({ id: 'registry', visibility: 'public' })
class Registry extends DiscoveryChannel<'registry'> {}

const access = channelAccess({ own: [Registry] });

@System({ id: 'hub', channels: access })
class Hub {
  constructor(readonly client: ChannelClient<typeof access>) {}
}

const info = { id: 'orders', name: 'Orders', description: '', visibility: 'public', period: null };
const service = { name: 'add', description: '', parameters: {} };
const descriptor = { system_id: 's', system_name: 'S', description: '', services: [service] };

let callers = 0;
let app: App | undefined;

afterEach(async () => {
  await app?.drain({ timeoutMs: 0 });
});

it('a registration in the form of the wire is taken alone, in a batch and as a message, and listed in it', async () => {
  app = await createApp(Hub, { logger: new RecordingLogger() });
  const { url } = await app.publish();
  const at = `${url}/channels/registry`;
  const send = async (method: string, path: string, body: unknown): Promise<number> => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer python' };
    return (await fetch(`${at}${path}`, { method, headers, body: JSON.stringify(body) })).status;
  };
  const place = { url: 'http://10.0.0.1:80', ttl: 60 };
  expect(await send('PUT', '', { info, ...place })).toBe(200);
  expect(await send('POST', '/messages', { messages: [{ data: { descriptor, ...place } }] })).toBe(
    200,
  );
  const data = { info: { ...info, id: 'direct' }, expires_at: Date.now() / 1_000 + 60 };
  expect(await send('PUT', '?direct=true', { content: { data } })).toBe(200);
  for (const broken of [{ ...place }, { info }, { info: 1, ...place }]) {
    expect(await send('PUT', '', broken)).toBe(400);
  }
  for (const services of [1, [null], [{ name: 'x' }]]) {
    expect(await send('PUT', '', { descriptor: { ...descriptor, services }, ...place })).toBe(400);
  }
  const answer = await fetch(`${at}/registrations`);
  const { registrations } = (await answer.json()) as { registrations: unknown[] };
  expect(registrations).toMatchObject([
    { info: { id: 'registry' } },
    { info: { id: 'orders', period: null }, url: place.url },
    { descriptor: { system_id: 's', services: [service] } },
    { info: { id: 'direct' } },
  ]);
});

it('what a registry has is read, peeked and streamed in the form of the wire, and by a client as it is in the app', async () => {
  app = await createApp(Hub, { logger: new RecordingLogger() });
  const { url } = await app.publish();
  const at = `${url}/channels/registry`;
  const local = app.client(access, 'somebody');
  await local.write(Registry, {
    kind: 'system',
    descriptor: {
      systemId: 's',
      systemName: 'S',
      description: '',
      services: [
        {
          ...{ name: 'add', description: '', input: {}, output: {} },
          ...{ readOnly: true, idempotent: true, timeoutMs: 1_500 },
        },
      ],
      channelsRead: ['orders'],
      channelsWrite: [],
    },
    url: 'http://10.0.0.1:80',
    expiresAtMs: Date.now() + 60_000,
  });
  const registrations = await json(`${at}/registrations`);
  const { registrations: listed } = registrations as { registrations: object[] };
  expect(listed).toMatchObject([
    { info: { id: 'registry' } },
    { descriptor: { system_id: 's', services: [{ read_only: true, timeout: 1.5 }] } },
  ]);
  const peek = { method: 'POST', body: '{"limit":10}' };
  const wrapped = listed.map((data) => ({ content: { data } }));
  expect(await json(at)).toMatchObject({ messages: wrapped });
  expect(await json(`${at}/peek`, peek)).toMatchObject({ messages: wrapped });
  const stream = await EventStream.open(url, '/channels/registry/events?from=start');
  await until(() => stream.messages.length === 2, 'both');
  stream.close();
  expect(stream.messages).toMatchObject(wrapped);

  const remote = connectRemote(channelAccess({ read: [Registry] }), { url, systemId: 'reader' });
  const here = (await local.read(Registry)).map(({ content }) => content);
  expect(here).toHaveLength(2);
  expect((await remote.read(Registry)).map(({ content }) => content)).toEqual(here);
});

it('a client reads what a server sends with the names of holon itself', async () => {
  const content = { kind: 'channel', info: { id: 'orders' }, expiresAtMs: 1 };
  const message = { id: 'm', timestamp: 1, sender_id: 's', content: { data: content } };
  const answers: Record<string, object> = {
    '/channels/registry/info': { id: 'registry', kind: 'discovery', generic: true },
    '/channels/registry': { messages: [message] },
  };
  const fake: typeof fetch = (input) =>
    Promise.resolve(Response.json(answers[new URL(input as string).pathname])); // the client passes text
  const remote = connectRemote(channelAccess({ read: [Registry] }), {
    ...{ url: 'http://127.0.0.1:1', systemId: 'reader', fetch: fake },
  });
  expect((await remote.read(Registry)).map((one) => one.content)).toEqual([content]);
});

/** Asks as somebody who has read nothing yet. */
async function json(url: string, init: RequestInit = {}): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer r-${++callers}` };
  return (await fetch(url, { ...init, headers })).json();
}
