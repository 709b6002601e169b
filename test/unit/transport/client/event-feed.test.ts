import { failure } from '../../channels/bench';
import { connectFake, cut, Jobs, json, message, problem, watch, type Asked } from './fake-app';

/** A stream that the test writes to. */
class Wire {
  private isOver = false;
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private readonly response = new Response(
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller;
      },
    }),
    { headers: { 'content-type': 'text/event-stream' } },
  );

  /** As `fetch` does, an abort ends the stream as well. */
  readonly open = (_asked: unknown, signal: AbortSignal): Response => {
    signal.addEventListener('abort', () => this.cut());
    return this.response;
  };

  send(text: string): void {
    this.controller.enqueue(new TextEncoder().encode(text));
  }

  ready(place: number): void {
    this.send(`event: ready\nid: @${place}\ndata: {}\n\n`);
  }

  message(id: string): void {
    this.send(`id: ${id}\ndata: ${JSON.stringify(message(id))}\n\n`);
  }

  end(code: string): void {
    this.send(`event: end\ndata: ${JSON.stringify({ detail: code, code })}\n\n`);
    this.isOver = true;
    this.controller.close();
  }

  cut(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.controller.error(new Error('cut'));
  }
}

function wires(count: number): Wire[] {
  return Array.from({ length: count }, () => new Wire());
}

async function subscribed(options: Parameters<typeof connectFake>[0] = {}, count = 3) {
  const errors: unknown[] = [];
  const fake = connectFake({ onError: (error) => errors.push(error), ...options });
  const lines = wires(count);
  fake.app.answer(...lines.map((wire) => wire.open));
  const seen: string[] = [];
  const controller = new AbortController();
  const pending = fake.client.subscribe(Jobs, ({ id }) => seen.push(id), {
    signal: controller.signal,
  });
  await fake.clock.settle();
  lines[0]!.ready(4);
  const subscription = await pending;
  return { ...fake, lines, seen, errors, subscription, controller };
}

const resumedBehind = (asked: Asked | undefined) => asked?.headers['Last-Event-ID'];

describe('a subscription to another process', () => {
  it('begins when the server says so, and gets what comes from then on', async () => {
    const { app, clock, client } = connectFake();
    const wire = new Wire();
    app.answer(wire.open);
    const seen: string[] = [];
    const pending = watch(client.subscribe(Jobs, ({ id }) => seen.push(id)));
    await clock.settle();
    expect(pending.outcome).toBe('pending');
    wire.ready(0);
    await clock.settle();
    expect(pending.outcome).toMatchObject({ systemId: 'me', failures: 0 });
    wire.message('a');
    wire.send(': heartbeat\n\n');
    wire.message('b');
    await clock.settle();
    expect(seen).toEqual(['a', 'b']);
    expect(app.asked[0]).toMatchObject({ method: 'GET', path: '/channels/jobs/events?from=now' });
  });

  it('that is cut off goes on behind the last message, or behind the place where it began', async () => {
    const { app, clock, lines, seen, log } = await subscribed();
    lines[0]!.cut();
    await clock.advance(100);
    expect(resumedBehind(app.asked[1])).toBe('@4');
    lines[1]!.ready(4);
    lines[1]!.message('a');
    lines[1]!.send(`id: b\ndata: {"half":`);
    await clock.settle();
    lines[1]!.cut();
    await clock.advance(100);
    expect(resumedBehind(app.asked[2])).toBe('a');
    lines[2]!.ready(5);
    lines[2]!.message('b');
    await clock.settle();
    expect(seen).toEqual(['a', 'b']);
    expect(log.of('remote.disconnected')).toHaveLength(2);
  });

  it('takes a server that is silent for longer than two heartbeats for dead', async () => {
    const { app, clock, lines } = await subscribed();
    await clock.advance(30_000);
    lines[0]!.send(': heartbeat\n\n');
    await clock.advance(37_499);
    expect(app.asked).toHaveLength(1);
    await clock.advance(1 + 100);
    expect(app.asked).toHaveLength(2);
  });

  it('calls one handler at a time, and goes on when one throws', async () => {
    const { app, clock, client, log } = connectFake();
    const wire = new Wire();
    app.answer(wire.open);
    const steps: string[] = [];
    let release = (): void => undefined;
    const pending = client.subscribe(Jobs, async ({ id }) => {
      steps.push(`begin ${id}`);
      if (id === 'a') await new Promise<void>((resolve) => (release = resolve));
      steps.push(`end ${id}`);
      if (id === 'b') throw new Error('no');
    });
    await clock.settle();
    wire.ready(0);
    for (const id of ['a', 'b', 'c']) wire.message(id);
    const subscription = await pending;
    await clock.settle();
    expect(steps).toEqual(['begin a']);
    release();
    await clock.settle();
    expect(steps).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
    expect(subscription.failures).toBe(1);
    expect(log.of('subscriber.failed')[0]?.fields).toMatchObject({
      systemId: 'me',
      messageId: 'b',
    });
  });

  it('asks for another token when its own has ended, and goes on', async () => {
    const tokens = ['first', 'second'];
    const { app, clock, lines, seen, errors } = await subscribed({
      token: () => tokens.shift() ?? 'no more',
    });
    lines[0]!.message('a');
    lines[0]!.end('HOLON_UNAUTHENTICATED');
    await clock.settle();
    expect(app.asked.map(({ headers }) => headers.Authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
    expect(resumedBehind(app.asked[1])).toBe('a');
    lines[1]!.ready(5);
    lines[1]!.message('b');
    await clock.settle();
    expect([seen, errors]).toEqual([['a', 'b'], []]);
  });

  it.each([['HOLON_UNAUTHENTICATED'], ['HOLON_FORBIDDEN']])(
    'ends for good with %s where nothing can be done about it, and says so',
    async (code) => {
      const { app, clock, lines, errors, log } = await subscribed({ token: 'the-only-one' });
      lines[0]!.end(code);
      await clock.advance(60_000);
      expect(app.asked).toHaveLength(1);
      expect(errors).toEqual([failure(code as never)]);
      expect(log.of('subscriber.ended')).toHaveLength(1);
    },
  );

  it('comes again to a server that drains', async () => {
    const { app, clock, lines, seen } = await subscribed();
    lines[0]!.end('HOLON_DRAINING');
    await clock.advance(100);
    expect(app.asked).toHaveLength(2);
    lines[1]!.ready(4);
    lines[1]!.message('a');
    await clock.settle();
    expect(seen).toEqual(['a']);
  });

  it('reads a log that took the place of the one it knew from the beginning', async () => {
    const { app, clock, lines, log } = await subscribed({}, 1);
    const fresh = new Wire();
    app.answer(() => problem('HOLON_MESSAGE_NOT_FOUND', 404), fresh.open);
    lines[0]!.message('a');
    await clock.settle();
    // The first answer stays until another one is there.
    await app.fetch('http://app.example/skip').catch(() => undefined);
    lines[0]!.cut();
    await clock.advance(100);
    const [lost, again] = app.asked.slice(-2);
    expect(resumedBehind(lost)).toBe('a');
    expect(again?.path).toBe('/channels/jobs/events?from=start');
    expect(log.of('remote.place-lost')).toHaveLength(1);
  });

  it('ends in order when its signal aborts, and waits for the call under way', async () => {
    const { app, clock, lines, controller, seen, errors, subscription } = await subscribed();
    lines[0]!.message('late');
    controller.abort();
    await clock.advance(60_000);
    await subscription.unsubscribe();
    expect([app.asked.length, seen, errors]).toEqual([1, [], []]);
  });

  it('fails where it cannot begin', async () => {
    const { app, client } = connectFake();
    app.answer(() => problem('HOLON_FORBIDDEN', 403));
    await expect(client.subscribe(Jobs, () => undefined)).rejects.toEqual(
      failure('HOLON_FORBIDDEN'),
    );
    const other = connectFake();
    other.app.answer(() => json({}));
    await expect(other.client.subscribe(Jobs, () => undefined)).rejects.toEqual(
      failure('HOLON_REMOTE_FAILED'),
    );
    const gone = connectFake({ timeoutMs: 500 });
    gone.app.answer(cut);
    const pending = watch(gone.client.subscribe(Jobs, () => undefined));
    await gone.clock.advance(500);
    expect(pending.outcome).toEqual(failure('HOLON_REMOTE_FAILED'));
  });

  it('does not begin with a signal that has aborted', async () => {
    const { app, client } = connectFake();
    const signal = AbortSignal.abort();
    await expect(client.subscribe(Jobs, () => undefined, { signal })).rejects.toEqual(
      failure('HOLON_ABORTED'),
    );
    expect(app.asked).toEqual([]);
  });
});

describe('a stream from another process', () => {
  it('with a place of its own connects before the first message is asked for, and ends by its signal', async () => {
    const { app, clock, client } = connectFake();
    const wire = new Wire();
    app.answer(wire.open);
    const controller = new AbortController();
    const { signal } = controller;
    const stream = client.stream(Jobs, { from: 'now', signal });
    await clock.settle();
    expect(app.asked).toHaveLength(1);
    wire.ready(0);
    wire.message('a');
    expect((await stream.next()).value).toMatchObject({ id: 'a' });
    const next = stream.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('fails with what the server says', async () => {
    const { app, client } = connectFake();
    app.answer(() => problem('HOLON_UNSUPPORTED_OPERATION', 400));
    await expect(client.stream(Jobs, { from: 'start' }).next()).rejects.toEqual(
      failure('HOLON_UNSUPPORTED_OPERATION'),
    );
    await expect(client.stream(Jobs).next()).rejects.toEqual(
      failure('HOLON_UNSUPPORTED_OPERATION'),
    );
  });

  it('from the cursor says with each question what the loop is done with, and at its end', async () => {
    const { app, client } = connectFake();
    const page = (position: string, moved: boolean, ...ids: string[]) =>
      json({ messages: ids.map((id) => message(id)), position, moved });
    app.answer(
      () => page('p1', false, 'a', 'b'),
      () => page('p2', true, 'c', 'd'),
      () => page('', true),
    );
    const seen: string[] = [];
    for await (const { id } of client.stream(Jobs, { capacity: 2 })) {
      seen.push(id);
      if (id === 'd') break;
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
    expect(app.asked.map(({ body }) => body)).toEqual([
      { limit: 2, wait: 25 },
      { limit: 2, wait: 25, done: { position: 'p1', count: 2 } },
      { limit: 0, wait: 0, done: { position: 'p2', count: 1 } },
    ]);
  });

  it('from the cursor hands out nothing twice when the server has forgotten the page', async () => {
    const { app, client } = connectFake();
    const page = (position: string, moved: boolean, ...ids: string[]) =>
      json({ messages: ids.map((id) => message(id)), position, moved });
    app.answer(
      () => page('p1', false, 'a', 'b'),
      () => page('p2', false, 'a', 'b', 'c'),
      () => page('p3', true, 'd'),
      () => page('', true),
    );
    const seen: string[] = [];
    for await (const { id } of client.stream(Jobs)) {
      seen.push(id);
      if (id === 'd') break;
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
    expect(app.asked[2]?.body).toMatchObject({ done: { position: 'p2', count: 3 } });
  });

  it('from the cursor waits for a server that is away, once it has begun', async () => {
    const { app, clock, client, log } = connectFake({ timeoutMs: 1_000 });
    const page = (...ids: string[]) =>
      json({ messages: ids.map((id) => message(id)), position: 'p', moved: true });
    let isAway = false;
    app.answer(() => (isAway ? problem('HOLON_DRAINING', 503) : page(isAway ? '' : 'a')));
    const stream = client.stream(Jobs);
    expect((await stream.next()).value).toMatchObject({ id: 'a' });
    isAway = true;
    const next = watch(stream.next());
    await clock.advance(60_000);
    expect(next.outcome).toBe('pending');
    expect(log.of('remote.disconnected').length).toBeGreaterThan(0);
    isAway = false;
    await clock.advance(26_000);
    expect(next.outcome).toMatchObject({ value: { id: 'a' } });
  });

  it('from the cursor rests between questions that fail at once, longer and longer', async () => {
    const { app, clock, client, log } = connectFake({ timeoutMs: 1_000 });
    const page = json({ messages: [message('a')], position: 'p', moved: true });
    app.answer(
      () => page,
      () => problem('HOLON_DRAINING', 503, { 'Retry-After': '60' }),
    );
    const stream = client.stream(Jobs);
    await stream.next();
    const next = watch(stream.next());
    await clock.advance(60_000);
    expect(next.outcome).toBe('pending');
    expect(app.asked.length).toBeGreaterThan(10);
    expect(app.asked.length).toBeLessThan(25);
    expect(log.of('remote.disconnected')).toHaveLength(1);
  });
});
