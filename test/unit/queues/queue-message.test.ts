import { cloneMessage, queueMessage, shutdownMessage } from '../../../src/queues/queue-message';
import type { QueueMessage } from '../../../src/queues/queue-message';

describe('queue messages', () => {
  it('carry content, metadata and a way to acknowledge', () => {
    const ack = (): void => undefined;
    const message = queueMessage({ task: 'process' }, { metadata: { traceId: 'abc' }, ack });
    expect(message).toEqual({
      content: { task: 'process' },
      metadata: { traceId: 'abc' },
      ack,
      isShutdown: false,
    });
  });

  it('have empty metadata that nobody can write to where none is given', () => {
    const { metadata } = queueMessage('work');
    expect(metadata).toEqual({});
    expect(Object.isFrozen(metadata)).toBe(true);
  });

  it('pass content by reference', () => {
    const content = { open: () => 'not serialisable, and need not be' };
    expect(queueMessage(content).content).toBe(content);
  });

  it('tell shutdown from work', () => {
    expect(shutdownMessage({ metadata: { reason: 'drain' } })).toEqual({
      content: undefined,
      metadata: { reason: 'drain' },
      ack: undefined,
      isShutdown: true,
    });
  });

  it('are copied with merged metadata, where the patch wins', () => {
    const message = queueMessage('work', { metadata: { traceId: 'abc', hop: 1 } });
    expect(cloneMessage(message, { metadata: { hop: 2 } }).metadata).toEqual({
      traceId: 'abc',
      hop: 2,
    });
    expect(message.metadata).toEqual({ traceId: 'abc', hop: 1 });
  });

  it('are copied with other content and the same acknowledgement', () => {
    const ack = (): void => undefined;
    const copy = cloneMessage(queueMessage('7', { ack }), { content: 7 });
    expect([copy.content, copy.ack]).toEqual([7, ack]);
  });

  it('keep the content where the patch names none, and change it to undefined where it does', () => {
    expect(cloneMessage(queueMessage('work'), {}).content).toBe('work');
    expect(cloneMessage(queueMessage('work'), { content: undefined }).content).toBeUndefined();
  });

  it('stay shutdown messages when copied', () => {
    const message: QueueMessage = shutdownMessage();
    expect(cloneMessage(message, { metadata: { hop: 1 } })).toMatchObject({
      isShutdown: true,
      metadata: { hop: 1 },
    });
  });
});
