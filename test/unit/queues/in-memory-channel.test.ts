import { HolonError } from '../../../src/errors/holon-error';
import { InMemoryChannel } from '../../../src/queues/in-memory-channel';
import { shutdownMessage } from '../../../src/queues/queue-message';

const closed = expect.objectContaining({ code: 'HOLON_CHANNEL_CLOSED' });
const aborted = expect.objectContaining({ code: 'HOLON_ABORTED' });

async function contents<T>(queue: InMemoryChannel<T>, count: number): Promise<(T | undefined)[]> {
  const found: (T | undefined)[] = [];
  for (let n = 0; n < count; n += 1) found.push((await queue.receive()).content);
  return found;
}

/** Notes the name of each promise when it settles. */
function watch(order: string[], name: string, promise: Promise<unknown>): void {
  promise.then(
    () => order.push(name),
    () => order.push(`${name} failed`),
  );
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe('InMemoryChannel', () => {
  it('hands out messages in the order they were sent, each once', async () => {
    const queue = new InMemoryChannel<number>();
    await queue.send(1);
    queue.trySend(2);
    await queue.send(3);
    expect([queue.size, queue.isEmpty]).toEqual([3, false]);
    expect(await contents(queue, 3)).toEqual([1, 2, 3]);
    expect([queue.size, queue.isEmpty]).toEqual([0, true]);
  });

  it('sends an envelope as it is', async () => {
    const queue = new InMemoryChannel();
    const message = shutdownMessage();
    await queue.sendMessage(message);
    expect(await queue.receive()).toBe(message);
  });

  it('serves waiting receivers in the order they came', async () => {
    const queue = new InMemoryChannel<number>();
    const both = [queue.receive(), queue.receive()];
    await queue.send(1);
    await queue.send(2);
    expect((await Promise.all(both)).map((message) => message.content)).toEqual([1, 2]);
  });

  it.each([0, -1, 1.5, NaN, -Infinity])('refuses a capacity of %p', (capacity) => {
    expect(() => new InMemoryChannel({ name: 'tasks', capacity })).toThrow(
      expect.objectContaining({
        code: 'HOLON_INVALID_ARGUMENT',
        message: `capacity of queue 'tasks' is ${String(capacity)}`,
      }),
    );
  });

  describe('when it is full', () => {
    it('makes send wait and lets the longest waiting in first', async () => {
      const queue = new InMemoryChannel<number>({ capacity: 1 });
      const order: string[] = [];
      for (const n of [1, 2, 3]) watch(order, `sent ${String(n)}`, queue.send(n));
      await settle();
      expect([order, queue.size, queue.isFull]).toEqual([['sent 1'], 1, true]);
      expect(await contents(queue, 3)).toEqual([1, 2, 3]);
      expect(order).toEqual(['sent 1', 'sent 2', 'sent 3']);
    });

    it('makes trySend answer false, and true again after a receive', async () => {
      const queue = new InMemoryChannel<number>({ capacity: 1 });
      expect([queue.trySend(1), queue.trySend(2)]).toEqual([true, false]);
      await queue.receive();
      expect(queue.trySend(3)).toBe(true);
      expect(await contents(queue, 1)).toEqual([3]);
    });

    it('does not let trySend pass those who wait', async () => {
      const queue = new InMemoryChannel<number>({ capacity: 1 });
      queue.trySend(1);
      const waiting = queue.send(2);
      await queue.receive();
      expect(queue.trySend(3)).toBe(false);
      await waiting;
    });
  });

  describe('aborting', () => {
    it('ends a waiting receive, which swallows nothing', async () => {
      const queue = new InMemoryChannel<number>();
      const controller = new AbortController();
      const first = queue.receive({ signal: controller.signal });
      const second = queue.receive();
      controller.abort('enough');
      await expect(first).rejects.toMatchObject({ code: 'HOLON_ABORTED', cause: 'enough' });
      await queue.send(1);
      expect((await second).content).toBe(1);
    });

    it('ends a waiting send, whose message is not sent', async () => {
      const queue = new InMemoryChannel<number>({ capacity: 1 });
      const controller = new AbortController();
      queue.trySend(1);
      const second = queue.send(2, { signal: controller.signal });
      const third = queue.send(3);
      controller.abort();
      await expect(second).rejects.toEqual(aborted);
      expect(await contents(queue, 2)).toEqual([1, 3]);
      await third;
    });

    it('beforehand refuses both, though there is room and a message', async () => {
      const queue = new InMemoryChannel<number>();
      queue.trySend(1);
      const signal = AbortSignal.abort();
      await expect(queue.send(2, { signal })).rejects.toEqual(aborted);
      await expect(queue.receive({ signal })).rejects.toEqual(aborted);
      expect(queue.size).toBe(1);
    });

    it('does not take back a message that was handed over already', async () => {
      const queue = new InMemoryChannel<number>();
      const controller = new AbortController();
      const received = queue.receive({ signal: controller.signal });
      queue.trySend(1);
      controller.abort();
      expect((await received).content).toBe(1);
    });

    it('leaves no listener on the signal once the wait is over', async () => {
      const queue = new InMemoryChannel<number>();
      const { signal } = new AbortController();
      const removed = jest.spyOn(signal, 'removeEventListener');
      const received = queue.receive({ signal });
      queue.trySend(1);
      await received;
      expect(removed).toHaveBeenCalledTimes(1);
    });
  });

  describe('closing', () => {
    it('wakes every waiting receiver at once with a clear error', async () => {
      const queue = new InMemoryChannel({ name: 'tasks' });
      const waiting = [queue.receive(), queue.receive()];
      queue.close();
      for (const outcome of await Promise.allSettled(waiting)) {
        const { reason } = outcome as PromiseRejectedResult; // a fulfilled one has no reason and fails below
        expect(reason).toBeInstanceOf(HolonError);
        expect(reason).toMatchObject({ code: 'HOLON_CHANNEL_CLOSED', retryable: false });
        expect((reason as Error).message).toBe("Queue 'tasks' is closed");
      }
    });

    it('refuses waiting and later senders, whose messages are not sent', async () => {
      const queue = new InMemoryChannel<number>({ capacity: 1 });
      queue.trySend(1);
      const waiting = queue.send(2);
      queue.close();
      await expect(waiting).rejects.toEqual(closed);
      await expect(queue.send(3)).rejects.toEqual(closed);
      expect(() => queue.trySend(4)).toThrow(closed);
      expect(queue.size).toBe(1);
    });

    it('leaves what was sent before to be received, then refuses', async () => {
      const queue = new InMemoryChannel<number>();
      queue.trySend(1);
      queue.trySend(2);
      queue.close();
      expect(await contents(queue, 2)).toEqual([1, 2]);
      await expect(queue.receive()).rejects.toEqual(closed);
    });

    it('happens at the end of `await using`, and may happen twice', async () => {
      const queue = new InMemoryChannel<number>();
      const waiting = queue.receive();
      await queue[Symbol.asyncDispose]();
      await queue[Symbol.asyncDispose]();
      await expect(waiting).rejects.toEqual(closed);
    });
  });

  describe('shutdown', () => {
    it('reaches every waiting and every later receiver', async () => {
      const queue = new InMemoryChannel();
      const waiting = [queue.receive(), queue.receive(), queue.receive()];
      queue.shutdown();
      const later = [queue.receive(), queue.receive()];
      const messages = await Promise.all([...waiting, ...later]);
      expect(messages.map((message) => message.isShutdown)).toEqual(Array(5).fill(true));
    });

    it('comes behind all that was sent before, senders that wait included', async () => {
      const queue = new InMemoryChannel<number>({ capacity: 1 });
      const sends = [queue.send(1), queue.send(2), queue.send(3)];
      queue.shutdown();
      expect(await contents(queue, 4)).toEqual([1, 2, 3, undefined]);
      await Promise.all(sends);
    });

    it('refuses later sends', async () => {
      const queue = new InMemoryChannel<number>({ name: 'tasks' });
      queue.shutdown();
      await expect(queue.send(1)).rejects.toMatchObject({
        code: 'HOLON_CHANNEL_CLOSED',
        message: "Queue 'tasks' is shutting down",
      });
      expect(() => queue.trySend(1)).toThrow(closed);
    });

    it('can be cut short by close, and does not reopen what is closed', async () => {
      const queue = new InMemoryChannel<number>({ capacity: 1 });
      queue.trySend(1);
      const waiting = queue.send(2);
      queue.shutdown();
      queue.close();
      queue.shutdown();
      await expect(waiting).rejects.toEqual(closed);
      expect(await contents(queue, 1)).toEqual([1]);
      await expect(queue.receive()).rejects.toEqual(closed);
    });
  });

  describe('for await', () => {
    async function collect(queue: InMemoryChannel<number>): Promise<number[]> {
      const found: number[] = [];
      for await (const message of queue) found.push(message.content);
      return found;
    }

    it('ends at a shutdown message and leaves what stands behind it', async () => {
      const queue = new InMemoryChannel<number>();
      queue.trySend(1);
      queue.trySendMessage(shutdownMessage());
      queue.trySend(2);
      expect(await collect(queue)).toEqual([1]);
      expect(await contents(queue, 1)).toEqual([2]);
    });

    it('ends for all competing consumers at shutdown()', async () => {
      const queue = new InMemoryChannel<number>();
      const consumers = [collect(queue), collect(queue), collect(queue)];
      for (const n of [1, 2, 3, 4]) await queue.send(n);
      queue.shutdown();
      expect((await Promise.all(consumers)).flat().sort()).toEqual([1, 2, 3, 4]);
    });

    it('ends when the queue is closed, after what it still held', async () => {
      const queue = new InMemoryChannel<number>();
      queue.trySend(1);
      const consumer = collect(queue);
      await settle();
      queue.close();
      expect(await consumer).toEqual([1]);
    });

    it('lets go of the queue at break', async () => {
      const queue = new InMemoryChannel<number>();
      queue.trySend(1);
      for await (const message of queue) {
        expect(message.content).toBe(1);
        break;
      }
      await queue.send(2);
      expect(await contents(queue, 1)).toEqual([2]);
    });
  });
});
