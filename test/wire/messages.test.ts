import { channelAccess } from 'holon';

import { until } from '../helpers/until';
import { Plant, Readings } from './plant';
import { call, endAll, serve } from './serve';

afterEach(endAll);

describe('reading and writing', () => {
  it('answers a write with accepted, the id of the message and whether it was there', async () => {
    const { url } = await serve(Plant);
    const first = await call(url, 'PUT', '/channels/news', {
      body: { headline: 'snow' },
      headers: { 'idempotency-key': 'n-1' },
    });
    expect(first.status).toBe(200);
    expect(first.text).toBe('{"status":"accepted","item_id":"n-1","duplicate":false}');
    const again = await call(url, 'PUT', '/channels/news', {
      body: { headline: 'rain' },
      headers: { 'idempotency-key': 'n-1' },
    });
    expect(again.text).toBe('{"status":"accepted","item_id":"n-1","duplicate":true}');
    const { json } = await call(url, 'GET', '/channels/news');
    expect(json.messages.map((message) => message.content)).toEqual([
      { data: { headline: 'snow' } },
    ]);
  });

  it('sends a message with exactly the fields of the protocol, times in seconds and what is absent as null', async () => {
    const { url, clock } = await serve(Plant);
    await clock.advance(1_500);
    await call(url, 'PUT', '/channels/news', {
      token: 'editor',
      body: '"snow"',
      headers: { 'idempotency-key': 'n-1' },
    });
    const { text } = await call(url, 'GET', '/channels/news', { token: 'reader' });
    const timestamp = clock.nowMs() / 1_000;
    expect(text).toBe(
      `{"messages":[{"id":"n-1","timestamp":${timestamp},"sender_id":"editor","content":{"data":"snow"},` +
        `"metadata":{},"correlation_id":null,"reply_to":null,"recipient_id":null}]}`,
    );
  });

  it('sends typed content as its fields', async () => {
    const { url } = await serve(Plant);
    await call(url, 'PUT', '/channels/readings', { body: { sensor: 'a', value: 3 } });
    const { json } = await call(url, 'GET', '/channels/readings');
    expect(json.messages[0]!.content).toEqual({ sensor: 'a', value: 3 });
  });

  it('says which fields of the content are wrong, and stores nothing', async () => {
    const { url } = await serve(Plant);
    const answer = await call(url, 'PUT', '/channels/readings', { body: { sensor: 1 } });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json).toMatchObject({
      code: 'HOLON_INVALID_CONTENT',
      status: 422,
      retryable: false,
      fields: [expect.stringContaining('sensor'), expect.stringContaining('value')],
    });
    expect((await call(url, 'GET', '/channels/readings')).json).toEqual({ messages: [] });
  });

  it('moves a cursor of its own for each reader', async () => {
    const { url } = await serve(Plant);
    for (const n of [1, 2, 3]) await call(url, 'PUT', '/channels/news', { body: n });
    const numbers = async (token: string, query = ''): Promise<unknown[]> =>
      (await call(url, 'GET', `/channels/news${query}`, { token })).json.messages.map(
        (message) => message.content.data,
      );
    expect(await numbers('a', '?limit=2')).toEqual([1, 2]);
    expect(await numbers('a')).toEqual([3]);
    expect(await numbers('a')).toEqual([]);
    expect(await numbers('b')).toEqual([1, 2, 3]);
    expect(await numbers('late', '?from=now')).toEqual([]);
  });

  it('goes on behind a message that the reader names', async () => {
    const { url } = await serve(Plant);
    for (const id of ['m1', 'm2', 'm3']) {
      await call(url, 'PUT', '/channels/news', { body: 0, headers: { 'idempotency-key': id } });
    }
    const { json } = await call(url, 'GET', '/channels/news?after=m1');
    expect(json.messages.map(({ id }) => id)).toEqual(['m2', 'm3']);
    const unknown = await call(url, 'GET', '/channels/news?after=nobody');
    expect([unknown.status, unknown.json.code]).toEqual([404, 'HOLON_MESSAGE_NOT_FOUND']);
  });

  it('takes a whole message with direct=true, unwraps it, and fills in what is absent', async () => {
    const { url, clock } = await serve(Plant);
    const whole = {
      id: 'd-1',
      timestamp: 1.25,
      sender_id: 'editor',
      content: { data: { a: 1 } },
      metadata: { sender_id: 'kept', nested: { reply_to: 'kept' } },
      correlation_id: 'c',
      reply_to: 'news',
      recipient_id: 'x',
      something_else: 'ignored',
    };
    const written = await call(url, 'PUT', '/channels/news?direct=true', {
      token: 'editor',
      body: whole,
    });
    expect(written.json).toEqual({ status: 'accepted', item_id: 'd-1', duplicate: false });
    const { something_else: _, ...known } = whole;
    await call(url, 'PUT', '/channels/news?direct=true', { token: 'e', body: { content: 'raw' } });
    const { json } = await call(url, 'GET', '/channels/news');
    expect(json.messages[0]).toEqual(known);
    expect(json.messages[1]).toMatchObject({
      id: expect.stringMatching(/^.{26}$/),
      timestamp: clock.nowMs() / 1_000,
      sender_id: 'e',
      content: { data: 'raw' },
    });
  });

  it('refuses a message that names another sender', async () => {
    const { url } = await serve(Plant);
    const answer = await call(url, 'PUT', '/channels/news?direct=true', {
      token: 'mallory',
      body: { sender_id: 'editor', content: 1 },
    });
    expect([answer.status, answer.json.code]).toEqual([403, 'HOLON_SENDER_MISMATCH']);
  });

  it('sends a message to one recipient, with a correlation, a place to answer and a delay', async () => {
    const { url, clock } = await serve(Plant);
    const query = '?recipient_id=bob&correlation_id=c-1&reply_to=post&delay=1.5';
    await call(url, 'PUT', `/channels/post${query}`, { token: 'alice', body: '"hi"' });
    const read = async (token: string) =>
      (await call(url, 'GET', '/channels/post', { token })).json;
    expect(await read('bob')).toEqual({ messages: [] });
    await clock.advance(1_500);
    expect(await read('carol')).toEqual({ messages: [] });
    expect(await read('bob')).toMatchObject({
      messages: [{ recipient_id: 'bob', correlation_id: 'c-1', reply_to: 'post' }],
    });
  });

  it('keeps keys that JavaScript has a use for', async () => {
    const { url, app } = await serve(Plant);
    const body =
      '{"__proto__":{"a":1},"constructor":{"prototype":1},"toString":"x","n":{"__proto__":2}}';
    await call(url, 'PUT', '/channels/news', { body });
    await call(url, 'PUT', '/channels/news?direct=true', {
      body: `{"content":{"data":${body}},"metadata":${body}}`,
    });
    const { text } = await call(url, 'GET', '/channels/news');
    expect(text.split(body)).toHaveLength(4);
    expect('a' in {}).toBe(false);
    expect(app.health().status).toBe('ok');
  });

  it('stores a batch as a whole, or not at all', async () => {
    const { url } = await serve(Plant);
    const post = (messages: unknown) =>
      call(url, 'POST', '/channels/readings/messages', { token: 'meter', body: { messages } });
    const good = (id: string) => ({ id, data: { sensor: id, value: 1 } });
    const stored = await post([
      { ...good('r1'), metadata: { m: 1 }, correlation_id: 'c', reply_to: 'news' },
      good('r2'),
      good('r1'),
    ]);
    expect(stored.text).toBe(
      '{"results":[{"item_id":"r1","duplicate":false},{"item_id":"r2","duplicate":false},{"item_id":"r1","duplicate":true}]}',
    );
    const refused = await post([good('r3'), { data: { sensor: 'x' } }]);
    expect(refused.status).toBe(422);
    expect(refused.json.detail).toContain('messages[1]');
    expect(refused.json.fields[0]).toContain('messages[1].data');
    const { json } = await call(url, 'GET', '/channels/readings');
    expect(json.messages.map(({ id }) => id)).toEqual(['r1', 'r2']);
    expect(json.messages[0]).toMatchObject({
      sender_id: 'meter',
      metadata: { m: 1 },
      correlation_id: 'c',
      reply_to: 'news',
    });
  });

  it('waits for a message as long as the reader says', async () => {
    const { url, app, clock } = await serve(Plant);
    const client = app.client(channelAccess({ write: [Readings] }), 'sensor');
    const waiting = call(url, 'GET', '/channels/readings?wait=29', { token: 'r' });
    const isWaiting = (): boolean =>
      clock.pending.some(({ dueMs }) => dueMs === clock.nowMs() + 29_000);
    await until(isWaiting, 'the wait');
    await client.write(Readings, { sensor: 'a', value: 1 });
    expect((await waiting).json.messages).toHaveLength(1);

    let done = false;
    const inVain = call(url, 'GET', '/channels/readings?wait=29', { token: 'r' }).then((answer) => {
      done = true;
      return answer;
    });
    await until(isWaiting, 'the second wait');
    await clock.advance(28_000);
    expect(done).toBe(false);
    await clock.advance(1_000);
    expect((await inVain).json).toEqual({ messages: [] });
  });

  it('moves no cursor for a reader who has gone away while he waited', async () => {
    const { url, app, clock } = await serve(Plant);
    const gone = new AbortController();
    const waiting = call(url, 'GET', '/channels/readings?wait=29', {
      token: 'r',
      signal: gone.signal,
    }).catch(() => undefined);
    const isWaiting = (): boolean =>
      clock.pending.some(({ dueMs }) => dueMs === clock.nowMs() + 29_000);
    await until(isWaiting, 'the wait');
    gone.abort();
    await waiting;
    await until(() => !isWaiting(), 'its end');
    const client = app.client(channelAccess({ write: [Readings] }), 'sensor');
    await client.write(Readings, { sensor: 'a', value: 1 });
    const { json } = await call(url, 'GET', '/channels/readings', { token: 'r' });
    expect(json.messages).toHaveLength(1);
  });

  it('answers HEAD as GET without a body, and takes no message by it', async () => {
    const { url } = await serve(Plant);
    await call(url, 'PUT', '/channels/news', { body: 1 });
    const head = await call(url, 'HEAD', '/channels/news');
    expect([head.status, head.text]).toEqual([200, '']);
    expect((await call(url, 'HEAD', '/channels/nothing')).status).toBe(404);
    const info = await call(url, 'HEAD', '/channels/news/info');
    expect(Number(info.headers.get('content-length'))).toBeGreaterThan(0);
    expect((await call(url, 'GET', '/channels/news')).json.messages).toHaveLength(1);
  });
});

describe('what there is', () => {
  it('describes a channel', async () => {
    const { url } = await serve(Plant);
    expect((await call(url, 'GET', '/channels/readings/info')).text).toBe(
      '{"id":"readings","name":"Readings","description":"","visibility":"public","period":null,"kind":"passthrough","generic":false}',
    );
    expect((await call(url, 'GET', '/channels/tides/info')).json).toMatchObject({
      period: 5,
      kind: 'periodic',
      generic: true,
    });
  });

  it('lists public channels and keeps silent about private ones', async () => {
    const { url } = await serve(Plant);
    const { json } = await call(url, 'GET', '/channels');
    expect(json.channels.map(({ id }) => id)).toEqual([
      'news',
      'readings',
      'jobs',
      'post',
      'tides',
      'registry',
    ]);
    const hidden = await call(url, 'GET', '/channels/secrets');
    const missing = await call(url, 'GET', '/channels/nothing');
    expect(hidden.status).toBe(404);
    expect(hidden.text).toBe(missing.text);
  });
});
