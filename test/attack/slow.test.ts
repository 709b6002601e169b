import { RawConnection } from '../helpers/raw-connection';
import { until } from '../helpers/until';
import { bearer, closeSites, ask, openSite, requestText, statusOf, type Site } from './sites';
import { guard, honest } from './list/honest';

afterEach(closeSites);

const REQUEST_MS = 200;

const authorized = ({ clock }: Site) => bearer(honest(Math.floor(clock.nowMs() / 1_000)));

/** Where a request has so long to arrive. */
const impatient = () =>
  openSite('alone', { security: guard(), publish: { limits: { requestMs: REQUEST_MS } } });

/** Sends a piece again and again until the other side has had enough. */
async function trickle(connection: RawConnection, piece: string): Promise<string | number> {
  const timer = setInterval(() => connection.send(piece), 10);
  try {
    return statusOf(await connection.next());
  } finally {
    clearInterval(timer);
  }
}

describe('a client that takes its time', () => {
  it.each([
    ['over its headers', 'GET /channels/news HTTP/1.1\r\nHost: localhost\r\n', 'X: 1\r\n'],
    ['over its first line', 'GET /channels/', 'x'],
    ['over empty lines', '\r\n', '\r\n'],
  ])('%s is cut off', async (_, start, piece) => {
    const site = await impatient();
    const connection = await RawConnection.open(site.url);
    connection.send(start);
    expect([408, 'closed']).toContain(await trickle(connection, piece));
    expect(await connection.closed()).toBe('closed');
  });

  it.each([
    ['by its length', 'Content-Length: 1000000', 'x'],
    ['in pieces', 'Transfer-Encoding: chunked', '1\r\nx\r\n'],
  ])('over its body, %s, is cut off, which is no failure of the server', async (_, how, piece) => {
    const site = await impatient();
    const connection = await RawConnection.open(site.url);
    const headers = [...authorized(site), how, 'Content-Type: application/json'];
    connection.send(requestText(site, 'PUT /channels/news', headers));
    expect([408, 'closed']).toContain(await trickle(connection, piece));
    expect(await connection.closed()).toBe('closed');
    expect(site.log.entries.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('and never says anything is cut off', async () => {
    const site = await impatient();
    const connection = await RawConnection.open(site.url);
    expect(await connection.next()).not.toBe('hung');
    expect(await connection.closed()).toBe('closed');
  });

  it('keeps nobody else waiting', async () => {
    const site = await impatient();
    const slow = await Promise.all(Array.from({ length: 50 }, () => RawConnection.open(site.url)));
    for (const connection of slow) connection.send('GET /channels/news HTTP/1.1\r\nHost: loc');
    expect(statusOf(await ask(site, 'GET /healthz'))).toBe(200);
    for (const connection of slow) connection.end();
  });
});

describe('a client that is gone on one side', () => {
  it('gets the answer to what it has sent whole', async () => {
    const site = await openSite('alone', { security: guard() });
    const connection = await RawConnection.open(site.url);
    connection.send(requestText(site, 'PUT /channels/news', authorized(site), '1'));
    connection.socket.end();
    expect(statusOf(await connection.next())).toBe(200);
    expect(await connection.closed()).toBe('closed');
  });

  it('in the middle of a body writes nothing', async () => {
    const site = await openSite('alone', { security: guard() });
    const connection = await RawConnection.open(site.url);
    const text = requestText(site, 'PUT /channels/news', authorized(site), '"whole"');
    connection.send(text.subarray(0, -3));
    connection.socket.end();
    await connection.closed();
    const stats = await ask(site, 'GET /channels/news/stats', authorized(site));
    expect(typeof stats === 'string' ? stats : JSON.parse(stats.body)).toMatchObject({ count: 0 });
  });

  it('gives back its place among those who wait, however it goes', async () => {
    const site = await openSite('alone', {
      security: guard(),
      publish: { limits: { streamsPerCaller: 1 } },
    });
    const routes = [
      'GET /channels/news/events',
      'GET /channels/news?wait=60',
      'GET /channels/jobs?exclusive=true&wait=60',
    ];
    for (const route of routes) {
      for (const leave of ['end', 'reset'] as const) {
        const connection = await RawConnection.open(site.url);
        connection.send(requestText(site, route, authorized(site)));
        const isTaken = async () => {
          const second = await RawConnection.open(site.url);
          const text = requestText(site, 'GET /channels/news/events', authorized(site));
          const status = statusOf(await second.ask(text));
          second.end();
          return status === 429;
        };
        await until(isTaken, `the place of ${route}`);
        if (leave === 'end') connection.end();
        else connection.socket.resetAndDestroy();
        await until(async () => !(await isTaken()), `${route} is over after ${leave}`);
      }
    }
  });
});

describe('a client that never reads its stream', () => {
  it('is cut off, keeps nobody else waiting, and its place is free again', async () => {
    const site = await openSite('alone', {
      security: guard(),
      publish: { limits: { streamsPerCaller: 1 } },
    });
    const token = authorized(site);
    const deaf = await RawConnection.open(site.url);
    deaf.socket.pause();
    deaf.send(requestText(site, 'GET /channels/news/events', token));
    const timers = site.clock.pendingTimers;
    await until(() => site.clock.pendingTimers > timers, 'the stream');

    const other = bearer(honest(Math.floor(site.clock.nowMs() / 1_000), { sub: 'other' }));
    const stalled = site.clock.pendingTimers;
    const large = JSON.stringify('x'.repeat(500_000));
    for (let sent = 0; site.clock.pendingTimers <= stalled && sent < 100; sent += 1) {
      expect(statusOf(await ask(site, 'PUT /channels/news', other, large))).toBe(200);
    }
    expect(site.clock.pendingTimers).toBeGreaterThan(stalled);

    await site.clock.advance(30_000);
    deaf.socket.resume();
    expect(await deaf.closed()).toBe('closed');
    const again = await RawConnection.open(site.url);
    expect(statusOf(await again.ask(requestText(site, 'GET /channels/news/events', token)))).toBe(
      200,
    );
    again.end();
  });
});
