import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { BaseSystem, Channel, channelAccess, createApp, PassthroughChannel, System } from 'holon';

import { lines, sendRaw } from '../../helpers/raw-http';
import { refusal } from '../../helpers/refusal';
import { RecordingLogger } from '../../helpers/recording-logger';
import { TokenTable } from '../../helpers/token-table';
import { Plant } from '../../wire/plant';
import { call, endAll, serve } from '../../wire/serve';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await endAll();
});

@Channel({ id: 'own', visibility: 'public', security: new TokenTable('a:read') })
class Own extends PassthroughChannel<unknown, 'own'> {}
@Channel({ id: 'inside' })
class Inside extends PassthroughChannel<unknown, 'inside'> {}
@System({ id: 'closed', channels: channelAccess({ own: [Own, Inside] }) })
class Closed {}

/** A request with headers that `fetch` does not let pass. */
function requestText(
  method: string,
  path: string,
  url: string,
  headers: Readonly<Record<string, string>>,
): string {
  const told = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return lines(`${method} ${path} HTTP/1.1`, `Host: ${new URL(url).host}`, ...told);
}

class Trusting extends TokenTable {
  readonly trustsCallers = true;
}

describe('where nothing checks who calls', () => {
  it.each(['0.0.0.0', '::', 'plant.example', '192.0.2.1'])(
    'refuses to listen on %s before anything starts, and says the cure',
    async (host) => {
      const app = await createApp(Plant, { logger: new RecordingLogger() });
      const error = await refusal(() => app.publish({ host }));
      expect(error.code).toBe('HOLON_INSECURE_PUBLISH');
      expect(error.message).toContain("channel 'news'");
      expect(error.hint).toContain('JwtSecurity');
      expect(app.health().status).toBe('starting');
      await app.drain({ timeoutMs: 0 });
    },
  );

  it('refuses as well where a security believes what callers say of themselves', async () => {
    const app = await createApp(Plant, {
      logger: new RecordingLogger(),
      security: new Trusting('a:read'),
    });
    expect((await refusal(() => app.publish({ host: '0.0.0.0' }))).code).toBe(
      'HOLON_INSECURE_PUBLISH',
    );
    await app.drain({ timeoutMs: 0 });
  });

  it('listens on loopback with one line of warning', async () => {
    const { log, url } = await serve(Plant);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(log.of('http.unsecured')).toMatchObject([
      { level: 'warn', fields: { host: '127.0.0.1' } },
    ]);
    expect(log.of('app.published')).toMatchObject([{ fields: { url } }]);
  });

  it('listens elsewhere where the operator says that he wants it so, with a warning', async () => {
    const { log, url } = await serve(Plant, {}, { host: '0.0.0.0', allowInsecure: true });
    expect(log.of('http.insecure')).toMatchObject([{ level: 'warn' }]);
    expect((await call(url, 'GET', '/channels/news')).status).toBe(200);
  });

  it('counts metrics and documents as open where the channels alone have a security', async () => {
    const app = await createApp(Closed, { logger: new RecordingLogger() });
    const error = await refusal(() => app.publish({ host: '0.0.0.0' }));
    expect(error.code).toBe('HOLON_INSECURE_PUBLISH');
    expect(error.message).toMatch(/: \/metrics, \/openapi\.json, \/asyncapi\.json$/);
    const rest = await refusal(() => app.publish({ host: '0.0.0.0', documents: false }));
    expect(rest.message).toMatch(/: \/metrics$/);
    await app.drain({ timeoutMs: 0 });
  });

  it('judges again when the app is set up, and ends it', async () => {
    @System({ id: 'late' })
    class Late extends BaseSystem {
      async setup(): Promise<void> {
        await this.addChannel(new PassthroughChannel({ id: 'added', visibility: 'public' }));
      }
    }
    const app = await createApp(Late, { logger: new RecordingLogger() });
    const elsewhere = { host: '0.0.0.0', metrics: false, documents: false };
    const error = await refusal(() => app.publish(elsewhere));
    expect(error.code).toBe('HOLON_INSECURE_PUBLISH');
    expect(error.message).toContain("channel 'added'");
    expect(app.health().status).toBe('stopped');
  });

  it('serves other machines no open channel that comes later', async () => {
    @System({ id: 'growing' })
    class Growing extends BaseSystem {
      async grow(): Promise<void> {
        await this.addChannel(new PassthroughChannel({ id: 'added', visibility: 'public' }));
      }
    }
    const elsewhere = { host: '0.0.0.0', metrics: false, documents: false };
    const { app, clock, log, url } = await serve(Growing, {}, elsewhere);
    await app.get(Growing).grow();
    for (let n = 0; n < 2; n += 1) {
      await clock.advance(2_000);
      expect((await call(url, 'GET', '/channels/added/info')).status).toBe(404);
    }
    expect(log.of('http.open-channel-refused')).toMatchObject([
      { level: 'error', fields: { channelId: 'added' } },
    ]);
  });

  it.each([
    ['of another site', { origin: 'https://evil.example' }, 403],
    ['of another site that sends no origin', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of another port', { 'sec-fetch-site': 'same-site' }, 403],
    ['in a sandbox', { origin: 'null' }, 403],
    ['of its own', { origin: 'OWN', 'sec-fetch-site': 'same-origin' }, 200],
    ['of nobody, typed in', { 'sec-fetch-site': 'none' }, 200],
  ])('is used by pages of its own alone: a page %s', async (_, told, status) => {
    const { url } = await serve(Plant);
    const headers = Object.fromEntries(
      Object.entries(told).map(([name, value]) => [name, value === 'OWN' ? url : value]),
    );
    for (const [method, path] of [
      ['POST', '/channels/news/clear'],
      ['GET', '/channels/jobs?exclusive=true'],
      ['GET', '/channels'],
    ] as const) {
      const answer = await sendRaw(url, requestText(method, path, url, headers));
      expect([path, answer.status === 403]).toEqual([path, status === 403]);
    }
    expect((await sendRaw(url, requestText('GET', '/docs', url, headers))).status).toBe(200);
  });

  it('lets pages of any site ask where a security checks who calls', async () => {
    const { url } = await serve(Plant, { security: new TokenTable('a:read') });
    const headers = { origin: 'https://evil.example', authorization: 'Bearer a:read' };
    const text = requestText('GET', '/channels/news', url, headers);
    expect((await sendRaw(url, text)).status).toBe(200);
  });

  it('listens elsewhere without a word where all that there is has its own security', async () => {
    const closed = { host: '0.0.0.0', metrics: false, documents: false };
    const { log, url } = await serve(Closed, {}, closed);
    expect(log.entries.filter(({ level }) => level === 'warn')).toEqual([]);
    expect((await call(url, 'GET', '/channels/own', { token: 'a:read' })).status).toBe(200);
  });

  it('takes callers for who they say they are, and strange names for nobody', async () => {
    const { url } = await serve(Plant);
    const sender = async (token: string | undefined) => {
      await call(url, 'PUT', '/channels/news', {
        body: 1,
        ...(token === undefined ? {} : { token }),
      });
      const { json } = await call(url, 'GET', '/channels/news', { token: 'r' });
      return json.messages[0]!.sender_id;
    };
    expect(await sender('me')).toBe('me');
    expect(await sender(undefined)).toBe('anonymous');
    expect(await sender('a/b')).toBe('anonymous');
    expect(await sender('x'.repeat(129))).toBe('anonymous');
  });
});

describe('listening', () => {
  it('says what is wrong with the address, and starts nothing', async () => {
    const taken = createServer();
    servers.push(taken);
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const app = await createApp(Plant, { logger: new RecordingLogger() });
    const inUse = await refusal(() => app.publish({ port }));
    expect([inUse.code, inUse.message]).toEqual([
      'HOLON_PUBLISH_FAILED',
      `The app cannot listen: port ${port} of 127.0.0.1 is taken already`,
    ]);
    expect(inUse.hint).toContain('port 0');
    const foreign = await refusal(() => app.publish({ host: '192.0.2.1', allowInsecure: true }));
    expect(foreign.code).toBe('HOLON_PUBLISH_FAILED');
    expect(foreign.message).toContain('192.0.2.1 is no address of this machine');
    expect(app.health().status).toBe('starting');
    const { url } = await app.publish();
    expect((await call(url, 'GET', '/channels/news')).status).toBe(200);
    await app.drain();
  });

  it('goes on at every address where the app was published, and refuses one of them a second time', async () => {
    const app = await createApp(Plant, { logger: new RecordingLogger() });
    const [first, second] = [await app.publish(), await app.publish()];
    const again = await refusal(() => app.publish({ port: Number(new URL(first.url).port) }));
    expect([again.code, again.hint]).toEqual([
      'HOLON_PUBLISH_FAILED',
      expect.stringContaining('another program or this app itself'),
    ]);
    for (const { url } of [first, second]) {
      expect((await call(url, 'GET', '/channels/news')).status).toBe(200);
    }
    await app.drain();
    await expect(fetch(first.url)).rejects.toThrow('fetch failed');
    await expect(fetch(second.url)).rejects.toThrow('fetch failed');
  });

  it.each([
    [{ prot: 1 }, "there is no option 'prot', did you mean 'port'?"],
    [{ port: 70_000 }, 'port must be a whole number from 0 to 65535, not 70000'],
    [{ host: '' }, 'host must be a host name or address'],
    [{ publicUrl: 'ftp://x' }, 'publicUrl must be an http(s) URL'],
    [{ limits: { bodybytes: 1 } }, "there is no option 'bodybytes', did you mean 'bodyBytes'?"],
    [{ limits: { depth: 1_000 } }, 'limits.depth must be a whole number from 1 to 100'],
    [{ limits: { requestsPerSecond: 0 } }, 'limits.requestsPerSecond must be a number above 0'],
    [{ registries: [{ url: 'x' }] }, 'registries must be an array'],
    [{ documents: 'no' }, 'documents must be true or false, not "no"'],
  ])('refuses the options %j', async (options, message) => {
    const app = await createApp(Plant, { logger: new RecordingLogger() });
    const error = await refusal(() => app.publish(options as never));
    expect(error.code).toBe('HOLON_INVALID_ARGUMENT');
    expect(error.message).toContain(message);
    await app.drain({ timeoutMs: 0 });
  });

  it('answers 503 until the app is there, and is gone when the start fails', async () => {
    let url = '';
    const answers: unknown[] = [];
    const log = new RecordingLogger();
    @System({ id: 'slow', channels: channelAccess({ own: [Own] }) })
    class Slow {
      async setup(): Promise<void> {
        const early = await call(url, 'GET', '/channels/own', { token: 'a:read' });
        answers.push(early.status, early.json.code, early.headers.get('retry-after'));
        throw new Error('not today');
      }
    }
    const probe = createServer();
    servers.push(probe);
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    url = `http://127.0.0.1:${port}`;
    const app = await createApp(Slow, { logger: log });
    expect((await refusal(() => app.publish({ port }))).code).toBe('HOLON_SETUP_FAILED');
    expect(answers).toEqual([503, 'HOLON_CHANNEL_NOT_STARTED', '1']);
    await expect(fetch(url)).rejects.toThrow();
  });
});
