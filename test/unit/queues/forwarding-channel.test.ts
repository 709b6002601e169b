import { ForwardingChannel } from '../../../src/queues/forwarding-channel';
import { InMemoryChannel } from '../../../src/queues/in-memory-channel';
import { shutdownMessage } from '../../../src/queues/queue-message';
import type { QueueObserver } from '../../../src/queues/queue-observer';

function record(seen: string[], name: string): QueueObserver {
  return {
    onSend: (message) => seen.push(`${name} sent ${String(message.content)}`),
    onReceive: (message) => seen.push(`${name} received ${String(message.content)}`),
  };
}

describe('ForwardingChannel', () => {
  it('adds its metadata to what passes; what the message says wins', async () => {
    const downstream = new InMemoryChannel<string>();
    const forward = new ForwardingChannel(downstream, {
      metadataDefaults: { source: 'a', priority: 'high' },
    });
    await forward.send('work', { metadata: { traceId: 'abc', priority: 'low' } });
    expect((await downstream.receive()).metadata).toEqual({
      traceId: 'abc',
      source: 'a',
      priority: 'low',
    });
  });

  it('passes acknowledgements and shutdown messages on', async () => {
    const downstream = new InMemoryChannel<string>();
    const forward = new ForwardingChannel(downstream, { metadataDefaults: { source: 'a' } });
    const ack = jest.fn();
    await forward.send('work', { ack });
    await forward.sendMessage(shutdownMessage());
    await (await downstream.receive()).ack?.();
    expect(ack).toHaveBeenCalledTimes(1);
    expect(await downstream.receive()).toMatchObject({
      isShutdown: true,
      metadata: { source: 'a' },
    });
  });

  it('goes by its own name, else by that of its downstream', () => {
    const downstream = new InMemoryChannel({ name: 'tasks' });
    expect(new ForwardingChannel(downstream, { name: 'edge' }).name).toBe('edge');
    expect(new ForwardingChannel(downstream).name).toBe('tasks');
  });

  it('shows its observers what passes through itself alone', async () => {
    const seen: string[] = [];
    const downstream = new InMemoryChannel<number>({ observers: record(seen, 'queue') });
    const forward = new ForwardingChannel(downstream, { observers: record(seen, 'edge') });
    await downstream.send(1);
    await forward.send(2);
    await downstream.receive();
    await forward.receive();
    expect(seen).toEqual([
      'queue sent 1',
      'queue sent 2',
      'edge sent 2',
      'queue received 1',
      'queue received 2',
      'edge received 2',
    ]);
  });

  it('shows a message sent before received, though a receiver waits', async () => {
    const seen: string[] = [];
    const forward = new ForwardingChannel(new InMemoryChannel<number>(), {
      observers: record(seen, 'edge'),
    });
    const received = forward.receive();
    await Promise.all([forward.send(1), received]);
    expect(seen).toEqual(['edge sent 1', 'edge received 1']);
  });

  it('waits with a full downstream, and shows the message when it is in', async () => {
    const seen: string[] = [];
    const downstream = new InMemoryChannel<number>({ capacity: 1 });
    const forward = new ForwardingChannel(downstream, {
      metadataDefaults: { source: 'a' },
      observers: record(seen, 'edge'),
    });
    expect([forward.trySend(1), forward.trySend(2), forward.isFull]).toEqual([true, false, true]);
    const waiting = forward.send(3);
    await downstream.receive();
    await waiting;
    expect(seen).toEqual(['edge sent 1', 'edge sent 3']);
    expect(await downstream.receive()).toMatchObject({ content: 3, metadata: { source: 'a' } });
  });

  it('ends its waits by signal', async () => {
    const forward = new ForwardingChannel(new InMemoryChannel<number>({ capacity: 1 }));
    const aborted = { code: 'HOLON_ABORTED' };
    await expect(forward.send(1, { signal: AbortSignal.abort() })).rejects.toMatchObject(aborted);
    expect(forward.isEmpty).toBe(true);
    const controller = new AbortController();
    const receiving = forward.receive({ signal: controller.signal });
    controller.abort();
    await expect(receiving).rejects.toMatchObject(aborted);
    forward.trySend(1);
    const again = new AbortController();
    const sending = forward.send(2, { signal: again.signal });
    again.abort();
    await expect(sending).rejects.toMatchObject(aborted);
    expect(forward.size).toBe(1);
  });

  it('is a queue to another, and closes and shuts down what it leads to', async () => {
    const downstream = new InMemoryChannel<number>({ name: 'tasks' });
    const chain = new ForwardingChannel(
      new ForwardingChannel(downstream, { metadataDefaults: { hop: 'inner', inner: true } }),
      { metadataDefaults: { hop: 'outer' } },
    );
    await chain.send(1);
    chain.shutdown();
    const metadata: unknown[] = [];
    for await (const message of chain) metadata.push(message.metadata);
    expect(metadata).toEqual([{ hop: 'outer', inner: true }]);
    chain.close();
    await expect(downstream.receive()).rejects.toMatchObject({ code: 'HOLON_CHANNEL_CLOSED' });
    await expect(chain.send(2)).rejects.toMatchObject({ code: 'HOLON_CHANNEL_CLOSED' });
  });

  it('carries on when its observers fail', async () => {
    const forward = new ForwardingChannel(new InMemoryChannel<number>(), {
      observers: {
        onSend: () => {
          throw new Error('observer broke');
        },
        onReceive: () => Promise.reject(new Error('observer broke')),
      },
    });
    await forward.send(1);
    expect((await forward.receive()).content).toBe(1);
  });
});
