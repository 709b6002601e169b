import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { MailboxChannel } from '../../../src/channels/mailbox-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { sleep } from '../../../src/util/abort';
import { bench, failure, numbers, started } from './bench';

@Channel({ id: 'requests' })
class Requests extends WorkQueueChannel<number, 'requests'> {}

@Channel({ id: 'replies' })
class Replies extends MailboxChannel<string, 'replies'> {}

@Channel({ id: 'chat' })
class Chat extends BroadcastChannel<string, 'chat'> {}

interface Access {
  readonly own: readonly [typeof Requests, typeof Replies, typeof Chat];
}

async function setUp() {
  const parts = bench();
  const requests = await started(new Requests({ id: 'requests', ...parts }));
  const replies = await started(new Replies({ id: 'replies', ...parts }));
  const chat = await started(new Chat({ id: 'chat', ...parts }));
  const clientOf = (systemId: string) => {
    const client = new ChannelClient<Access>(systemId, parts);
    client.connect(Requests, requests);
    client.connect(Replies, replies);
    client.connect(Chat, chat);
    return client;
  };
  const server = clientOf('server');
  /** Answers each request after what `delayMs` says of it. */
  const serve = (delayMs: (n: number) => number) =>
    server.subscribe(Requests, ({ content, correlationId = '', senderId }) => {
      void (async () => {
        await sleep(parts.clock, delayMs(content));
        const options = { correlationId, recipientId: senderId };
        await server.write(Replies, `answer ${content}`, options);
      })();
    });
  return { ...parts, client: clientOf('asker'), clientOf, server, serve };
}

describe('a request', () => {
  it('gets the reply that carries its correlation id, and says where it expects it', async () => {
    const { client, clock, serve, server } = await setUp();
    await serve(() => 10);
    const asking = client.request(Requests, 1, { replies: Replies, metadata: { trace: 't' } });
    await clock.advance(10);
    expect(await asking).toMatchObject({ content: 'answer 1', senderId: 'server' });
    const [request] = await server.claim(Requests);
    expect(request).toMatchObject({
      senderId: 'asker',
      replyTo: 'replies',
      metadata: { trace: 't' },
      correlationId: (await asking).correlationId,
    });
  });

  it('is one of a hundred at the same time, answered in any order, also by several clients', async () => {
    const { client, clientOf, clock, serve } = await setUp();
    await serve((n) => (n * 37) % 100);
    const second = clientOf('second');
    const asking = numbers(100).map((n) =>
      (n % 2 === 0 ? client : second).request(Requests, n, { replies: Replies, timeoutMs: 500 }),
    );
    await clock.advance(100);
    const answers = (await Promise.all(asking)).map(({ content }) => content);
    expect(answers).toEqual(numbers(100).map((n) => `answer ${n}`));
    expect(clock.pendingTimers).toBe(3); // the channels' maintenance
  });

  it('gets a reply that is written while its own write has not returned', async () => {
    const { client, server } = await setUp();
    await server.subscribe(Requests, async ({ correlationId = '' }) => {
      await server.write(Replies, 'at once', { correlationId, recipientId: 'asker' });
      await new Promise(() => undefined);
    });
    const reply = await client.request(Requests, 1, { replies: Replies });
    expect(reply.content).toBe('at once');
  });

  it('ends after timeoutMs, and a late reply is ignored', async () => {
    const { client, clock, serve } = await setUp();
    await serve((n) => (n === 1 ? 200 : 10));
    const late = client.request(Requests, 1, { replies: Replies, timeoutMs: 100 });
    const refused = expect(late).rejects.toMatchObject({
      code: 'HOLON_REQUEST_TIMEOUT',
      message: "No reply in channel 'replies' within 100 ms",
      retryable: true,
    });
    await clock.advance(100);
    await refused;
    await clock.advance(95);
    const next = client.request(Requests, 2, { replies: Replies, timeoutMs: 100 });
    await clock.advance(20);
    expect((await next).content).toBe('answer 2');
  });

  it('ends when its signal aborts, and is not written when that has happened before', async () => {
    const { client, clock, server } = await setUp();
    const controller = new AbortController();
    const { signal } = controller;
    const asking = client.request(Requests, 1, { replies: Replies, signal });
    const refused = expect(asking).rejects.toEqual(failure('HOLON_ABORTED'));
    await clock.settle();
    controller.abort();
    await refused;
    const again = client.request(Requests, 2, { replies: Replies, signal });
    await expect(again).rejects.toEqual(failure('HOLON_ABORTED'));
    expect((await server.host(Requests).stats()).count).toBe(1);
    expect(clock.pendingTimers).toBe(3);
  });

  it('that aborts while its client begins to listen is not written', async () => {
    const { client, server } = await setUp();
    const controller = new AbortController();
    const asking = client.request(Requests, 1, { replies: Replies, signal: controller.signal });
    controller.abort();
    await expect(asking).rejects.toEqual(failure('HOLON_ABORTED'));
    expect((await server.host(Requests).stats()).count).toBe(0);
  });

  it('fails with its write', async () => {
    const { client } = await setUp();
    const asking = client.request(Requests, (() => 1) as never, { replies: Replies });
    await expect(asking).rejects.toEqual(failure('HOLON_NOT_SERIALISABLE'));
  });

  it('is not its own reply where both share a channel', async () => {
    const { client, server } = await setUp();
    await server.subscribe(Chat, async ({ content, correlationId, senderId }) => {
      if (senderId === 'server' || correlationId === undefined) return;
      await server.write(Chat, `re: ${content}`, { correlationId });
    });
    const reply = await client.request(Chat, 'hello', { replies: Chat });
    expect(reply.content).toBe('re: hello');
  });

  it('reaches in a mailbox the system that is asked', async () => {
    const { client, clock, server } = await setUp();
    const asking = client.request(Replies, 'you there?', { replies: Chat, recipientId: 'server' });
    await clock.settle();
    const [request] = await server.read(Replies);
    const { correlationId = '' } = request!;
    await server.write(Chat, 'yes', { correlationId });
    expect((await asking).content).toBe('yes');
  });

  it('refuses a wrong timeout', async () => {
    const { client } = await setUp();
    const asking = client.request(Requests, 1, { replies: Replies, timeoutMs: -1 });
    await expect(asking).rejects.toEqual(failure('HOLON_INVALID_ARGUMENT'));
  });

  it('takes no reply that is addressed to somebody else', async () => {
    const { client, clock, server } = await setUp();
    await server.subscribe(Requests, async ({ correlationId = '' }) => {
      await server.write(Chat, 'not yours', { correlationId, recipientId: 'other' });
      await server.write(Chat, 'yours', { correlationId, recipientId: 'asker' });
    });
    const asking = client.request(Requests, 1, { replies: Chat });
    await clock.settle();
    expect((await asking).content).toBe('yours');
  });
});
