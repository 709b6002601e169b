import {
  Channel,
  channelAccess,
  ChannelClient,
  createApp,
  DiscoveryChannel,
  System,
  type App,
} from 'holon';

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
