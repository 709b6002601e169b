import { InMemoryChannel } from '../../../src/queues/in-memory-channel';
import { QueueBridge } from '../../../src/queues/queue-bridge';

describe('QueueBridge', () => {
  it('wraps what it puts and unwraps what it gets', async () => {
    const queue = new InMemoryChannel<{ data: string }>();
    const bridge = new QueueBridge(queue);
    await bridge.put({ data: 'value' });
    expect([bridge.isEmpty, queue.size]).toEqual([false, 1]);
    expect(await bridge.get()).toEqual({ data: 'value' });
    expect(bridge.isEmpty).toBe(true);
  });

  it('answers false from tryPut when the queue is full', () => {
    const bridge = new QueueBridge(new InMemoryChannel<number>({ capacity: 1 }));
    expect([bridge.tryPut(1), bridge.tryPut(2)]).toEqual([true, false]);
  });

  it('ends its waits by signal', async () => {
    const bridge = new QueueBridge(new InMemoryChannel<number>({ capacity: 1 }));
    const signal = AbortSignal.abort();
    await expect(bridge.get({ signal })).rejects.toMatchObject({ code: 'HOLON_ABORTED' });
    await expect(bridge.put(1, { signal })).rejects.toMatchObject({ code: 'HOLON_ABORTED' });
  });

  it('never passes shutdown off as content', async () => {
    const queue = new InMemoryChannel<number>({ name: 'tasks' });
    const waiting = new QueueBridge(queue).get();
    queue.shutdown();
    await expect(waiting).rejects.toMatchObject({
      code: 'HOLON_CHANNEL_CLOSED',
      message: "Queue 'tasks' is shutting down",
    });
  });
});
