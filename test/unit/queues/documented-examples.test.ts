/** The programs by which people know point-to-point queues, one test each. */
import { isHolonError } from '../../../src/errors/holon-error';
import type { WaitOptions } from '../../../src/queues/base-queue';
import { BaseQueue } from '../../../src/queues/base-queue';
import { ForwardingChannel } from '../../../src/queues/forwarding-channel';
import { InMemoryChannel } from '../../../src/queues/in-memory-channel';
import { QueueBridge } from '../../../src/queues/queue-bridge';
import type { QueueMessage } from '../../../src/queues/queue-message';
import { cloneMessage, queueMessage, shutdownMessage } from '../../../src/queues/queue-message';
import type { QueueObserver } from '../../../src/queues/queue-observer';
import { sleep } from '../../../src/util/abort';
import { VirtualClock } from '../../../src/testing/virtual-clock';

describe('messages', () => {
  it('are created bare, with metadata, with an acknowledgement, as shutdown', async () => {
    const printed: string[] = [];
    const simple = queueMessage({ userId: 123, query: 'hello' });
    const traced = queueMessage({ data: 'value' }, { metadata: { traceId: 'abc-123' } });
    const acknowledged = queueMessage(
      { task: 'process' },
      { ack: async () => void printed.push('Message processed') },
    );
    await acknowledged.ack?.();
    expect(simple.content.userId).toBe(123);
    expect(traced.metadata).toEqual({ traceId: 'abc-123' });
    expect(printed).toEqual(['Message processed']);
    expect(shutdownMessage().isShutdown).toBe(true);
  });

  it('are cloned with modifications', () => {
    const message = queueMessage({ old: 'data' }, { metadata: { traceId: 'abc' } });
    const cloned = cloneMessage(message, {
      content: { new: 'data' },
      metadata: { additional: 'info' },
    });
    expect(cloned.content).toEqual({ new: 'data' });
    expect(cloned.metadata).toEqual({ traceId: 'abc', additional: 'info' });
  });
});

describe('an in-memory queue', () => {
  it('sends, tries to send, and receives when it is not empty', async () => {
    const queue = new InMemoryChannel<{ data: string }>({ name: 'bounded', capacity: 1 });
    await queue.send({ data: 'value' });
    const printed: string[] = [];
    if (!queue.trySend({ data: 'other' })) printed.push('Queue full!');
    expect(printed).toEqual(['Queue full!']);
    if (!queue.isEmpty) expect((await queue.receive()).content).toEqual({ data: 'value' });
    expect(queue.isEmpty).toBe(true);
  });

  it('refuses sends once it is closed', async () => {
    const queue = new InMemoryChannel<{ task?: number }>({ name: 'worker' });
    await queue.send({ task: 1 });
    await queue.receive();
    queue.close();
    const printed: string[] = [];
    try {
      await queue.send({});
    } catch (error) {
      if (isHolonError(error, 'HOLON_CHANNEL_CLOSED')) printed.push('Queue closed');
    }
    expect(printed).toEqual(['Queue closed']);
  });

  it('lets the receiver acknowledge to the sender', async () => {
    const status: string[] = [];
    const queue = new InMemoryChannel<{ task: string }>();
    await queue.send({ task: 'process' }, { ack: async () => void status.push('completed') });
    const message = await queue.receive();
    status.push(`processing ${message.content?.task ?? 'nothing'}`);
    await message.ack?.();
    expect(status).toEqual(['processing process', 'completed']);
  });
});

describe('a forwarding queue', () => {
  it('enriches metadata', async () => {
    const downstream = new InMemoryChannel<{ data: string }>({ name: 'downstream' });
    const forwarder = new ForwardingChannel(downstream, {
      name: 'forwarder',
      metadataDefaults: { source: 'node_a', priority: 'high' },
    });
    await forwarder.send({ data: 'value' }, { metadata: { traceId: 'abc' } });
    expect((await downstream.receive()).metadata).toEqual({
      traceId: 'abc',
      source: 'node_a',
      priority: 'high',
    });
  });

  it('traces an edge', async () => {
    const printed: string[] = [];
    const traceEdge: QueueObserver = {
      onSend: (message, queue) =>
        printed.push(`[${queue.name}] send: ${String(message.metadata.traceId)}`),
      onReceive: (message, queue) =>
        printed.push(`[${queue.name}] receive: ${String(message.metadata.traceId)}`),
    };
    const forwarder = new ForwardingChannel(new InMemoryChannel<string>({ name: 'downstream' }), {
      observers: [traceEdge],
    });
    await forwarder.send('work', { metadata: { traceId: 'abc' } });
    await forwarder.receive();
    expect(printed).toEqual(['[downstream] send: abc', '[downstream] receive: abc']);
  });
});

describe('observers', () => {
  it('may be async and record metrics', async () => {
    const metrics: string[] = [];
    const record = async (name: string): Promise<void> => {
      await Promise.resolve();
      metrics.push(name);
    };
    const queue = new InMemoryChannel<string>({
      name: 'async-observed',
      observers: [
        {
          onSend: (_, { name }) => record(`${name}.send`),
          onReceive: (_, { name }) => record(`${name}.receive`),
        },
      ],
    });
    await queue.send('work');
    await queue.receive();
    await new VirtualClock().settle();
    expect(metrics).toEqual(['async-observed.send', 'async-observed.receive']);
  });

  it('may fail without the sender noticing', async () => {
    const queue = new InMemoryChannel<string>({
      observers: {
        onSend: () => {
          throw new Error('Observer error!');
        },
      },
    });
    await expect(queue.send('work')).resolves.toBeUndefined();
  });
});

describe('continuous workers', () => {
  /** Works on several messages at a time; waits for all of them before it passes shutdown on. */
  async function worker(
    clock: VirtualClock,
    mailbox: BaseQueue<number>,
    next: readonly BaseQueue<number>[],
  ): Promise<void> {
    const inFlight = new Set<Promise<void>>();
    for (;;) {
      const message = await mailbox.receive();
      if (message.isShutdown) break;
      const job = sleep(clock, 10 * message.content)
        .then(() => Promise.all(next.map((queue) => queue.send(message.content + 1))))
        .then(() => void inFlight.delete(job));
      inFlight.add(job);
    }
    await Promise.all(inFlight);
    for (const queue of next) await queue.sendMessage(shutdownMessage());
  }

  it('finish what is in flight before they pass shutdown on', async () => {
    const clock = new VirtualClock();
    const [first, second, third] = [
      new InMemoryChannel<number>({ name: 'first' }),
      new InMemoryChannel<number>({ name: 'second' }),
      new InMemoryChannel<number>({ name: 'third' }),
    ];
    const workers = [worker(clock, first, [second]), worker(clock, second, [third])];
    await first.send(2);
    await first.send(1);
    await first.sendMessage(shutdownMessage());
    await clock.advance(100);
    await Promise.all(workers);

    const found: number[] = [];
    for await (const message of third) found.push(message.content);
    expect(found).toEqual([3, 4]); // the shorter job overtook the longer one
  });
});

describe('a queue of one’s own', () => {
  /** Stands for a queue over a broker: what it carries is text. */
  class BrokerQueue<T> extends BaseQueue<T> {
    private readonly broker = new InMemoryChannel<string>();
    readonly name = 'broker';

    get size(): number {
      return this.broker.size;
    }

    get isFull(): boolean {
      return this.broker.isFull;
    }

    sendMessage(message: QueueMessage<T>, options?: WaitOptions): Promise<void> {
      return this.broker.send(JSON.stringify(message), options);
    }

    trySendMessage(message: QueueMessage<T>): boolean {
      return this.broker.trySend(JSON.stringify(message));
    }

    async receive(options?: WaitOptions): Promise<QueueMessage<T>> {
      const message = await this.broker.receive(options);
      if (message.isShutdown) return message;
      return JSON.parse(message.content) as QueueMessage<T>; // this class alone writes to the broker
    }

    shutdown(): void {
      this.broker.shutdown();
    }

    close(): void {
      this.broker.close();
    }
  }

  it('needs only its own transport, and stands wherever a queue stands', async () => {
    const queue = new BrokerQueue<{ task: string }>();
    const forwarder = new ForwardingChannel(queue, { metadataDefaults: { source: 'node_a' } });
    await forwarder.send({ task: 'one' });
    expect(forwarder.trySend({ task: 'two' })).toBe(true);
    queue.shutdown();
    const found: unknown[] = [];
    for await (const message of queue) found.push([message.content.task, message.metadata]);
    expect(found).toEqual([
      ['one', { source: 'node_a' }],
      ['two', { source: 'node_a' }],
    ]);
    expect(queue.isEmpty).toBe(true);
  });
});

describe('a bridge', () => {
  it('is used like a plain queue', async () => {
    const queue = new QueueBridge(new InMemoryChannel<{ data: string }>());
    await queue.put({ data: 'first' });
    await queue.put({ data: 'second' });
    expect(await queue.get()).toEqual({ data: 'first' });
    if (!queue.isEmpty) expect(await queue.get()).toEqual({ data: 'second' });
    expect(queue.isEmpty).toBe(true);
  });
});

describe('testing queues', () => {
  it('send and receive', async () => {
    const queue = new InMemoryChannel<{ data: string }>();
    await queue.send({ data: 'test' });
    const received = await queue.receive();
    expect(received.content).toEqual({ data: 'test' });
  });

  it('observers', async () => {
    const phases: string[] = [];
    const queue = new InMemoryChannel<{ test: boolean }>({
      observers: [{ onSend: () => phases.push('send'), onReceive: () => phases.push('receive') }],
    });
    await queue.send({ test: true });
    await queue.receive();
    expect(phases).toEqual(['send', 'receive']);
  });

  it('shutdown', async () => {
    const queue = new InMemoryChannel();
    await queue.sendMessage(shutdownMessage());
    const message = await queue.receive();
    expect(message.isShutdown).toBe(true);
  });
});
