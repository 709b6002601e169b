import type { LogFields, Logger } from '../../../src/observability/logger';
import { silentLogger } from '../../../src/observability/logger';
import { InMemoryChannel } from '../../../src/queues/in-memory-channel';
import type { QueueObserver } from '../../../src/queues/queue-observer';
import { VirtualClock } from '../../../src/testing/virtual-clock';

function recorder(): { logger: Logger; lines: [string, LogFields | undefined][] } {
  const lines: [string, LogFields | undefined][] = [];
  const logger = {
    ...silentLogger,
    error: (event: string, fields?: LogFields) => lines.push([event, fields]),
  };
  return { logger, lines };
}

/** Lets the process notice rejections that nobody handles. */
const settle = (): Promise<void> => new VirtualClock().settle();

describe('queue observers', () => {
  it('see each message when it is sent and when it is received, with the queue', async () => {
    const seen: string[] = [];
    const queue = new InMemoryChannel<number>({
      name: 'tasks',
      observers: {
        onSend: (message, { name }) => seen.push(`${name} sent ${String(message.content)}`),
        onReceive: (message, { name }) => seen.push(`${name} received ${String(message.content)}`),
      },
    });
    await queue.send(1);
    queue.trySend(2);
    await queue.receive();
    expect(seen).toEqual(['tasks sent 1', 'tasks sent 2', 'tasks received 1']);
  });

  it('see a message that goes straight to a waiting receiver first sent, then received', async () => {
    const seen: string[] = [];
    const queue = new InMemoryChannel<number>({
      observers: { onSend: () => seen.push('send'), onReceive: () => seen.push('receive') },
    });
    const received = queue.receive();
    queue.trySend(1);
    await received;
    expect(seen).toEqual(['send', 'receive']);
  });

  it('see a message of a waiting sender only when it is let in', async () => {
    const sent: unknown[] = [];
    const queue = new InMemoryChannel<number>({
      capacity: 1,
      observers: { onSend: (message) => sent.push(message.content) },
    });
    await queue.send(1);
    const waiting = queue.send(2);
    expect(sent).toEqual([1]);
    await queue.receive();
    await waiting;
    expect(sent).toEqual([1, 2]);
  });

  it('see what shutdown() hands out', async () => {
    const seen: boolean[] = [];
    const queue = new InMemoryChannel({
      observers: { onReceive: (message) => seen.push(message.isShutdown) },
    });
    const waiting = queue.receive();
    queue.shutdown();
    await waiting;
    await queue.receive();
    expect(seen).toEqual([true, true]);
  });

  it('keep their `this` and may implement one side only', async () => {
    class Counter implements QueueObserver {
      count = 0;
      onSend(): void {
        this.count += 1;
      }
    }
    const counter = new Counter();
    const queue = new InMemoryChannel({ observers: [counter, {}] });
    await queue.send('work');
    await queue.receive();
    expect(counter.count).toBe(1);
  });

  it('may call the queue they observe', async () => {
    const queue = new InMemoryChannel<string>({
      observers: {
        onReceive: (message) => {
          if (message.content === 'ping') queue.trySend('pong');
        },
      },
    });
    queue.trySend('ping');
    await queue.receive();
    expect((await queue.receive()).content).toBe('pong');
  });

  describe('that fail', () => {
    const unhandled = jest.fn();
    beforeEach(() => {
      unhandled.mockClear();
      process.on('unhandledRejection', unhandled);
    });
    afterEach(() => {
      process.off('unhandledRejection', unhandled);
    });

    it.each<[string, () => unknown]>([
      [
        'throw',
        () => {
          throw new Error('observer broke');
        },
      ],
      ['reject', () => Promise.reject(new Error('observer broke'))],
    ])('are logged and stop neither the queue nor the others when they %s', async (_, onSend) => {
      const { logger, lines } = recorder();
      let others = 0;
      const queue = new InMemoryChannel<number>({
        name: 'tasks',
        observers: [{ onSend, onReceive: onSend }, { onSend: () => (others += 1) }],
        logger,
      });
      await queue.send(1);
      expect(queue.trySend(2)).toBe(true);
      expect((await queue.receive()).content).toBe(1);
      await settle();
      expect(others).toBe(2);
      const error = expect.objectContaining({ message: 'observer broke' });
      expect(lines).toEqual([
        ['queue.observer-failed', { queue: 'tasks', phase: 'onSend', error }],
        ['queue.observer-failed', { queue: 'tasks', phase: 'onSend', error }],
        ['queue.observer-failed', { queue: 'tasks', phase: 'onReceive', error }],
      ]);
      expect(unhandled).not.toHaveBeenCalled();
    });

    it('hold up nobody when they hang', async () => {
      const hang = (): Promise<never> => new Promise(() => undefined);
      const queue = new InMemoryChannel<number>({ observers: { onSend: hang, onReceive: hang } });
      await queue.send(1);
      queue.trySend(2);
      expect((await queue.receive()).content).toBe(1);
      expect((await queue.receive()).content).toBe(2);
    });
  });
});
