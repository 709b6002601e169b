import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express, { type Express } from 'express';
import {
  BaseSystem,
  Channel,
  channelAccess,
  createApp,
  PassthroughChannel,
  System,
  type App,
  type CreateAppOptions,
} from 'holon';
import { mountApp, type MountOptions } from 'holon/http';

import { RecordingLogger } from '../../helpers/recording-logger';
import { lines, sendRaw } from '../../helpers/raw-http';
import { TokenTable } from '../../helpers/token-table';
import { until } from '../../helpers/until';
import { EventStream } from '../../wire/event-stream';
import { Plant } from '../../wire/plant';
import { call, endAll, serve } from '../../wire/serve';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
  await endAll();
});

async function listen(server: Server, host = '127.0.0.1'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function mount(
  arrange: (server: Express, handler: Awaited<ReturnType<typeof mountApp>>['handler']) => void,
  options: CreateAppOptions = {},
  mountOptions: MountOptions = {},
): Promise<{ url: string; app: App; log: RecordingLogger }> {
  const log = new RecordingLogger();
  const app = await createApp(Plant, { logger: log, ...options });
  ends.push(() => app.drain({ timeoutMs: 0 }));
  const { handler } = await mountApp(app, mountOptions);
  const server = express();
  arrange(server, handler);
  return { url: await listen(createServer(server)), app, log };
}

describe('an app mounted in a server of the user', () => {
  it('answers under its prefix as it does alone, and leaves all other paths to the server', async () => {
    const { url } = await mount((server, handler) => {
      server.use('/holon', handler);
      server.get('/mine', (_, response) => void response.json({ mine: true }));
    });
    await call(url, 'PUT', '/holon/channels/news', { token: 'w', body: { a: 1 } });
    const read = await call(url, 'GET', '/holon/channels/news?limit=1');
    expect(read.json.messages[0]).toMatchObject({ sender_id: 'w', content: { data: { a: 1 } } });
    expect(read.headers.get('x-powered-by')).toBeNull();
    expect(read.headers.get('cache-control')).toBe('no-store');
    expect((await call(url, 'GET', '/holon/channels/secrets')).json.code).toBe('HOLON_NOT_FOUND');
    expect((await call(url, 'DELETE', '/holon/channels/news')).status).toBe(405);
    expect((await call(url, 'GET', '/mine')).json).toEqual({ mine: true });
    expect((await call(url, 'GET', '/holon/nothing')).text).toContain('Cannot GET /holon/nothing');
  });

  it('streams events', async () => {
    const { url } = await mount((server, handler) => server.use(handler));
    const stream = await EventStream.open(url, '/channels/news/events');
    await call(url, 'PUT', '/channels/news', { body: 1 });
    await until(() => stream.messages.length === 1, 'the message');
    stream.close();
  });

  it.each([
    ['parsed', express.json({ limit: '1mb' })],
    ['as bytes', express.raw({ type: '*/*' })],
    ['as text', express.text({ type: '*/*' })],
  ])(
    'takes a body that was read before it, %s, and holds it to the same limits',
    async (_, parser) => {
      const { url } = await mount(
        (server, handler) => server.use(parser, handler),
        {},
        { limits: { bodyBytes: 200, depth: 4 } },
      );
      const put = async (body: string, headers?: Record<string, string>) =>
        (await call(url, 'PUT', '/channels/news', { body, ...(headers ? { headers } : {}) }))
          .status;
      const kept = '{"__proto__":{"a":1},"constructor":2}';
      expect(await put(kept)).toBe(200);
      expect((await call(url, 'GET', '/channels/news')).text).toContain(kept);
      expect(await put('[[[[[1]]]]]')).toBe(413);
      expect(await put(JSON.stringify(['x'.repeat(250)]))).toBe(413);
      const chunked = await sendRaw(
        url,
        `${lines(
          'PUT /channels/news HTTP/1.1',
          'Host: localhost',
          'Content-Type: application/json',
          'Transfer-Encoding: chunked',
        )}fe\r\n["${'x'.repeat(250)}"]\r\n0\r\n\r\n`,
      );
      expect(chunked.status).toBe(413);
      expect(await put('a=1', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    },
  );

  it('says so when the body was swallowed by something before it', async () => {
    const { url } = await mount((server, handler) =>
      server.use((request, _, next) => {
        request.resume().on('end', next);
      }, handler),
    );
    const answer = await call(url, 'PUT', '/channels/news', { body: 1 });
    expect([answer.status, answer.json.code]).toEqual([400, 'HOLON_INVALID_REQUEST']);
  });

  it('lets nobody in over other addresses than loopback where nothing checks who calls', async () => {
    const { url } = await mount((server, handler) => server.use(handler));
    const rebound = await sendRaw(url, lines('GET /channels/news HTTP/1.1', 'Host: evil.example'));
    expect(rebound.status).toBe(403);

    const app = await createApp(Plant, { logger: new RecordingLogger() });
    ends.push(() => app.drain({ timeoutMs: 0 }));
    const { handler } = await mountApp(app);
    const outside = createServer((request, response) => {
      Object.defineProperty(request.socket, 'localAddress', { value: '192.0.2.7' });
      handler(request, response, () => undefined);
    });
    const answer = await call(await listen(outside), 'GET', '/channels/news');
    expect([answer.status, answer.json.code]).toEqual([403, 'HOLON_INSECURE_PUBLISH']);
    expect(answer.text).toContain('createApp(Root, { security');
    expect(answer.text).not.toContain('app at');
  });

  it('shows what no right guards to this machine alone where channels guard themselves', async () => {
    @Channel({ id: 'own', visibility: 'public', security: new TokenTable('r:read') })
    class Own extends PassthroughChannel<unknown, 'own'> {}
    @System({ id: 'closed', channels: channelAccess({ own: [Own] }) })
    class Closed {}
    const app = await createApp(Closed, { logger: new RecordingLogger() });
    ends.push(() => app.drain({ timeoutMs: 0 }));
    const { handler } = await mountApp(app);
    const server = createServer((request, response) => {
      if (request.headers['x-from'] !== undefined) {
        Object.defineProperty(request.socket, 'localAddress', { value: '192.0.2.7' });
      }
      handler(request, response, () => undefined);
    });
    const url = await listen(server);
    const headers = { 'x-from': 'elsewhere' };
    expect((await call(url, 'GET', '/metrics')).status).toBe(200);
    for (const path of ['/metrics', '/openapi.json', '/asyncapi.json']) {
      expect([path, (await call(url, 'GET', path, { headers })).status]).toEqual([path, 403]);
    }
    const own = await call(url, 'GET', '/channels/own', { headers, token: 'r:read' });
    expect(own.status).toBe(200);
  });

  it('judges channels as well that come while the app is set up', async () => {
    @System({ id: 'late' })
    class Late extends BaseSystem {
      async setup(): Promise<void> {
        await this.addChannel(new PassthroughChannel({ id: 'added', visibility: 'public' }));
      }
    }
    const app = await createApp(Late, { logger: new RecordingLogger() });
    ends.push(() => app.drain({ timeoutMs: 0 }));
    const { handler } = await mountApp(app);
    const server = createServer((request, response) => handler(request, response, () => undefined));
    const url = await listen(server);
    const text = lines('GET /channels/added HTTP/1.1', 'Host: evil.example');
    expect((await sendRaw(url, text)).status).toBe(403);
    expect((await call(url, 'GET', '/channels/added')).status).toBe(200);
  });

  it('checks callers as it does alone', async () => {
    const { url } = await mount((server, handler) => server.use(handler), {
      security: new TokenTable('r:read'),
    });
    expect((await call(url, 'GET', '/channels/news')).status).toBe(401);
    expect((await call(url, 'PUT', '/channels/news', { token: 'r:read', body: 1 })).status).toBe(
      403,
    );
    expect((await call(url, 'GET', '/channels/news', { token: 'r:read' })).status).toBe(200);
  });

  it('drains with its app', async () => {
    const { url, app } = await mount((server, handler) => server.use(handler));
    await app.drain();
    const answer = await call(url, 'GET', '/channels/news');
    expect([answer.status, answer.json.code]).toEqual([503, 'HOLON_DRAINING']);
  });
});

describe('routes of the user beside those of holon', () => {
  it('come behind them, with the headers of helmet', async () => {
    const { url } = await serve(
      Plant,
      {},
      {
        configure: (app) => {
          const own = app as Express; // it is one
          own.get('/hello', (_, response) => void response.json({ hello: 'world' }));
          own.get('/channels/news', (_, response) => void response.send('never'));
        },
      },
    );
    const hello = await call(url, 'GET', '/hello');
    expect(hello.json).toEqual({ hello: 'world' });
    expect(hello.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(hello.headers.get('x-powered-by')).toBeNull();
    expect((await call(url, 'GET', '/channels/news')).json).toEqual({ messages: [] });
  });

  it('end in a problem where they throw or do not exist', async () => {
    const { url, log } = await serve(
      Plant,
      {},
      {
        configure: (app) => {
          const own = app as Express; // it is one
          own.use(express.json({ limit: 100 }));
          own.post('/echo', (request, response) => void response.json(request.body));
          own.get('/broken', () => {
            throw new Error('/etc/secret broke');
          });
        },
      },
    );
    const status = async (method: string, path: string, body?: string, headers = {}) => {
      const answer = await call(url, method, path, {
        headers,
        ...(body === undefined ? {} : { body }),
      });
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      return [answer.status, answer.json.code];
    };
    expect(await status('GET', '/nothing')).toEqual([404, 'HOLON_NOT_FOUND']);
    expect(await status('POST', '/echo', '{broken')).toEqual([400, 'HOLON_INVALID_REQUEST']);
    expect(await status('POST', '/echo', JSON.stringify('x'.repeat(200)))).toEqual([
      413,
      'HOLON_TOO_LARGE',
    ]);
    const latin = { 'content-type': 'application/json; charset=koi8' };
    expect(await status('POST', '/echo', '{}', latin)).toEqual([415, 'HOLON_INVALID_REQUEST']);
    const broken = await call(url, 'GET', '/broken');
    expect([broken.status, broken.text.includes('secret')]).toEqual([503, false]);
    expect(log.of('http.request-failed')).toHaveLength(1);
  });

  it('are not asked before the app is there, and not while it drains', async () => {
    let asked = 0;
    const { url, app } = await serve(
      Plant,
      {},
      {
        configure: (own) =>
          (own as Express).get('/mine', (_, response) => {
            asked += 1;
            response.send('x');
          }),
      },
    );
    const stream = await EventStream.open(url, '/channels/news/events');
    await until(() => stream.events.length > 0, 'the stream');
    expect((await call(url, 'GET', '/mine')).status).toBe(200);
    await app.drain();
    await expect(fetch(`${url}/mine`)).rejects.toThrow();
    expect(asked).toBe(1);
  });

  it('make publish fail where they cannot be added', async () => {
    const app = await createApp(Plant, { logger: new RecordingLogger() });
    const publishing = app.publish({
      configure: () => {
        throw new Error('no such middleware');
      },
    });
    await expect(publishing).rejects.toThrow('no such middleware');
    await app.drain({ timeoutMs: 0 });
  });
});

describe('what a browser may show', () => {
  const HELMET = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    'x-xss-protection': '0',
  };
  const PATHS = ['/docs', '/docs/page.js', '/openapi.json', '/asyncapi.json'];

  it('has all headers of helmet, and that of TLS only where the caller speaks it', async () => {
    const own = await serve(Plant);
    const behind = await serve(Plant, {}, { publicUrl: 'https://plant.example' });
    for (const path of PATHS) {
      const { headers } = await call(own.url, 'GET', path);
      expect(Object.fromEntries(headers)).toMatchObject(HELMET);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('strict-transport-security')).toBeNull();
      const far = await call(behind.url, 'GET', path);
      expect(far.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    }
  });
});

describe('an app without security in a server of the user', () => {
  it('says so in the log, as one that is published', async () => {
    const open = await mount((server, handler) => server.use(handler));
    expect(open.log.of('http.unsecured')[0]?.fields.open).toContain("channel 'news'");
    const allowed = await mount(
      (server, handler) => server.use(handler),
      {},
      { allowInsecure: true },
    );
    expect(allowed.log.of('http.insecure')).toHaveLength(1);
    const safe = await mount((server, handler) => server.use(handler), {
      security: new TokenTable('a:read'),
    });
    expect(safe.log.entries.filter(({ event }) => event.includes('secure'))).toEqual([]);
  });
});
