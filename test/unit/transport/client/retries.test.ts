import { failure } from '../../channels/bench';
import {
  claimed,
  connectFake,
  cut,
  Jobs,
  json,
  message,
  problem,
  refused,
  silence,
  watch,
} from './fake-app';

const accepted = () => json({ status: 'accepted', item_id: 'x', duplicate: false });
const stored = () => json({ status: 'accepted', item_id: 'x', duplicate: true });
const messages = (...list: unknown[]) => json({ messages: list });

describe('a write to another process', () => {
  it('is repeated with the same id when its answer is lost, and is no duplicate then', async () => {
    const { app, clock, client } = connectFake();
    app.answer(cut, stored);
    const written = client.write(Jobs, 1);
    await clock.advance(100);
    expect((await written).duplicate).toBe(false);
    const [first, second] = app.asked;
    expect(app.asked).toHaveLength(2);
    expect(first!.headers['Idempotency-Key']).toMatch(/^[0-9A-Z]{26}$/);
    expect(second!.headers['Idempotency-Key']).toBe(first!.headers['Idempotency-Key']);
  });

  it('with an id of its own says what the server says of it', async () => {
    const { app, client } = connectFake();
    app.answer(stored);
    expect(await client.write(Jobs, 1, { id: 'x' })).toEqual({ id: 'x', duplicate: true });
  });

  it('waits as long as Retry-After says, and between tries longer and longer', async () => {
    const { app, clock, client } = connectFake();
    const busy = () => problem('HOLON_DRAINING', 503, { 'retry-after': '2' });
    app.answer(busy, refused, refused, accepted);
    const written = watch(client.write(Jobs, 1));
    await clock.advance(1_999);
    expect(app.asked).toHaveLength(1);
    await clock.advance(1);
    expect(app.asked).toHaveLength(2);
    await clock.advance(199);
    expect(app.asked).toHaveLength(2);
    await clock.advance(1);
    expect(app.asked).toHaveLength(3);
    await clock.advance(400);
    expect(written.outcome).toEqual({ id: 'x', duplicate: false });
  });

  it('gives up when the time is over, with what the server said last', async () => {
    const { app, clock, client } = connectFake({ timeoutMs: 1_000 });
    app.answer(() => problem('HOLON_DRAINING', 503));
    const written = watch(client.write(Jobs, 1));
    await clock.advance(1_000);
    expect(written.outcome).toEqual(failure('HOLON_DRAINING'));
    expect(app.asked.length).toBeGreaterThan(2);
  });

  it('gives up at once where Retry-After lies behind the time it has', async () => {
    const { app, client } = connectFake({ timeoutMs: 1_000 });
    app.answer(() => problem('HOLON_RATE_LIMITED', 429, { 'retry-after': '60' }));
    await expect(client.write(Jobs, 1)).rejects.toEqual(failure('HOLON_RATE_LIMITED'));
    expect(app.asked).toHaveLength(1);
  });

  it('fails when no answer comes in time', async () => {
    const { app, clock, client } = connectFake({ timeoutMs: 1_000 });
    app.answer(silence);
    const written = watch(client.write(Jobs, 1));
    await clock.advance(999);
    expect(written.outcome).toBe('pending');
    await clock.advance(1);
    expect(written.outcome).toMatchObject({
      code: 'HOLON_REMOTE_FAILED',
      message: 'PUT http://app.example/channels/jobs: no answer within 1000 ms',
    });
  });

  it.each([
    ['HOLON_BACKPRESSURE', 429],
    ['HOLON_INVALID_CONTENT', 422],
    ['HOLON_FORBIDDEN', 403],
    ['HOLON_NOT_FOUND', 404],
    ['HOLON_TOO_LARGE', 413],
  ])('is refused at once with %s', async (code, status) => {
    const { app, client } = connectFake();
    app.answer(() => problem(code, status, { 'retry-after': '1' }));
    await expect(client.write(Jobs, 1)).rejects.toMatchObject({
      code,
      message: `the server says ${code}`,
      hint: 'a hint',
    });
    expect(app.asked).toHaveLength(1);
  });

  it('takes what a PUT cannot say along in a batch', async () => {
    const { app, client } = connectFake();
    app.answer(() => json({ results: [{ item_id: 'ä', duplicate: false }] }));
    const options = { id: 'ä', metadata: { trace: 1 }, delayMs: 1_500, recipientId: 'you' };
    expect(await client.write(Jobs, { n: 1 }, options)).toEqual({ id: 'ä', duplicate: false });
    expect(app.asked[0]).toMatchObject({
      method: 'POST',
      path: '/channels/jobs/messages',
      body: {
        messages: [
          { data: { n: 1 }, id: 'ä', metadata: { trace: 1 }, recipient_id: 'you', delay: 1.5 },
        ],
      },
    });
  });

  it('names the fields that are wrong as the channel itself does, also from a batch', async () => {
    const { app, client } = connectFake();
    const detail = 'messages[0]: write to channel: no Reading';
    const fields = ['messages[0].data: celsius: must be a number'];
    app.answer(() => json({ detail, fields, code: 'HOLON_INVALID_CONTENT', hint: '' }, 422));
    await expect(client.write(Jobs, 1, { metadata: {} })).rejects.toMatchObject({
      code: 'HOLON_INVALID_CONTENT',
      message: 'write to channel: no Reading',
      fields: ['celsius: must be a number'],
    });
  });
});

describe('an answer that is none of the protocol', () => {
  it.each([
    ['no JSON', () => new Response('<html>')],
    ['nothing', () => new Response('')],
    ['JSON of something else', () => json([1])],
    ['no list of messages', () => json({ messages: 1 })],
    ['a message without id', () => messages({ ...message('a'), id: undefined })],
    ['a message without time', () => messages({ ...message('a'), timestamp: 'soon' })],
    ['a message whose metadata is a list', () => messages({ ...message('a'), metadata: [] })],
    ['a redirect', () => new Response('', { status: 302, headers: { location: 'http://evil' } })],
    ['a page of a proxy', () => new Response('<html>', { status: 404 })],
  ])('fails at once: %s', async (_what, answer) => {
    const { app, client } = connectFake();
    app.answer(answer);
    await expect(client.read(Jobs)).rejects.toEqual(failure('HOLON_REMOTE_FAILED'));
    expect(app.asked).toHaveLength(1);
  });

  it('may be one of an SSSN server, whose statuses say what the codes do', async () => {
    const { app, client } = connectFake();
    app.answer(() => json({ detail: 'Channel not found' }, 404));
    await expect(client.read(Jobs)).rejects.toMatchObject({
      code: 'HOLON_NOT_FOUND',
      message: expect.stringContaining('Channel not found'),
    });
  });
});

describe('a read from another process', () => {
  it('whose answer is lost goes on behind the last message that came', async () => {
    const { app, clock, client } = connectFake();
    app.answer(
      () => messages(message('a'), message('b')),
      cut,
      () => messages(message('c')),
      () => messages(),
    );
    await client.read(Jobs, { limit: 2 });
    const second = client.read(Jobs, { limit: 2 });
    await clock.advance(100);
    expect((await second).map(({ id }) => id)).toEqual(['c']);
    await client.read(Jobs, { limit: 2 });
    expect(app.asked.map(({ path }) => path)).toEqual([
      '/channels/jobs?limit=2',
      '/channels/jobs?limit=2',
      '/channels/jobs?limit=2&after=b',
      '/channels/jobs?limit=2',
    ]);
  });

  it('that is the first of its client fails when its answer is lost, and is not repeated', async () => {
    const { app, client } = connectFake();
    app.answer(cut, () => messages(message('a')));
    await expect(client.read(Jobs)).rejects.toEqual(failure('HOLON_REMOTE_FAILED'));
    expect(app.asked).toHaveLength(1);
    expect(await client.read(Jobs)).toHaveLength(1);
  });

  it('with `after` is repeated as it is', async () => {
    const { app, clock, client } = connectFake();
    app.answer(cut, () => messages(message('b')));
    const read = client.read(Jobs, { after: 'a' });
    await clock.advance(100);
    expect(await read).toHaveLength(1);
    expect(app.asked.map(({ path }) => path)).toEqual([
      '/channels/jobs?limit=10&after=a',
      '/channels/jobs?limit=10&after=a',
    ]);
  });

  it('does not go back to what was released behind the cursor', async () => {
    const { app, clock, client } = connectFake();
    const [old, newer] = ['01HF7YAT000000000000000001', '01HF7YAT000000000000000002'];
    app.answer(
      () => messages(message(newer)),
      () => messages(message(old)),
      cut,
      () => messages(),
    );
    await client.read(Jobs);
    await client.read(Jobs);
    const third = client.read(Jobs);
    await clock.advance(100);
    await third;
    expect(app.asked.at(-1)?.path).toBe(`/channels/jobs?limit=10&after=${newer}`);
  });

  it('begins anew where the log has become another', async () => {
    const { app, clock, client } = connectFake();
    app.answer(
      () => messages(message('a')),
      cut,
      () => problem('HOLON_MESSAGE_NOT_FOUND', 404),
      () => messages(message('z')),
    );
    await client.read(Jobs);
    const second = client.read(Jobs);
    await clock.advance(100);
    expect((await second).map(({ id }) => id)).toEqual(['z']);
    expect(app.asked.slice(2).map(({ path }) => path)).toEqual([
      '/channels/jobs?limit=10&after=a',
      '/channels/jobs?limit=10',
    ]);
  });

  it('gives frozen messages, to the last level', async () => {
    const { app, client } = connectFake();
    app.answer(() => messages({ ...message('a', { deep: [{ x: 1 }] }), metadata: { m: {} } }));
    const [found] = await client.read(Jobs);
    const { deep } = found!.content as { deep: object[] };
    const all = [found, found!.content, deep, deep[0], found!.metadata, found!.metadata.m];
    expect(all.map((one) => Object.isFrozen(one))).toEqual(all.map(() => true));
  });
});

describe('a claim from another process', () => {
  it('is not repeated when its answer is lost: nobody would know what the first one took', async () => {
    const { app, client } = connectFake();
    app.answer(cut, () => messages(claimed('a')));
    await expect(client.claim(Jobs)).rejects.toEqual(failure('HOLON_REMOTE_FAILED'));
    expect(app.asked).toHaveLength(1);
  });

  it('whose answer is lost says what to do', async () => {
    const { app, client } = connectFake();
    app.answer(cut);
    await expect(client.claim(Jobs)).rejects.toMatchObject({
      code: 'HOLON_REMOTE_FAILED',
      hint: expect.stringMatching(/^Claim again: .* comes back when its claims expire/),
    });
  });

  it('is repeated when the server cannot have got it', async () => {
    const { app, clock, client } = connectFake();
    app.answer(
      refused,
      () => problem('HOLON_DRAINING', 503),
      () => messages(claimed('a')),
    );
    const claims = client.claim(Jobs);
    await clock.advance(300);
    expect(await claims).toHaveLength(1);
  });

  it('waits in parts that proxies let pass, and ends when its signal aborts', async () => {
    const { app, clock, client } = connectFake();
    const controller = new AbortController();
    app.answer(
      async () => {
        await clock.advance(25_000);
        return messages();
      },
      () => silence(),
    );
    const claims = watch(client.claim(Jobs, { waitMs: 40_000, signal: controller.signal }));
    await clock.settle();
    await clock.settle();
    expect(app.asked.map(({ path }) => path)).toEqual([
      '/channels/jobs?limit=10&wait=25&exclusive=true',
      '/channels/jobs?limit=10&wait=15&exclusive=true',
    ]);
    controller.abort();
    await clock.settle();
    expect(claims.outcome).toEqual(failure('HOLON_ABORTED'));
  });

  it('is settled again when the answer to that is lost, with the token that tells it from others', async () => {
    const { app, clock, client } = connectFake();
    app.answer(
      () => messages(claimed('a', 7)),
      cut,
      () => json({ status: 'ok', acknowledged: 1, refused: [] }),
    );
    const [claim] = await client.claim(Jobs);
    const settled = claim!.ack();
    await clock.advance(100);
    await settled;
    const body = { message_ids: ['a'], claim_tokens: [7] };
    expect(app.asked.slice(1).map((one) => one.body)).toEqual([body, body]);
  });

  it('that is refused the second time was settled the first time, unless its time is over', async () => {
    const { app, clock, client } = connectFake();
    const gone = () => json({ status: 'ok', acknowledged: 0, refused: ['a'] });
    app.answer(
      () => messages(claimed('a', 7)),
      cut,
      gone,
      () => messages(claimed('a', 8)),
      cut,
      gone,
    );
    const [claim] = await client.claim(Jobs);
    const settled = watch(claim!.ack());
    await clock.advance(100);
    expect(settled.outcome).toBeUndefined();
    const [again] = await client.claim(Jobs);
    await clock.advance(59_950);
    const late = watch(again!.nack());
    await clock.advance(200);
    expect(late.outcome).toEqual(failure('HOLON_CLAIM_LOST'));
  });

  it('of which only the id is known is settled once: the second try could mean a later claim', async () => {
    const { app, client } = connectFake();
    app.answer(cut);
    await expect(client.acknowledge(Jobs, ['a'])).rejects.toEqual(failure('HOLON_REMOTE_FAILED'));
    expect(app.asked).toHaveLength(1);
  });

  it('ends by the clock of this process, whatever the server takes for the time', async () => {
    const { app, clock, client } = connectFake();
    app.answer(() => messages({ ...claimed('a'), expires_at: 5 }));
    const [claim] = await client.claim(Jobs);
    expect(claim!.expiresAtMs).toBe(clock.nowMs() + 60_000);
    const { signal } = claim!;
    await clock.advance(59_999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(signal.aborted).toBe(true);
    await expect(claim!.ack()).rejects.toEqual(failure('HOLON_CLAIM_LOST'));
  });

  it('that the server refuses to settle is lost', async () => {
    const { app, client } = connectFake();
    app.answer(
      () => messages(claimed('a')),
      () => json({ status: 'ok', acknowledged: 0, refused: ['a'] }),
    );
    const [claim] = await client.claim(Jobs);
    expect(await client.acknowledge(Jobs, ['a'])).toEqual({ settled: [], refused: ['a'] });
    expect(claim!.signal.aborted).toBe(true);
  });
});

describe('an operation of the host', () => {
  it('that changes something is not repeated by itself', async () => {
    const { app, client } = connectFake();
    app.answer(cut);
    const host = client.host(Jobs);
    const calls = [
      () => host.clear(),
      () => host.evict({ maxCount: 1 }),
      () => host.remove(['a']),
      () => host.redrive(['a']),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toEqual(failure('HOLON_REMOTE_FAILED'));
    }
    expect(app.asked.map(({ path }) => path)).toEqual([
      '/channels/jobs/clear',
      '/channels/jobs/evict',
      '/channels/jobs/remove',
      '/channels/jobs/redrive',
    ]);
  });
});
