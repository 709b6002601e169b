import type { Socket } from 'node:net';

import { channelAccess, type ChannelSecurity } from 'holon';

import { lines, openDeaf } from '../../helpers/raw-http';
import { TokenTable } from '../../helpers/token-table';
import { until } from '../../helpers/until';
import { EventStream } from '../../wire/event-stream';
import { News, Plant } from '../../wire/plant';
import { call, endAll, serve } from '../../wire/serve';

const streams: EventStream[] = [];
const deaf: Socket[] = [];

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  for (const socket of deaf.splice(0)) socket.destroy();
  await endAll();
});

async function open(url: string, token: string, query = ''): Promise<EventStream> {
  const stream = await EventStream.open(url, `/channels/news/events${query}`, { token });
  streams.push(stream);
  if (stream.response.status === 200) await until(() => stream.events.length > 0, 'ready');
  return stream;
}

const access = channelAccess({ own: [News] });

/** What the last event says. */
const endOf = (stream: EventStream): unknown => {
  const { event, data } = stream.events.at(-1)!;
  return event === 'end' ? (JSON.parse(data) as { code: string }).code : undefined;
};

describe('a stream and the right to it', () => {
  it('ends at the next message when the right was taken away, without that message', async () => {
    const security = new TokenTable('a:read', 'b:read');
    const { url, app } = await serve(Plant, { security });
    const [a, b] = [await open(url, 'a:read'), await open(url, 'b:read')];
    security.revoked.add('a');
    security.issue('editor:write');
    await call(url, 'PUT', '/channels/news', { token: 'editor:write', body: { secret: 1 } });
    await until(
      () => a.isOver && b.messages.length === 1,
      'the end of one, a message of the other',
    );
    expect(a.messages).toEqual([]);
    expect(endOf(a)).toBe('HOLON_FORBIDDEN');
    expect(app.health().status).toBe('ok');
  });

  it('ends at the next comment when nothing is sent', async () => {
    const security = new TokenTable('a:read');
    const { url, clock } = await serve(Plant, { security });
    const stream = await open(url, 'a:read');
    security.revoked.add('a');
    await clock.advance(15_000);
    await until(() => stream.isOver, 'the end');
    expect([stream.comments, endOf(stream)]).toEqual([0, 'HOLON_FORBIDDEN']);
  });

  it('ends at the very moment at which the token ends', async () => {
    const security = new TokenTable();
    const { url, clock } = await serve(Plant, { security });
    security.issue('a:read', clock.nowMs() + 7_500);
    const stream = await open(url, 'a:read');
    await clock.advance(7_499);
    expect(stream.isOver).toBe(false);
    await clock.advance(1);
    await until(() => stream.isOver, 'the end');
    expect(endOf(stream)).toBe('HOLON_UNAUTHENTICATED');
    expect((await open(url, 'a:read')).response.status).toBe(401);
  });

  it('goes on with a security that takes its time to decide, in order', async () => {
    const security = new (class extends TokenTable {
      override authorize(...args: Parameters<TokenTable['authorize']>): never {
        return Promise.resolve().then(() => super.authorize(...args)) as never; // may be later, says the port
      }
    })('a:read', 'editor:admin');
    const { url } = await serve(Plant, { security });
    const stream = await open(url, 'a:read');
    for (let n = 1; n <= 20; n += 1) {
      await call(url, 'PUT', '/channels/news', { token: 'editor:admin', body: n });
    }
    await until(() => stream.messages.length === 20, 'all');
    expect(stream.messages.map(({ content }) => content.data)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    security.revoked.add('a');
    await call(url, 'PUT', '/channels/news', { token: 'editor:admin', body: 21 });
    await until(() => stream.isOver, 'the end');
    expect(endOf(stream)).toBe('HOLON_FORBIDDEN');
  });
});

describe('a reader who takes nothing', () => {
  const COUNT = 36;
  const half = 'x'.repeat(512 * 1024);
  const all = Array.from({ length: COUNT }, (_, index) => index);

  /** A stream that nobody reads, one that is read, and 18 MiB written to both. */
  async function flood() {
    const security = new TokenTable('good:read');
    const served = await serve(Plant, { security });
    const { url, app, clock } = served;
    const endsMs = clock.nowMs() + 3_600_000;
    security.issue('deaf:read', endsMs);
    const socket = await openDeaf(
      url,
      lines(
        'GET /channels/news/events HTTP/1.1',
        'Host: localhost',
        'Authorization: Bearer deaf:read',
      ),
    );
    deaf.push(socket);
    // A stream is watched for the end of its token as long as it is open.
    const isOpen = (): boolean => clock.pending.some(({ dueMs }) => dueMs === endsMs);
    await until(isOpen, 'the stream that nobody reads');
    const good = await open(url, 'good:read');
    for (const n of all) await app.client(access, 'good').write(News, { n, half });
    await until(() => good.messages.length === COUNT, 'all for the one who reads');
    return { ...served, socket, good, isOpen };
  }

  it('slows nobody, and is cut off after 30 seconds', async () => {
    const { good, clock, isOpen } = await flood();
    expect(good.messages.map(({ content }) => (content.data as { n: number }).n)).toEqual(all);
    await clock.advance(29_999);
    expect(isOpen()).toBe(true);
    await clock.advance(1);
    await until(() => !isOpen(), 'the end of the other');
    expect(good.isOver).toBe(false);
  }, 20_000);

  it('is no reason for a drain to wait', async () => {
    const { good, app } = await flood();
    expect(await app.drain()).toMatchObject({ completed: true });
    await until(() => good.isOver, 'its end');
    expect(endOf(good)).toBe('HOLON_DRAINING');
  }, 20_000);

  it('gets all of it in order when he reads again in time', async () => {
    const { socket } = await flood();
    const seen: number[] = [];
    let rest = '';
    socket.setEncoding('latin1').on('data', (piece: string) => {
      rest += piece;
      for (const [, n] of rest.matchAll(/\{"data":\{"n":(\d+),/g)) seen.push(Number(n));
      rest = rest.slice(Math.max(rest.lastIndexOf('{"data":{"n":') + 1, rest.length - 30));
    });
    socket.resume();
    await until(() => seen.length === COUNT, 'all');
    expect(seen).toEqual(all);
  }, 20_000);
});

describe('a stream that nobody takes any more when it would begin', () => {
  it('holds no place where its reader has gone while he was looked up', async () => {
    let isAsked = 0;
    let known: (() => void) | undefined;
    const table = new TokenTable('a:read');
    const security: ChannelSecurity = {
      authenticate: (token) =>
        new Promise((resolve) => {
          isAsked += 1;
          known = () => resolve(table.authenticate(token));
        }),
      authorize: (...asked) => table.authorize(...asked),
    };
    const { url } = await serve(Plant, { security }, { limits: { streamsPerCaller: 1 } });
    const port = Number(new URL(url).port);
    const head = lines(
      'GET /channels/news/events HTTP/1.1',
      'Host: localhost',
      'Authorization: Bearer a:read',
    );
    const gone = await openDeaf(url, head);
    await until(() => isAsked === 1, 'the question who it is');
    const ended = new Promise((resolve) => gone.once('close', resolve));
    gone.destroy();
    await ended;
    // The server has seen it go when it has answered somebody who came later.
    for (let n = 0; n < 3; n += 1) await fetch(`http://127.0.0.1:${String(port)}/healthz`);
    known?.();
    const next = fetch(`${url}/channels/news/events`, {
      headers: { authorization: 'Bearer a:read' },
    });
    await until(() => isAsked === 2, 'the next one');
    known?.();
    const { status, body } = await next;
    expect(status).toBe(200);
    await body?.cancel();
  });

  it('is refused behind another on its connection, and holds no place', async () => {
    const { app, url } = await serve(Plant, {}, { limits: { streamsPerCaller: 2 } });
    const head = 'GET /channels/news/events HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const socket = await openDeaf(url, head + head);
    deaf.push(socket);
    const opened = await fetch(`${url}/channels/news/events`);
    expect(opened.status).toBe(200);
    await opened.body?.cancel();
    socket.destroy();
    expect(await app.drain()).toMatchObject({ completed: true, abandoned: [] });
  });
});
