import { InMemoryChannel } from '../../../src/queues/in-memory-channel';
import { Inbox } from '../../../src/queues/inbox';

describe('Inbox', () => {
  it('receives from its queue and knows its address', async () => {
    const queue = new InMemoryChannel<number>({ name: 'worker' });
    const inbox = new Inbox(queue);
    queue.trySend(1);
    expect([inbox.name, inbox.size, inbox.isEmpty]).toEqual(['worker', 1, false]);
    expect(await inbox.receive()).toMatchObject({ content: 1, isShutdown: false });
    expect(inbox.isEmpty).toBe(true);
  });

  it('ends a wait by signal', async () => {
    const inbox = new Inbox(new InMemoryChannel());
    const signal = AbortSignal.abort();
    await expect(inbox.receive({ signal })).rejects.toMatchObject({ code: 'HOLON_ABORTED' });
  });

  it('gives each message to one replica and the end to all', async () => {
    const queue = new InMemoryChannel<number>();
    const replicas = [new Inbox(queue), new Inbox(queue)].map(async (inbox) => {
      const found: number[] = [];
      for await (const message of inbox) found.push(message.content);
      return found;
    });
    for (const n of [1, 2, 3, 4]) await queue.send(n);
    queue.shutdown();
    const found = await Promise.all(replicas);
    expect(found.flat().sort()).toEqual([1, 2, 3, 4]);
    expect(found.map((part) => part.length)).toEqual([2, 2]);
  });

  it('holds nothing that leads to the sending end', () => {
    const queue = new InMemoryChannel();
    const inbox = new Inbox(queue);
    expect(Reflect.ownKeys(inbox)).toEqual([]);
    expect(Reflect.ownKeys(Inbox.prototype).sort(byName)).toEqual(
      ['constructor', 'isEmpty', 'name', 'receive', 'size', Symbol.asyncIterator].sort(byName),
    );
    expect(Reflect.ownKeys(inbox[Symbol.asyncIterator]())).toEqual([]);
  });
});

function byName(a: string | symbol, b: string | symbol): number {
  return a.toString() < b.toString() ? -1 : 1;
}
