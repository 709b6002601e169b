import { InMemoryChannel } from '../../../src/queues/in-memory-channel';
import { Outbox } from '../../../src/queues/outbox';

const content = async (queue: InMemoryChannel<number>): Promise<unknown> =>
  (await queue.receive()).content;

describe('Outbox', () => {
  it('sends every message to every inbox behind it', async () => {
    const queues = [new InMemoryChannel<number>(), new InMemoryChannel<number>()];
    const outbox = new Outbox(queues);
    await outbox.send(1, { metadata: { traceId: 'abc' } });
    expect(outbox.trySend(2)).toBe(true);
    for (const queue of queues) {
      expect(await queue.receive()).toMatchObject({ content: 1, metadata: { traceId: 'abc' } });
      expect(await content(queue)).toBe(2);
    }
  });

  it('waits until the last inbox has room, and holds up no other', async () => {
    const [full, free] = [
      new InMemoryChannel<number>({ capacity: 1 }),
      new InMemoryChannel<number>(),
    ];
    full.trySend(0);
    let isSent = false;
    const sending = new Outbox([full, free]).send(1).then(() => (isSent = true));
    expect(await content(free)).toBe(1);
    expect(isSent).toBe(false);
    await full.receive();
    await sending;
    expect(await content(full)).toBe(1);
  });

  it('ends its wait by signal', async () => {
    const full = new InMemoryChannel<number>({ capacity: 1 });
    full.trySend(0);
    const controller = new AbortController();
    const sending = new Outbox([full]).send(1, { signal: controller.signal });
    controller.abort();
    await expect(sending).rejects.toMatchObject({ code: 'HOLON_ABORTED' });
    expect(full.size).toBe(1);
  });

  it('tries all inboxes or none', () => {
    const [full, free] = [
      new InMemoryChannel<number>({ capacity: 1 }),
      new InMemoryChannel<number>(),
    ];
    full.trySend(0);
    expect(new Outbox([free, full]).trySend(1)).toBe(false);
    expect(free.isEmpty).toBe(true);
  });

  it('reports an inbox that is closed; the others get the message all the same', async () => {
    const [closed, open] = [new InMemoryChannel<number>(), new InMemoryChannel<number>()];
    closed.close();
    const sending = new Outbox([closed, open]).send(1);
    await expect(sending).rejects.toMatchObject({ code: 'HOLON_CHANNEL_CLOSED' });
    expect(await content(open)).toBe(1);
  });

  it('says how to connect it where nothing stands behind it', async () => {
    const outbox = new Outbox<number>([]);
    const refusal = expect.objectContaining({
      code: 'HOLON_CHANNEL_NOT_CONNECTED',
      hint: expect.stringContaining('next: [NextSystem]'),
    });
    await expect(outbox.send(1)).rejects.toEqual(refusal);
    expect(() => outbox.trySend(1)).toThrow(refusal);
  });

  it('holds nothing that leads to the receiving end', () => {
    const outbox = new Outbox([new InMemoryChannel()]);
    expect(Reflect.ownKeys(outbox)).toEqual([]);
    expect(Reflect.ownKeys(Outbox.prototype).sort()).toEqual(['constructor', 'send', 'trySend']);
  });
});
