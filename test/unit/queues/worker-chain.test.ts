import { InMemoryChannel } from '../../../src/queues/in-memory-channel';
import { Inbox } from '../../../src/queues/inbox';
import { Outbox } from '../../../src/queues/outbox';

/** A continuous worker: passes on what it has worked on, and acknowledges when the next one has it. */
async function work(
  name: string,
  inbox: Inbox<string>,
  outbox: Outbox<string>,
  log: string[],
): Promise<void> {
  for await (const message of inbox) {
    await outbox.send(`${message.content}>${name}`, { metadata: message.metadata });
    await message.ack?.();
  }
  log.push(`${name} stopped`);
}

describe('a chain of continuous workers', () => {
  it('passes every message along and stops in order, without losing what is in flight', async () => {
    const log: string[] = [];
    const queues = [1, 2, 3, 4].map(
      (n) => new InMemoryChannel<string>({ name: `queue ${String(n)}`, capacity: 2 }),
    );
    const [first, second, third, results] = queues as [
      InMemoryChannel<string>,
      InMemoryChannel<string>,
      InMemoryChannel<string>,
      InMemoryChannel<string>,
    ]; // four were made above
    const workers = [
      { queue: first, done: work('one', new Inbox(first), new Outbox([second]), log) },
      { queue: second, done: work('two', new Inbox(second), new Outbox([third]), log) },
      { queue: third, done: work('three', new Inbox(third), new Outbox([results]), log) },
    ];
    const found: unknown[] = [];
    const collecting = (async () => {
      for await (const message of new Inbox(results)) {
        found.push([message.content, message.metadata.n]);
      }
    })();

    const acknowledged: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const ack = (): void => void acknowledged.push(n);
      await first.send(`job ${String(n)}`, { metadata: { n }, ack });
    }
    for (const { queue, done } of workers) {
      queue.shutdown();
      await done;
    }
    results.shutdown();
    await collecting;

    const numbers = Array.from({ length: 10 }, (_, n) => n);
    expect(found).toEqual(numbers.map((n) => [`job ${String(n)}>one>two>three`, n]));
    expect(acknowledged).toEqual(numbers);
    expect(log).toEqual(['one stopped', 'two stopped', 'three stopped']);
  });

  it('goes on when replicas share a place in it, and stops all of them', async () => {
    const log: string[] = [];
    const tasks = new InMemoryChannel<string>({ capacity: 1 });
    const results = new InMemoryChannel<string>();
    const replicas = ['a', 'b', 'c'].map((name) =>
      work(name, new Inbox(tasks), new Outbox([results]), log),
    );
    for (let n = 0; n < 9; n += 1) await tasks.send(String(n));
    tasks.shutdown();
    await Promise.all(replicas);
    expect(results.size).toBe(9);
    expect(log.sort()).toEqual(['a stopped', 'b stopped', 'c stopped']);
  });
});
