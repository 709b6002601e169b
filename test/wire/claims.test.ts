import { channelAccess } from 'holon';

import { until } from '../helpers/until';
import { Jobs, Plant } from './plant';
import { call, endAll, serve, type Answer } from './serve';

afterEach(endAll);

const put = (url: string, id: string): Promise<Answer> =>
  call(url, 'PUT', '/channels/jobs', { body: { n: id }, headers: { 'idempotency-key': id } });
const claim = (url: string, token: string, query = ''): Promise<Answer> =>
  call(url, 'GET', `/channels/jobs?exclusive=true${query}`, { token });

describe('claims', () => {
  it('gives a message to one holder, with its attempt, its end and its token', async () => {
    const { url, clock } = await serve(Plant);
    await put(url, 'j1');
    const { json } = await claim(url, 'a');
    expect(Object.keys(json.messages[0]!)).toEqual([
      'id',
      'timestamp',
      'sender_id',
      'content',
      'metadata',
      'correlation_id',
      'reply_to',
      'recipient_id',
      'attempt',
      'expires_at',
      'expires_in',
      'claim_token',
    ]);
    expect(json.messages[0]).toMatchObject({
      id: 'j1',
      attempt: 1,
      expires_at: clock.nowMs() / 1_000 + 60,
      expires_in: 60,
    });
    expect((await claim(url, 'b')).json).toEqual({ messages: [] });
  });

  it('lets the holder acknowledge by id alone, and tells anybody else which ids are not his', async () => {
    const { url } = await serve(Plant);
    await put(url, 'j1');
    await put(url, 'j2');
    await claim(url, 'a');
    const body = { message_ids: ['j1', 'j2', 'other'] };
    const foreign = await call(url, 'POST', '/channels/jobs/acknowledge', { token: 'b', body });
    expect(foreign.text).toBe('{"status":"ok","acknowledged":0,"refused":["j1","j2","other"]}');
    const own = await call(url, 'POST', '/channels/jobs/acknowledge', { token: 'a', body });
    expect(own.text).toBe('{"status":"ok","acknowledged":2,"refused":["other"]}');
    const again = await call(url, 'POST', '/channels/jobs/acknowledge', { token: 'a', body });
    expect(again.json.acknowledged).toBe(0);
  });

  it('refuses a token of an earlier claim of the same message', async () => {
    const { url, clock } = await serve(Plant);
    await put(url, 'j1');
    const [first] = (await claim(url, 'a', '&timeout=5')).json.messages;
    await clock.advance(5_000);
    const [second] = (await claim(url, 'a')).json.messages;
    expect([first!.attempt, second!.attempt]).toEqual([1, 2]);
    expect(second!.claim_token).not.toBe(first!.claim_token);
    const acknowledge = (token: unknown): Promise<Answer> =>
      call(url, 'POST', '/channels/jobs/acknowledge', {
        token: 'a',
        body: { message_ids: ['j1'], claim_tokens: [token] },
      });
    expect((await acknowledge(first!.claim_token)).json.acknowledged).toBe(0);
    expect((await acknowledge(second!.claim_token)).json.acknowledged).toBe(1);
  });

  it('hides a message that was given back with a delay, and counts the attempt', async () => {
    const { url, clock } = await serve(Plant);
    await put(url, 'j1');
    await claim(url, 'a');
    const answer = await call(url, 'POST', '/channels/jobs/nack', {
      token: 'a',
      body: { message_ids: ['j1'], delay: 2.5, reason: 'no space' },
    });
    expect(answer.text).toBe('{"status":"ok","nacked":1,"refused":[]}');
    expect((await claim(url, 'b')).json.messages).toEqual([]);
    await clock.advance(2_500);
    expect((await claim(url, 'b')).json.messages[0]!.attempt).toBe(2);
  });

  it('counts no attempt when a message is released', async () => {
    const { url } = await serve(Plant);
    await put(url, 'j1');
    await claim(url, 'a');
    const body = { message_ids: ['j1'], release: true };
    expect((await call(url, 'POST', '/channels/jobs/nack', { token: 'a', body })).status).toBe(200);
    expect((await claim(url, 'b')).json.messages[0]!.attempt).toBe(1);
  });

  it('extends a claim from now on', async () => {
    const { url, clock } = await serve(Plant);
    await put(url, 'j1');
    await claim(url, 'a', '&timeout=5');
    await clock.advance(4_000);
    const answer = await call(url, 'POST', '/channels/jobs/extend', {
      token: 'a',
      body: { message_ids: ['j1', 'x'], timeout: 10 },
    });
    expect(answer.json).toEqual({
      status: 'ok',
      extended: 1,
      refused: ['x'],
      expires_at: clock.nowMs() / 1_000 + 10,
    });
    await clock.advance(9_000);
    expect((await claim(url, 'b')).json.messages).toEqual([]);
    await clock.advance(1_000);
    expect((await claim(url, 'b')).json.messages).toHaveLength(1);
  });

  it('waits for work, wakes for one message one waiting claim, and hands on what it was woken for', async () => {
    const { url, app, clock } = await serve(Plant);
    const waiters = () => clock.pending.filter(({ dueMs }) => dueMs === clock.nowMs() + 20_000);
    const first = claim(url, 'a', '&wait=20');
    await until(() => waiters().length === 1, 'the first wait');
    const second = claim(url, 'b', '&wait=20&limit=1');
    await until(() => waiters().length === 2, 'the second wait');
    const client = app.client(channelAccess({ write: [Jobs] }), 'boss');
    await client.write(Jobs, 1);
    expect((await first).json.messages).toHaveLength(1);
    expect(waiters()).toHaveLength(1);
    await client.write(Jobs, 2);
    expect((await second).json.messages).toHaveLength(1);
  });

  it('gives back what was claimed for somebody who has gone away', async () => {
    const { url, app, clock } = await serve(Plant);
    const gone = new AbortController();
    const waiting = call(url, 'GET', '/channels/jobs?exclusive=true&wait=20', {
      token: 'gone',
      signal: gone.signal,
    }).catch(() => undefined);
    const isWaiting = (): boolean =>
      clock.pending.some(({ dueMs }) => dueMs === clock.nowMs() + 20_000);
    await until(isWaiting, 'the wait');
    gone.abort();
    await waiting;
    await until(() => !isWaiting(), 'its end');
    await app.client(channelAccess({ write: [Jobs] }), 'boss').write(Jobs, 1);
    expect((await claim(url, 'b')).json.messages[0]!.attempt).toBe(1);
  });

  it('is refused where a kind has no claims, and reading where it has only claims', async () => {
    const { url } = await serve(Plant);
    const onNews = await call(url, 'GET', '/channels/news?exclusive=true');
    expect([onNews.status, onNews.json.code]).toEqual([400, 'HOLON_UNSUPPORTED_OPERATION']);
    const onJobs = await call(url, 'GET', '/channels/jobs');
    expect([onJobs.status, onJobs.json.code]).toEqual([400, 'HOLON_UNSUPPORTED_OPERATION']);
  });

  it('gives mailbox messages to their recipient alone', async () => {
    const { url } = await serve(Plant);
    await call(url, 'PUT', '/channels/post?recipient_id=bob', { token: 'alice', body: 1 });
    const take = async (token: string) =>
      (await call(url, 'GET', '/channels/post?exclusive=true', { token })).json.messages.length;
    expect([await take('carol'), await take('bob')]).toEqual([0, 1]);
  });
});

describe('the owner of a channel', () => {
  it('sees what is there, what is dead and why, and brings it back', async () => {
    const { url, clock } = await serve(Plant);
    for (const id of ['j1', 'j2', 'j3']) await put(url, id);
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await claim(url, 'a', '&limit=1');
      const body = { message_ids: ['j1'], reason: 'broken' };
      await call(url, 'POST', '/channels/jobs/nack', { token: 'a', body });
    }
    await claim(url, 'a', '&limit=1');
    expect((await call(url, 'GET', '/channels/jobs/stats')).json).toEqual({
      count: 3,
      pending: 1,
      claimed: 1,
      acknowledged: 0,
      dead: 1,
      oldest: clock.nowMs() / 1_000,
      readers: {},
    });
    const { json } = await call(url, 'GET', '/channels/jobs/dead');
    expect(json.messages).toEqual([
      {
        id: 'j1',
        timestamp: clock.nowMs() / 1_000,
        sender_id: 'anonymous',
        content: { data: { n: 'j1' } },
        metadata: {},
        correlation_id: null,
        reply_to: null,
        recipient_id: null,
        attempt: 2,
        reason: 'broken',
      },
    ]);
    const post = (name: string, body: unknown) =>
      call(url, 'POST', `/channels/jobs/${name}`, { body });
    expect((await post('redrive', { message_ids: ['j1', 'j3'] })).text).toBe(
      '{"status":"ok","message_ids":["j1"]}',
    );
    expect((await post('remove', { message_ids: ['j1', 'x'] })).text).toBe(
      '{"status":"ok","message_ids":["j1"]}',
    );
    expect((await post('evict', { max_count: 1 })).text).toBe('{"status":"ok","removed":1}');
    expect((await post('clear', { sender_id: 'nobody' })).json.removed).toBe(0);
    // Everything goes only where that is said: not for want of a body, and not for a name that is not known.
    expect((await call(url, 'POST', '/channels/jobs/clear')).status).toBe(400);
    expect((await post('clear', { senderId: 'nobody' })).status).toBe(400);
    expect((await post('clear', { all: true })).json.removed).toBe(1);
    expect((await post('evict', {})).status).toBe(400);
  });

  it('tells how far each reader is behind', async () => {
    const { url } = await serve(Plant);
    for (const n of [1, 2, 3]) await call(url, 'PUT', '/channels/news', { body: n });
    for (const token of ['__proto__', 'r']) {
      await call(url, 'GET', '/channels/news?limit=1', { token });
    }
    const { text } = await call(url, 'GET', '/channels/news/stats');
    expect(text).toContain('"readers":{"__proto__":{"lag":2,"missed":0},"r":{"lag":2,"missed":0}}');
  });

  it('shows who is registered', async () => {
    const { url, clock } = await serve(Plant);
    const info = { id: 'x', name: 'X', description: '', visibility: 'public', kind: 'broadcast' };
    await call(url, 'PUT', '/channels/registry', {
      body: { kind: 'channel', info, expiresAtMs: clock.nowMs() + 5_000, url: 'http://a.example' },
    });
    const registered = async () =>
      (await call(url, 'GET', '/channels/registry/registrations')).json.registrations.filter(
        (one) => one.url === 'http://a.example',
      );
    expect(await registered()).toEqual([
      {
        info: { ...info, period: null },
        expires_at: clock.nowMs() / 1_000 + 5,
        url: 'http://a.example',
      },
    ]);
    await clock.advance(5_000);
    expect(await registered()).toEqual([]);
    expect((await call(url, 'GET', '/channels/news/registrations')).status).toBe(400);
    for (const after of ['-1', '1.5', '0.0001', '99999999999999999999', 'x', '1e3']) {
      const wrong = await call(url, 'GET', `/channels/registry/registrations?after=${after}`);
      expect([after, wrong.status, wrong.json.code]).toEqual([after, 400, 'HOLON_INVALID_REQUEST']);
    }
    for (const after of ['0', '12']) {
      const { status } = await call(url, 'GET', `/channels/registry/registrations?after=${after}`);
      expect([after, status]).toEqual([after, 200]);
    }
  });
});
