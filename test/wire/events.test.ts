import { channelAccess, type App } from 'holon';
import { VirtualClock } from 'holon/testing';

import { until } from '../helpers/until';
import { temporaryFolder } from '../integration/http/temporary-folder';
import { EventStream } from './event-stream';
import { News, Plant, Post } from './plant';
import { call, endAll, serve } from './serve';

const streams: EventStream[] = [];
const folders: ReturnType<typeof temporaryFolder>[] = [];

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await endAll();
  for (const folder of folders.splice(0)) folder.remove();
});

async function open(...args: Parameters<typeof EventStream.open>): Promise<EventStream> {
  const stream = await EventStream.open(...args);
  streams.push(stream);
  if (stream.response.status === 200) {
    await until(() => stream.events.length > 0, 'the first event');
  }
  return stream;
}

const writer = (app: App) =>
  app.client(channelAccess({ read: [News], write: [News, Post] }), 'editor');
const contents = (stream: EventStream): unknown[] =>
  stream.messages.map((message) => message.content.data);

/** What a publication looks up when it opens has been answered: the store answers in order. */
async function looked(app: App): Promise<void> {
  for (let n = 0; n < 5; n += 1) await writer(app).read(News, { limit: 1 });
}

/** An app that was started anew while a message was delayed for ten seconds; a reader had seen the one behind it. */
async function restartedBeforeLate() {
  const folder = temporaryFolder();
  folders.push(folder);
  const clock = new VirtualClock();
  const store = `sqlite:${folder.path}/plant.db`;
  const first = await serve(Plant, { clock, store });
  await writer(first.app).write(News, 'late', { id: 'late', delayMs: 10_000 });
  const before = await open(first.url, '/channels/news/events');
  await writer(first.app).write(News, 'seen');
  await until(() => before.messages.length === 1, 'the one without a delay');
  const lastId = before.events.at(-1)!.id!;
  await first.app.drain();
  return { ...(await serve(Plant, { clock, store })), clock, lastId };
}

describe('a stream of events', () => {
  it('says first where it begins, then sends each message with its id and the same fields as a read', async () => {
    const { url, app } = await serve(Plant);
    await writer(app).write(News, 'before');
    const stream = await open(url, '/channels/news/events');
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.response.headers.get('cache-control')).toContain('no-store');
    expect(stream.events).toEqual([{ event: 'ready', id: '@1', data: '{}' }]);
    await writer(app).write(News, 'now', { id: 'n-2' });
    await until(() => stream.events.length === 2, 'the message');
    const read = await call(url, 'GET', '/channels/news', { token: 'r' });
    expect(stream.events[1]!.id).toBe('n-2');
    expect(stream.messages).toEqual([read.json.messages[1]]);
  });

  it('begins at the oldest message where it is asked to, and moves no cursor', async () => {
    const { url, app } = await serve(Plant);
    for (let n = 1; n <= 150; n += 1) await writer(app).write(News, n);
    const stream = await open(url, '/channels/news/events?from=start', { token: 'r' });
    await until(() => stream.messages.length === 150, 'all of them');
    expect(contents(stream)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
    const read = await call(url, 'GET', '/channels/news?limit=1000', { token: 'r' });
    expect(read.json.messages).toHaveLength(150);
  });

  it('goes on behind the last event that was seen, without a gap and without a repetition', async () => {
    const { url, app } = await serve(Plant);
    const first = await open(url, '/channels/news/events');
    await writer(app).write(News, 1);
    await writer(app).write(News, 2);
    await until(() => first.messages.length === 2, 'two messages');
    first.close();
    await writer(app).write(News, 3);
    const lastId = first.events.at(-1)!.id!;
    const second = await open(url, '/channels/news/events', { lastId });
    await writer(app).write(News, 4);
    await until(() => second.messages.length === 2, 'the rest');
    expect(contents(second)).toEqual([3, 4]);
  });

  it('goes on where it began when nothing was seen', async () => {
    const { url, app } = await serve(Plant);
    await writer(app).write(News, 0);
    const first = await open(url, '/channels/news/events');
    first.close();
    await writer(app).write(News, 1);
    const second = await open(url, '/channels/news/events', { lastId: first.events[0]!.id! });
    await until(() => second.messages.length === 1, 'what came between');
    expect(contents(second)).toEqual([1]);
  });

  it('goes on with the oldest that is kept behind one that is gone, and refuses an id that never was', async () => {
    const { url, app } = await serve(Plant);
    for (const id of ['a', 'b', 'c']) await writer(app).write(News, id, { id });
    await call(url, 'POST', '/channels/news/remove', { body: { message_ids: ['b'] } });
    const stream = await open(url, '/channels/news/events', { lastId: 'b' });
    await until(() => stream.messages.length === 2, 'what is kept');
    expect(contents(stream)).toEqual(['a', 'c']);
    const unknown = await open(url, '/channels/news/events', { lastId: 'never' });
    expect(unknown.response.status).toBe(404);
    const broken = await open(url, '/channels/news/events', { lastId: '%E0%A4%A' });
    expect(broken.response.status).toBe(400);
  });

  it('encodes ids that cannot stand in a line', async () => {
    const { url, app } = await serve(Plant);
    const stream = await open(url, '/channels/news/events');
    const id = 'grün\n% 1';
    await writer(app).write(News, 1, { id });
    await until(() => stream.messages.length === 1, 'the message');
    expect(stream.events[1]!.id).toBe(encodeURIComponent(id));
    expect(stream.messages[0]!.id).toBe(id);
    await writer(app).write(News, 2);
    const next = await open(url, '/channels/news/events', { lastId: stream.events[1]!.id! });
    await until(() => next.messages.length === 1, 'the next');
    expect(contents(next)).toEqual([2]);
  });

  it('sends a comment every 15 seconds', async () => {
    const { url, clock } = await serve(Plant);
    const stream = await open(url, '/channels/news/events');
    await clock.advance(14_999);
    expect(stream.comments).toBe(0);
    await clock.advance(1);
    await until(() => stream.comments === 1, 'the first');
    await clock.advance(15_000);
    await until(() => stream.comments === 2, 'the second');
  });

  it('shows addressed messages of a mailbox to their recipient alone', async () => {
    const { url, app } = await serve(Plant);
    const [bob, carol] = await Promise.all([
      open(url, '/channels/post/events', { token: 'bob' }),
      open(url, '/channels/post/events?from=start', { token: 'carol' }),
    ]);
    await writer(app).write(Post, 'to bob', { recipientId: 'bob' });
    await writer(app).write(Post, 'to all');
    await until(() => bob.messages.length + carol.messages.length === 3, 'three messages');
    expect(contents(bob)).toEqual(['to bob', 'to all']);
    expect(contents(carol)).toEqual(['to all']);
  });

  it('sends a delayed message when it is due, also to one who was cut off meanwhile', async () => {
    const { url, app, clock } = await serve(Plant);
    const first = await open(url, '/channels/news/events');
    await writer(app).write(News, 'late', { id: 'late', delayMs: 10_000 });
    await writer(app).write(News, 'soon');
    await until(() => first.messages.length === 1, 'the one without a delay');
    const lastId = first.events.at(-1)!.id!;
    const stays = await open(url, '/channels/news/events', { token: 'stays', lastId });
    first.close();
    await clock.advance(10_000);
    await until(() => stays.messages.length === 1, 'the late one');
    expect(contents(stays)).toEqual(['late']);
    const back = await open(url, '/channels/news/events', { lastId });
    await until(() => back.messages.length === 1, 'the late one once more');
    expect(contents(back)).toEqual(['late']);
    await writer(app).write(News, 'last');
    const after = await open(url, '/channels/news/events', { lastId: 'late' });
    await until(() => after.messages.length === 1, 'what came behind the late one');
    expect(contents(after)).toEqual(['last']);
  });

  it('sends what was delayed before it began when it is due, once to each stream', async () => {
    const { url, app, clock } = await serve(Plant);
    await writer(app).write(News, 'late', { id: 'late', delayMs: 10_000 });
    await writer(app).write(News, 'before');
    const first = await open(url, '/channels/news/events');
    const second = await open(url, '/channels/news/events');
    await clock.advance(10_000);
    await writer(app).write(News, 'after');
    await until(() => first.messages.length + second.messages.length >= 4, 'both, to both');
    expect([contents(first), contents(second)]).toEqual([
      ['late', 'after'],
      ['late', 'after'],
    ]);
    const start = await open(url, '/channels/news/events?from=start');
    await until(() => start.messages.length === 3, 'all');
    expect(contents(start)).toEqual(['before', 'late', 'after']);
    const fresh = await open(url, '/channels/news/events');
    await clock.advance(15_000);
    await until(() => fresh.comments > 0, 'a comment');
    expect([contents(first).length, contents(fresh)]).toEqual([2, []]);
  });

  it('sends what was delayed before a restart of the app when it is due, also to who resumes', async () => {
    const { app, clock, lastId, url } = await restartedBeforeLate();
    await writer(app).write(News, 'meanwhile');
    const resumed = await open(url, '/channels/news/events', { lastId });
    await clock.advance(5_000);
    const anew = await open(url, '/channels/news/events');
    await clock.advance(5_000);
    await until(() => anew.messages.length === 1, 'the late one');
    await until(() => resumed.messages.length === 2, 'what he had not seen');
    expect(contents(anew)).toEqual(['late']);
    expect(contents(resumed)).toEqual(['meanwhile', 'late']);
  });

  it('sends what was due after a restart and before he came back to who resumes', async () => {
    const { app, clock, lastId, url } = await restartedBeforeLate();
    await looked(app);
    await clock.advance(10_000);
    const resumed = await open(url, '/channels/news/events', { lastId });
    await until(() => resumed.messages.length === 1, 'what he had not seen');
    expect(contents(resumed)).toEqual(['late']);
  });

  it('goes on at another address of the same app', async () => {
    const { url, app, clock } = await serve(Plant);
    const other = await app.publish({ port: 0 });
    const first = await open(url, '/channels/news/events');
    await writer(app).write(News, 'late', { id: 'late', delayMs: 10_000 });
    await writer(app).write(News, 'seen');
    await until(() => first.messages.length === 1, 'the one without a delay');
    const lastId = first.events.at(-1)!.id!;
    first.close();
    await clock.advance(10_000);
    const resumed = await open(other.url, '/channels/news/events', { lastId });
    await until(() => resumed.messages.length === 1, 'what he had not seen');
    expect(contents(resumed)).toEqual(['late']);
  });

  it('ends with a word when the app drains', async () => {
    const { url, app } = await serve(Plant);
    const stream = await open(url, '/channels/news/events');
    const report = await app.drain();
    await until(() => stream.isOver, 'its end');
    const { event, data } = stream.events.at(-1)!;
    expect(event).toBe('end');
    expect(JSON.parse(data)).toMatchObject({
      code: 'HOLON_DRAINING',
      retryable: true,
      status: 503,
    });
    expect(report.abandoned).toEqual([]);
  });

  it('is as much as a caller may hold, and no more', async () => {
    const { url } = await serve(Plant, {}, { limits: { streamsPerCaller: 2, streams: 3 } });
    const held = [
      await open(url, '/channels/news/events', { token: 'a' }),
      await open(url, '/channels/news/events', { token: 'a' }),
    ];
    const third = await open(url, '/channels/news/events', { token: 'a' });
    expect([third.response.status, third.response.headers.get('retry-after')]).toEqual([429, '1']);
    const waiting = await call(url, 'GET', '/channels/news?wait=1', { token: 'a' });
    expect([waiting.status, waiting.json.code]).toEqual([429, 'HOLON_RATE_LIMITED']);
    await open(url, '/channels/news/events', { token: 'b' });
    const fourth = await open(url, '/channels/news/events', { token: 'b' });
    expect(fourth.response.status).toBe(429);
    held[0]!.close();
    await until(async () => {
      const again = await open(url, '/channels/news/events', { token: 'a' });
      return again.response.status === 200;
    }, 'room for another');
  });
});
