import { connectFake, type FakeApp, Jobs, json, message, watch } from './fake-app';

/** An app whose stream sends a reply to every request. */
function replying(app: FakeApp) {
  const streams: { send(text: string): void; isOpen: boolean }[] = [];
  app.answer((asked, signal) => {
    if (!asked.path.includes('/events')) {
      const id = asked.headers['Idempotency-Key'];
      const reply = { ...message('reply', asked.body), correlation_id: id };
      streams.at(-1)?.send(`id: r\ndata: ${JSON.stringify(reply)}\n\n`);
      return json({ item_id: id, duplicate: false });
    }
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (made) => (controller = made) });
    const send = (text: string): void => controller.enqueue(new TextEncoder().encode(text));
    const stream = { send, isOpen: true };
    signal.addEventListener('abort', () => {
      stream.isOpen = false;
      controller.error(new Error('aborted'));
    });
    streams.push(stream);
    send('event: ready\nid: @0\ndata: {}\n\n');
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  });
  return streams;
}

describe('requests to another process', () => {
  it('share one stream of replies, which ends when none has been asked for a second', async () => {
    const { app, clock, client } = connectFake();
    const streams = replying(app);
    const ask = async (n: number) => (await client.request(Jobs, n, { replies: Jobs })).content;
    expect(await Promise.all([ask(1), ask(2)])).toEqual([1, 2]);
    await clock.advance(999);
    expect(await ask(3)).toBe(3);
    expect(streams.map(({ isOpen }) => isOpen)).toEqual([true]);
    await clock.advance(1_000);
    expect(streams.map(({ isOpen }) => isOpen)).toEqual([false]);
    expect(await ask(4)).toBe(4);
    expect(streams.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  it('open another stream when the server has ended the one before for good', async () => {
    const { app, clock, client } = connectFake();
    const streams = replying(app);
    await client.request(Jobs, 1, { replies: Jobs });
    const end = JSON.stringify({ detail: 'no', code: 'HOLON_FORBIDDEN' });
    streams[0]!.send(`event: end\ndata: ${end}\n\n`);
    await clock.settle();
    const second = watch(client.request(Jobs, 2, { replies: Jobs }));
    await clock.settle();
    expect(second.outcome).toMatchObject({ content: 2 });
    expect(streams).toHaveLength(2);
  });
});
