import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

import {
  Channel,
  channelAccess,
  Consume,
  createApp,
  BroadcastChannel,
  PassthroughChannel,
  System,
  WorkQueueChannel,
} from 'holon';
import type { Express } from 'express';

import { lines, openDeaf } from '../../helpers/raw-http';
import { RecordingLogger } from '../../helpers/recording-logger';
import { until } from '../../helpers/until';
import { EventStream } from '../../wire/event-stream';
import { call, endAll, serve, type Served } from '../../wire/serve';
import { temporaryFolder } from './temporary-folder';

afterEach(endAll);

@Channel({ id: 'jobs', visibility: 'public' })
class Jobs extends WorkQueueChannel<unknown, 'jobs'> {}
@Channel({ id: 'log', visibility: 'public' })
class Log extends BroadcastChannel<unknown, 'log'> {}

@Channel({ id: 'wide', visibility: 'public' })
class Wide extends PassthroughChannel<unknown, 'wide'> {}

let finish: (() => void) | undefined;

/** Works on a message until the test lets it. */
@System({ id: 'busy', channels: channelAccess({ own: [Jobs, Log, Wide] }) })
class Busy {
  @Consume(Log)
  work(): Promise<void> {
    return new Promise((resolve) => {
      finish = resolve;
    });
  }
}

describe('a drain', () => {
  it('refuses new work with a time to come again, and lets claims be settled while systems end', async () => {
    const { url, app } = await serve(Busy);
    await call(url, 'PUT', '/channels/jobs', { body: 1, headers: { 'idempotency-key': 'j1' } });
    await call(url, 'PUT', '/channels/jobs', { body: 2, headers: { 'idempotency-key': 'j2' } });
    const claimed = await call(url, 'GET', '/channels/jobs?exclusive=true', { token: 'w' });
    await call(url, 'PUT', '/channels/log', { body: { busy: true } });
    await until(() => finish !== undefined, 'the handler');
    const draining = app.drain();
    const refused = await call(url, 'PUT', '/channels/log', { body: 1 });
    expect([refused.status, refused.json.code]).toEqual([503, 'HOLON_DRAINING']);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('connection')).toBe('close');
    for (const [method, path] of [
      ['GET', '/channels/log'],
      ['GET', '/channels/jobs?exclusive=true&wait=10'],
      ['GET', '/channels/log/events'],
      ['GET', '/channels'],
      ['GET', '/no/such/page'],
    ] as const) {
      expect([path, (await call(url, method, path)).status]).toEqual([path, 503]);
    }
    const token = claimed.json.messages[0]!.claim_token;
    const settle = (name: string, body: unknown) =>
      call(url, 'POST', `/channels/jobs/${name}`, { token: 'w', body });
    const one = { message_ids: ['j1'], claim_tokens: [token] };
    expect((await settle('extend', { ...one, timeout: 60 })).json.extended).toBe(1);
    expect((await settle('acknowledge', one)).json.acknowledged).toBe(1);
    expect((await settle('nack', { message_ids: ['j2'] })).json.nacked).toBe(1);
    finish?.();
    expect((await draining).completed).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('ends streams at once and keeps its time where a registry elsewhere does not answer any more', async () => {
    let asked = 0;
    const registry = createServer((request, response) => {
      asked += 1;
      request.resume();
      if (asked === 1) response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    const { port } = registry.address() as AddressInfo; // it listens on a port
    try {
      const registries = [{ url: `http://127.0.0.1:${port}`, channelId: 'directory' }];
      const { url, app, clock, log } = await serve(Busy, {}, { registries });
      const stream = await EventStream.open(url, '/channels/log/events');
      await until(() => stream.events.length === 1, 'its beginning');
      const draining = app.drain({ timeoutMs: 1_000 });
      await until(() => stream.isOver && asked === 2, 'the end of the stream, and the withdrawal');
      let report: unknown;
      void draining.then((known) => (report = known));
      await clock.advance(1_000);
      await until(() => report !== undefined, 'the end of the drain');
      const abandoned = [`registration at http://127.0.0.1:${port}#directory not withdrawn`];
      expect(report).toMatchObject({ completed: false, elapsedMs: 1_000, abandoned });
      expect(log.of('discovery.withdraw-failed')).toHaveLength(1);
    } finally {
      registry.closeAllConnections();
      registry.close();
    }
  });

  it('ends waits with what there is, lets go of idle connections, and finishes what is under way', async () => {
    let answer: (() => void) | undefined;
    const { url, app, clock } = await serve(
      Busy,
      {},
      {
        configure: (own) =>
          (own as Express).get('/slow', (_, response) => {
            answer = () => void response.send('done');
          }),
      },
    );
    const waits = [
      call(url, 'GET', '/channels/log?wait=60', { token: 'a' }),
      call(url, 'GET', '/channels/jobs?exclusive=true&wait=60', { token: 'b' }),
    ];
    await until(
      () => clock.pending.filter(({ dueMs }) => dueMs === clock.nowMs() + 60_000).length === 2,
      'the waits',
    );
    const idle = connect(Number(new URL(url).port), '127.0.0.1');
    const isClosed = new Promise((resolve) => idle.resume().on('close', resolve));
    const slow = call(url, 'GET', '/slow');
    await until(() => answer !== undefined, 'the slow request');
    const draining = app.drain();
    for (const wait of waits) expect((await wait).json).toEqual({ messages: [] });
    await isClosed;
    answer?.();
    expect((await slow).text).toBe('done');
    expect(await draining).toMatchObject({ completed: true, abandoned: [] });
  });

  it('cuts off at the deadline what is not done, and says what it was', async () => {
    let asked = false;
    const { url, app, clock } = await serve(
      Busy,
      {},
      {
        configure: (own) => (own as Express).get('/never', () => (asked = true)),
      },
    );
    const cut = call(url, 'GET', '/never').catch((error: unknown) => error);
    await until(() => asked, 'the request');
    const draining = app.drain({ timeoutMs: 2_000 });
    await until(
      () => clock.pending.some(({ dueMs }) => dueMs <= clock.nowMs() + 2_000),
      'the drain',
    );
    await clock.advance(2_000);
    expect((await draining).abandoned).toEqual([
      'requests were still being answered: GET of a route that configure has added',
    ]);
    expect(await cut).toMatchObject({ message: 'fetch failed' });
  });

  it('loses nothing that was accepted under load', async () => {
    const folder = temporaryFolder();
    const store = `sqlite:${folder.path}/load.db`;
    const app = await createApp(Busy, { store, logger: new RecordingLogger() });
    const { url } = await app.publish();
    const accepted = new Set<string>();
    const others = new Set<unknown>();
    let isOver = false;
    const client = async (name: string): Promise<void> => {
      for (let n = 0; !isOver; n += 1) {
        const id = `${name}-${n}`;
        const headers = { 'idempotency-key': id };
        const answer = await call(url, 'PUT', '/channels/jobs', {
          token: name,
          body: { id },
          headers,
        }).catch(() => undefined);
        if (answer?.status === 200) accepted.add(id);
        else others.add(answer?.status ?? 'no connection');
      }
    };
    const clients = Array.from({ length: 20 }, (_, index) => client(`c${index}`));
    await until(() => accepted.size > 300, 'some load');
    const report = await app.drain();
    isOver = true;
    await Promise.all(clients);
    expect(report.completed).toBe(true);
    for (const other of others) expect([503, 'no connection']).toContain(other);
    const again = await createApp(Busy, { store, logger: new RecordingLogger() });
    await again.launch();
    const stats = await again
      .client(channelAccess({ own: [Jobs] }), 'test')
      .host(Jobs)
      .stats();
    expect(stats.count).toBe(accepted.size);
    await again.drain();
    folder.remove();
  });
});

describe('an answer on its way out', () => {
  const BIG = 'y'.repeat(900_000);

  /** An answer of 5 MiB that a client has asked for and does not read. */
  async function asked(): Promise<Served & { readonly socket: Socket }> {
    const served = await serve(Busy);
    const { app, url } = served;
    const client = app.client(channelAccess({ own: [Wide] }), 'test');
    for (let n = 0; n < 6; n += 1) await client.write(Wide, BIG);
    const request = lines('GET /channels/wide?limit=6 HTTP/1.1', 'Host: localhost');
    const watches = (): number =>
      served.clock.pending.filter(({ dueMs }) => dueMs === served.clock.nowMs() + 30_000).length;
    const before = watches();
    const socket = await openDeaf(url, request);
    await until(() => watches() > before, 'the answer that nobody takes');
    return { ...served, socket };
  }

  it('is sent whole though the app drains', async () => {
    const { app, socket } = await asked();
    const draining = app.drain();
    await new Promise(setImmediate);
    let bytes = 0;
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('data', (piece: Buffer) => (bytes += piece.length)).resume();
    await closed;
    expect(bytes).toBeGreaterThan(6 * BIG.length);
    expect(await draining).toMatchObject({ completed: true, abandoned: [] });
  });

  it('is cut off when nothing of it is taken for 30 seconds', async () => {
    const { app, clock, socket } = await asked();
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await clock.advance(30_000);
    socket.resume();
    await closed;
    expect(await app.drain()).toMatchObject({ completed: true, abandoned: [] });
  });
});
