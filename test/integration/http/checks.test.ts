import {
  BroadcastChannel,
  Channel,
  channelAccess,
  Expose,
  PassthroughChannel,
  System,
  WorkQueueChannel,
} from 'holon';

import { lines, sendRaw } from '../../helpers/raw-http';
import { TokenTable } from '../../helpers/token-table';
import { Plant } from '../../wire/plant';
import { call, endAll, serve, type AnswerJson, type Call } from '../../wire/serve';

afterEach(endAll);

const secured = () => new TokenTable('r:read', 'w:write', 'boss:admin', 'narrow:admin:jobs');

/** Everything a caller can be told apart by. */
async function fingerprint(url: string, method: string, path: string, token: string) {
  const { status, headers, text } = await call(url, method, path, { token });
  const told = [...headers].filter(([name]) => name !== 'date');
  return { status, told, text };
}

describe('a refusal', () => {
  const refused = async (path: string) => {
    const { url } = await serve(Plant);
    const { status, text } = await call(url, 'GET', path);
    const problem = JSON.parse(text) as { readonly code: string; readonly hint: string }; // see wire.md
    return { status, ...problem };
  };

  it('of a plain read of a work queue says how its messages are claimed', async () => {
    expect(await refused('/channels/jobs')).toMatchObject({
      code: 'HOLON_UNSUPPORTED_OPERATION',
      hint: 'Claim its messages with exclusive=true: GET /channels/jobs?exclusive=true.',
    });
  });

  it('of a wrong query names what the app itself shows, not a file that callers do not have', async () => {
    const { status, hint } = await refused('/channels/news?limit=many');
    expect(status).toBe(400);
    expect(hint).toContain('/openapi.json');
    expect(hint).not.toContain('.md');
  });
});

describe('who is calling', () => {
  it.each([
    ['no header', []],
    ['an unknown token', ['Authorization: Bearer nobody']],
    ['another scheme', ['Authorization: Basic r:read']],
    ['a scheme alone', ['Authorization: Bearer']],
    ['a token alone', ['Authorization: r:read']],
    ['two tokens', ['Authorization: Bearer r:read r:read']],
    ['two tokens with a comma', ['Authorization: Bearer r:read,r:read']],
    ['the scheme twice', ['Authorization: Bearer Bearer r:read']],
    ['the header twice', ['Authorization: Bearer r:read', 'Authorization: Bearer r:read']],
    ['a tab', ['Authorization: Bearer\tr:read']],
  ])('is refused with the same words for %s', async (_, headers) => {
    const { url } = await serve(Plant, { security: secured() });
    const answer = await sendRaw(
      url,
      lines('GET /channels/news HTTP/1.1', 'Host: localhost', ...headers),
    );
    expect(answer.status).toBe(401);
    expect(answer.head).toMatch(/\r\nWWW-Authenticate: Bearer\r\n/);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: 'HOLON_UNAUTHENTICATED',
      detail: 'There is no valid token',
    });
  });

  it('takes no token from the query or a cookie', async () => {
    const security = secured();
    const { url } = await serve(Plant, { security });
    const answer = await call(url, 'GET', '/channels/news?token=r:read&access_token=r:read', {
      headers: { cookie: 'authorization=Bearer r:read; token=r:read' },
    });
    expect(answer.status).toBe(401);
    expect(security.asked).toEqual([undefined]);
  });

  it('knows the scheme however it is written', async () => {
    const { url } = await serve(Plant, { security: secured() });
    const headers = { authorization: 'bearer r:read' };
    expect((await call(url, 'GET', '/channels/news', { headers })).status).toBe(200);
  });

  it('is asked before anything of the body is looked at', async () => {
    const { url } = await serve(Plant, { security: secured() });
    const early = await call(url, 'PUT', '/channels/news', { body: '{broken', token: 'nobody' });
    expect(early.status).toBe(401);
  });

  it('slows down who tries tokens behind a proxy that is trusted, and not who else is behind it', async () => {
    const tried = async (trustProxy: number | false) => {
      const { url } = await serve(Plant, { security: secured() }, { trustProxy });
      const status = async (token: string, address: string) => {
        const headers = { 'x-forwarded-for': address };
        return (await call(url, 'GET', '/channels', { token, headers })).status;
      };
      await Promise.all(Array.from({ length: 110 }, (_, n) => status(`t${n}`, '203.0.113.7')));
      return [await status('x', '203.0.113.7'), await status('x', '203.0.113.8')];
    };
    expect(await tried(1)).toEqual([429, 401]);
    expect(await tried(false)).toEqual([429, 429]);
  });

  it('slows down who tries tokens, and not who has one at the same address', async () => {
    const { url, clock } = await serve(Plant, { security: secured() });
    const status = async (token: string) => (await call(url, 'GET', '/channels', { token })).status;
    expect(await status('nobody')).toBe(401);
    expect(await status('r:read')).toBe(200);
    const tries = await Promise.all(Array.from({ length: 120 }, (_, n) => status(`t${n}`)));
    expect(new Set(tries)).toEqual(new Set([401, 429]));
    expect(tries.filter((one) => one === 401)).toHaveLength(99);
    expect(await status('w:write')).toBe(429);
    expect(await status('r:read')).toBe(200);
    await clock.advance(5_000);
    expect(await status('w:write')).toBe(200);
  });

  it('is decided by the security of the channel, where it has one', async () => {
    const own = new TokenTable('own:read');
    @Channel({ id: 'guarded', visibility: 'public', security: own })
    class Guarded extends PassthroughChannel<unknown, 'guarded'> {}
    @Channel({ id: 'usual', visibility: 'public' })
    class Usual extends PassthroughChannel<unknown, 'usual'> {}
    @System({ id: 's', channels: channelAccess({ own: [Guarded, Usual] }) })
    class Root {}
    const { url } = await serve(Root, { security: secured() });
    const status = async (path: string, token: string) =>
      (await call(url, 'GET', path, { token })).status;
    expect(await status('/channels/guarded', 'own:read')).toBe(200);
    expect(await status('/channels/guarded', 'boss:admin')).toBe(401);
    expect(await status('/channels/usual', 'own:read')).toBe(401);
    const listed = await call(url, 'GET', '/channels', { token: 'r:read' });
    expect(listed.json.channels.map(({ id }) => id)).toEqual(['usual']);
  });
});

describe('rights', () => {
  it.each([
    ['GET', '/channels/news', 'r'],
    ['GET', '/channels/jobs?exclusive=true', 'r'],
    ['GET', '/channels/news/events', 'r'],
    ['GET', '/channels/registry/registrations', 'r'],
    ['PUT', '/channels/news', 'w'],
    ['POST', '/channels/news/messages', 'w'],
    ['GET', '/channels/news/stats', 'boss'],
    ['GET', '/channels/news/dead', 'boss'],
    ['POST', '/channels/news/redrive', 'boss'],
    ['POST', '/channels/news/remove', 'boss'],
    ['POST', '/channels/news/clear', 'boss'],
    ['POST', '/channels/news/evict', 'boss'],
  ])('%s %s is for %s and whoever may more', async (method, path, weakest) => {
    const { url } = await serve(Plant, { security: secured() });
    const ranks = ['r', 'w', 'boss'];
    for (const token of ['r:read', 'w:write', 'boss:admin']) {
      const gone = new AbortController();
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(url + path, { method, headers, signal: gone.signal });
      const isAllowed = ranks.indexOf(token.split(':')[0]!) >= ranks.indexOf(weakest);
      expect([token, response.status === 403]).toEqual([token, !isAllowed]);
      gone.abort();
    }
    const { status } = await call(url, method, path, { token: 'narrow:admin:jobs' });
    expect(status === 403).toBe(!path.startsWith('/channels/jobs'));
  });

  it('lets a holder finish what he claimed when the right was taken from him since, and nobody else', async () => {
    const security = secured();
    security.issue('worker:write');
    const { url } = await serve(Plant, { security });
    for (const id of ['j1', 'j2']) {
      const headers = { 'idempotency-key': id };
      await call(url, 'PUT', '/channels/jobs', { token: 'w:write', body: 1, headers });
    }
    await call(url, 'GET', '/channels/jobs?exclusive=true&limit=1', { token: 'worker:write' });
    security.revoked.add('worker');
    const acknowledge = (id: string) =>
      call(url, 'POST', '/channels/jobs/acknowledge', {
        token: 'worker:write',
        body: { message_ids: [id] },
      });
    expect((await acknowledge('j1')).json.acknowledged).toBe(1);
    expect((await acknowledge('j2')).status).toBe(403);
  });

  it('answers for a private channel byte by byte as for one that does not exist', async () => {
    const { url } = await serve(Plant, { security: secured() });
    const routes: [string, string][] = [
      ['GET', ''],
      ['PUT', ''],
      ['GET', '/info'],
      ['GET', '/events'],
      ['GET', '/stats'],
      ['GET', '/dead'],
      ['GET', '/registrations'],
      ['POST', '/messages'],
      ['POST', '/acknowledge'],
      ['POST', '/nack'],
      ['POST', '/extend'],
      ['POST', '/redrive'],
      ['POST', '/clear'],
      ['DELETE', ''],
    ];
    for (const [method, rest] of routes) {
      for (const token of ['boss:admin', 'r:read', 'nobody']) {
        const hidden = await fingerprint(url, method, `/channels/secrets${rest}`, token);
        const missing = await fingerprint(url, method, `/channels/nothing${rest}`, token);
        expect(hidden).toEqual(missing);
      }
    }
  });
});

describe('limits', () => {
  it('lets a caller send so many requests a second, with bursts of twice that', async () => {
    const { url, clock } = await serve(Plant, {}, { limits: { requestsPerSecond: 5 } });
    const statuses = async (token: string, count: number) => {
      const all: number[] = [];
      for (let n = 0; n < count; n += 1) {
        all.push((await call(url, 'GET', '/channels/news/info', { token })).status);
      }
      return all.filter((status) => status === 429).length;
    };
    expect(await statuses('a', 12)).toBe(2);
    expect(await statuses('b', 1)).toBe(0);
    const refused = await call(url, 'GET', '/channels/news/info', { token: 'a' });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.json).toMatchObject({ code: 'HOLON_RATE_LIMITED', retryable: true });
    await clock.advance(1_000);
    expect(await statuses('a', 6)).toBe(1);
  });

  it('counts callers without a name by address, behind a trusted proxy by that of the client', async () => {
    const options = { limits: { requestsPerSecond: 1 }, trustProxy: ['loopback'] };
    const { url } = await serve(Plant, {}, options);
    const status = async (address: string) => {
      const headers = { 'x-forwarded-for': address };
      return (await call(url, 'GET', '/channels/news/info', { headers })).status;
    };
    const same = [];
    for (let n = 0; n < 3; n += 1) same.push(await status('2001:db8::1'));
    expect(same).toEqual([200, 200, 429]);
    expect([await status('2001:db8::2'), await status('2001:db8:1::1')]).toEqual([429, 200]);
  });

  it('counts streams, waits and services of callers without a name by address too, and tells no address', async () => {
    @Channel({ id: 'feed', visibility: 'public' })
    class Feed extends BroadcastChannel<unknown, 'feed'> {}
    @Channel({ id: 'work', visibility: 'public' })
    class Work extends WorkQueueChannel<unknown, 'work'> {}
    @System({ id: 'clerk', channels: channelAccess({ own: [Feed, Work] }) })
    class Clerk {
      @Expose() async greet(): Promise<string> {
        return 'hello';
      }
    }
    const options = { limits: { streamsPerCaller: 1 }, trustProxy: 1 };
    const { url } = await serve(Clerk, {}, options);
    const from = (address: string, method: string, path: string, more: Call = {}) =>
      call(url, method, path, { ...more, headers: { 'x-forwarded-for': address } });
    const waits: readonly (readonly [string, string, Call?])[] = [
      ['GET', '/channels/feed?wait=60'],
      ['GET', '/channels/work?exclusive=true&wait=60'],
      ['POST', '/channels/feed/peek', { body: { wait: 60 } }],
      ['POST', '/systems/clerk/services/greet', { body: 'null' }],
    ];
    const gone = new AbortController();
    const { signal } = gone;
    for (const [index, held] of ['2001:db8::1', '192.0.2.7'].entries()) {
      const headers = { 'x-forwarded-for': held };
      const stream = await fetch(`${url}/channels/feed/events`, { signal, headers });
      expect([index, stream.status]).toEqual([index, 200]);
      for (const [method, path, more] of waits) {
        const refused = await from(held, method, path, more);
        expect([path, refused.status]).toEqual([path, 429]);
        expect(refused.text).toContain("Caller 'anonymous' holds 1 streams");
        expect(refused.text).not.toMatch(/192\.0|2001/);
      }
    }
    gone.abort();
  });

  it('refuses bodies that are too long, too deep or of too many keys, and stores nothing', async () => {
    const limits = { bodyBytes: 1_000, depth: 4, keys: 20 };
    const { url } = await serve(Plant, {}, { limits });
    const put = async (body: string) => {
      const answer = await call(url, 'PUT', '/channels/news', { body });
      return answer.status === 200 ? 200 : [answer.status, answer.json.code];
    };
    const tooLarge = [413, 'HOLON_TOO_LARGE'];
    expect(await put(JSON.stringify('x'.repeat(999)))).toEqual(tooLarge);
    expect(await put('[[[[[1]]]]]')).toEqual(tooLarge);
    expect(await put('{"a":{"b":[{"c":{}}]}}')).toEqual(tooLarge);
    expect(await put(JSON.stringify(new Array(21).fill(0)))).toEqual(tooLarge);
    expect(await put(`{"a":[${'0,'.repeat(9)}0],"b":[${'0,'.repeat(9)}0]}`)).toEqual(tooLarge);
    expect((await call(url, 'GET', '/channels/news/stats')).json.count).toBe(0);
    expect(await put(JSON.stringify('x'.repeat(900)))).toBe(200);
    expect(await put('[[[[1]]]]')).toBe(200);
    expect(await put(`{"a":[${'0,'.repeat(8)}0],"b":[${'0,'.repeat(8)}0]}`)).toBe(200);
  });

  it('refuses a body that grows beyond the limit while it is sent, and closes on who goes on', async () => {
    const { url } = await serve(Plant, {}, { limits: { bodyBytes: 10_000 } });
    const head =
      'PUT /channels/news HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n';
    const chunk = `${(8_000).toString(16)}\r\n"${'x'.repeat(7_999)}\r\n`;
    const answer = await sendRaw(url, head + chunk.repeat(20));
    expect(answer.status).toBe(413);
  });

  it('refuses such a body also when it ends, and nothing is left that nobody catches', async () => {
    const uncaught = jest.fn();
    process.on('unhandledRejection', uncaught);
    try {
      const { url } = await serve(Plant, {}, { limits: { bodyBytes: 10_000 } });
      const head =
        'PUT /channels/news HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n';
      const chunk = `${(8_000).toString(16)}\r\n"${'x'.repeat(7_999)}\r\n`;
      const answer = await sendRaw(url, `${head}${chunk.repeat(2)}0\r\n\r\n`);
      expect(answer.status).toBe(413);
      const next = await call(url, 'PUT', '/channels/news', { body: '1' });
      expect(next.status).toBe(200);
      expect(uncaught).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', uncaught);
    }
  });

  it.each([
    ['no type', undefined, 415],
    ['text', 'text/plain', 415],
    ['a form', 'application/x-www-form-urlencoded', 415],
    ['another character set', 'application/json; charset=latin1', 415],
    ['JSON', 'application/json', 200],
    ['JSON and its character set', 'application/json; charset=UTF-8', 200],
  ])('takes bodies by their type: %s', async (_, type, status) => {
    const { url } = await serve(Plant);
    const headers = ['Host: localhost', 'Content-Length: 2'];
    if (type !== undefined) headers.push(`Content-Type: ${type}`);
    const answer = await sendRaw(url, `${lines('PUT /channels/news HTTP/1.1', ...headers)}{}`);
    expect(answer.status).toBe(status);
  });

  it.each([
    ['compressed', { 'content-encoding': 'gzip' }, '{}', 415],
    ['not JSON', {}, '{"a":', 400],
    ['with a byte order mark', {}, '\uFEFF{}', 400],
    ['empty', {}, '', 400],
  ])('refuses a body that is %s', async (_, headers, body, status) => {
    const { url } = await serve(Plant);
    const answer = await call(url, 'PUT', '/channels/news', { body, headers });
    expect(answer.status).toBe(status);
  });

  it('refuses a body that is not UTF-8', async () => {
    const { url } = await serve(Plant);
    const head = lines(
      'PUT /channels/news HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 3',
    );
    const body = Buffer.from([0x22, 0xff, 0x22]);
    const answer = await sendRaw(url, Buffer.concat([Buffer.from(head), body]));
    expect(answer.status).toBe(415);
  });

  it.each([
    '?limit=0',
    '?limit=1001',
    '?limit=1.5',
    '?limit=ten',
    '?limit=1&limit=2',
    '?wait=61',
    '?wait=-1',
    '?wait=Infinity',
    '?exclusive=maybe',
    '?from=yesterday',
    '?after=%E0%A4%A',
  ])('refuses the query %s', async (query) => {
    const { url } = await serve(Plant);
    const answer = await call(url, 'GET', `/channels/news${query}`);
    expect([answer.status, answer.json.code]).toEqual([400, 'HOLON_INVALID_REQUEST']);
  });

  it('takes the words for true and false that Python and browsers write', async () => {
    const { url } = await serve(Plant);
    for (const word of ['true', 'True', '1']) {
      expect((await call(url, 'GET', `/channels/jobs?exclusive=${word}`)).status).toBe(200);
    }
    expect((await call(url, 'GET', '/channels/news?exclusive=False')).status).toBe(200);
  });

  it('lets go of who takes too long to send his headers or his body', async () => {
    const { url } = await serve(Plant, {}, { limits: { requestMs: 100 } });
    const slowHead = await sendRaw(url, 'GET /channels/news HTTP/1.1\r\nHost: loc');
    expect(slowHead.status).toBe(408);
    const head = lines(
      'PUT /channels/news HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 10',
    );
    const slowBody = await sendRaw(url, `${head}"half`);
    expect(slowBody.status).toBe(408);
    expect((await call(url, 'GET', '/channels/news/stats')).json.count).toBe(0);
  });

  it('refuses headers above the limit', async () => {
    const { url } = await serve(Plant, {}, { limits: { headerBytes: 2_000 } });
    const headers = { 'x-long': 'x'.repeat(2_000) };
    expect((await call(url, 'GET', '/channels/news', { headers })).status).toBe(431);
  });

  it('tells who asks first whether to send his body, once he may write', async () => {
    const { url } = await serve(Plant, { security: secured() });
    const ask = (token: string) =>
      sendRaw(
        url,
        `${lines(
          'PUT /channels/news HTTP/1.1',
          'Host: localhost',
          `Authorization: Bearer ${token}`,
          'Content-Type: application/json',
          'Content-Length: 2',
          'Expect: 100-continue',
        )}{}`,
      );
    expect((await ask('w:write')).text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    expect((await ask('r:read')).text).toMatch(/^HTTP\/1\.1 403 /);
    expect((await ask('nobody')).text).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('takes large messages in batches only up to the limit', async () => {
    const { url } = await serve(Plant, {}, { limits: { batchMessages: 2, readMessages: 5 } });
    const body = { messages: [{ data: 1 }, { data: 2 }, { data: 3 }] };
    expect((await call(url, 'POST', '/channels/news/messages', { body })).status).toBe(400);
    expect((await call(url, 'GET', '/channels/news')).status).toBe(200);
    expect((await call(url, 'GET', '/channels/news?limit=6')).status).toBe(400);
  });
});

describe('an answer', () => {
  const data = 'x'.repeat(400);
  const limits = { answerBytes: 1_600, bodyBytes: 1_000 };
  const fill = async (url: string, path: string, count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await call(url, 'PUT', path, { body: { n, data } });
  };

  it('ends where it has so many bytes, with one message at least, and the next goes on there', async () => {
    const { url } = await serve(Plant, {}, { limits });
    await fill(url, '/channels/news', 5);
    const seen: number[] = [];
    for (const count of [2, 2, 1, 0]) {
      const { json, text } = await call(url, 'GET', '/channels/news?limit=10', { token: 'r' });
      expect([json.messages.length, text.length <= 1_700]).toEqual([count, true]);
      seen.push(...json.messages.map(({ content }) => (content.data as { n: number }).n));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    const narrow = await serve(Plant, {}, { limits: { ...limits, answerBytes: 10 } });
    await fill(narrow.url, '/channels/news', 2);
    const one = await call(narrow.url, 'GET', '/channels/news?limit=10');
    expect(one.json.messages).toHaveLength(1);
  });

  it('gives each message once to a reader who asks several times at once', async () => {
    const { url } = await serve(Plant, {}, { limits });
    await fill(url, '/channels/news', 6);
    const read = () => call(url, 'GET', '/channels/news?limit=10', { token: 'r' });
    const answers = await Promise.all([read(), read(), read()]);
    const ids = answers.flatMap(({ json }) => json.messages.map(({ id }) => id));
    expect([ids.length, new Set(ids).size]).toEqual([6, 6]);
  });

  it('holds no more claims, and those of a page that is looked at are all that it is done with', async () => {
    const { url } = await serve(Plant, {}, { limits });
    await fill(url, '/channels/jobs', 3);
    const claimed = await call(url, 'GET', '/channels/jobs?exclusive=true&limit=3', { token: 'w' });
    expect(claimed.json.messages).toHaveLength(2);
    expect((await call(url, 'GET', '/channels/jobs/stats')).json).toMatchObject({ claimed: 2 });
    await fill(url, '/channels/news', 3);
    const look = async (body: object) =>
      (await call(url, 'POST', '/channels/news/peek', { token: 'p', body })).json as AnswerJson & {
        readonly position: string;
      };
    const page = await look({ limit: 10 });
    expect(page.messages).toHaveLength(2);
    const rest = await look({ limit: 10, done: { position: page.position } });
    expect(rest.messages).toHaveLength(1);
  });
});

describe('paths and methods', () => {
  it('says which methods a path has', async () => {
    const { url } = await serve(Plant);
    const answer = await call(url, 'DELETE', '/channels/news');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, PUT, HEAD, OPTIONS');
    const options = await call(url, 'OPTIONS', '/channels/news/acknowledge');
    expect([options.status, options.headers.get('allow'), options.text]).toEqual([
      204,
      'POST, OPTIONS',
      '',
    ]);
  });

  it.each([
    ['/channels/', 404],
    ['/channels//info', 404],
    ['/channels/news/', 404],
    ['/channels/..', 404],
    ['/channels/..%2Fnews', 404],
    ['/channels/news%2Finfo', 404],
    ['/channels/__proto__', 404],
    ['/channels/constructor/info', 404],
    ['/channels/%E0%A4%A', 400],
    ['/channels/n%65ws', 200],
    ['//channels/news', 404],
    ['http://localhost/channels/news', 200],
    ['*', 404],
  ])('answers %s with %s', async (path, status) => {
    const { url } = await serve(Plant);
    const answer = await sendRaw(url, lines(`GET ${path} HTTP/1.1`, 'Host: localhost'));
    expect(answer.status).toBe(status);
  });

  it('knows no channel of an id of 10 000 characters', async () => {
    const { url } = await serve(Plant);
    expect((await call(url, 'GET', `/channels/${'x'.repeat(10_000)}`)).status).toBe(404);
  });

  it('answers on loopback to names of loopback alone', async () => {
    const { url } = await serve(Plant);
    const status = async (host: string, path = '/channels/news') =>
      (await sendRaw(url, lines(`GET ${path} HTTP/1.1`, `Host: ${host}`))).status;
    for (const host of ['localhost', 'LOCALHOST:80', '127.0.0.1:1', '[::1]:9']) {
      expect([host, await status(host)]).toEqual([host, 200]);
    }
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80']) {
      expect([host, await status(host)]).toEqual([host, 403]);
      expect([host, await status(host, '/no/such/page')]).toEqual([host, 403]);
    }
    const proxied = await serve(Plant, {}, { publicUrl: 'https://plant.example/' });
    const answer = await sendRaw(
      proxied.url,
      lines('GET /channels/news HTTP/1.1', 'Host: plant.example'),
    );
    expect(answer.status).toBe(200);
  });

  it('says nothing of what went wrong inside but a reference, which the log has', async () => {
    const failing = new (class extends TokenTable {
      override authorize(): boolean {
        throw new TypeError('/home/secret/path broke');
      }
    })('r:read');
    @Channel({ id: 'broken', visibility: 'public', security: failing })
    class Broken extends PassthroughChannel<unknown, 'broken'> {}
    @System({ id: 's', channels: channelAccess({ own: [Broken] }) })
    class Root {}
    const { url, log } = await serve(Root);
    const answer = await call(url, 'GET', '/channels/broken', { token: 'r:read' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.text).not.toMatch(/secret|TypeError| {4}at /);
    const [logged] = log.of('http.request-failed');
    expect(answer.json.detail).toContain(logged!.fields.reference);
  });

  it('sends the headers that keep answers where they belong', async () => {
    const { url } = await serve(Plant);
    const { headers } = await call(url, 'GET', '/channels/news');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
