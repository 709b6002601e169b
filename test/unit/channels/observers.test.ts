import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import type { ChannelInfo } from '../../../src/model/channel-info';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { RecordingLogger } from '../../helpers/recording-logger';

function recorder() {
  const seen: string[] = [];
  const note =
    (phase: string) =>
    ({ content }: ChannelMessage, { id }: ChannelInfo): void => {
      seen.push(`${id} ${phase} ${String(content)}`);
    };
  return { seen, observers: { onSend: note('sent'), onReceive: note('received') } };
}

describe('the observers of a channel', () => {
  it('see what is written, read, streamed and pushed', async () => {
    const { seen, observers } = recorder();
    const news = new BroadcastChannel<string>({ id: 'news', observers });
    await news.start();
    await news.subscribe('listener', () => undefined);
    await news.write('writer', 'a');
    await news.read('reader');
    for await (const message of news.stream('other')) {
      expect(message.content).toBe('a');
      break;
    }
    expect(seen).toEqual(['news sent a', ...Array<string>(3).fill('news received a')]);
    await news.stop();
  });

  it('see what is claimed, and what a transaction writes', async () => {
    const { seen, observers } = recorder();
    @Channel({ id: 'jobs', observers: [observers] })
    class Jobs extends WorkQueueChannel<string, 'jobs'> {}
    const jobs = new Jobs();
    await jobs.start();
    const client = new ChannelClient<{ own: [typeof Jobs] }>('worker');
    client.connect(Jobs, jobs);
    await client.transaction(async (tx) => tx.write(Jobs, 'a'));
    await client.claim(Jobs);
    expect(seen).toEqual(['jobs sent a', 'jobs received a']);
    await jobs.stop();
  });

  it('break and delay nothing when they throw, reject or hang', async () => {
    const logger = new RecordingLogger();
    const news = new BroadcastChannel<string>({
      id: 'news',
      logger,
      observers: [
        {
          onSend: () => {
            throw new Error('thrown');
          },
          onReceive: () => Promise.reject(new Error('rejected')),
        },
        { onSend: () => new Promise(() => undefined) },
      ],
    });
    await news.start();
    await news.write('writer', 'a');
    expect(await news.read('reader')).toHaveLength(1);
    await Promise.resolve();
    expect(logger.of('channel.observer-failed').map(({ fields }) => fields.phase)).toEqual([
      'onSend',
      'onReceive',
    ]);
    await news.stop();
  });

  it('must have at least one of the two methods', () => {
    expect(() => new BroadcastChannel({ id: 'news', observers: {} })).toThrow(
      expect.objectContaining({ code: 'HOLON_INVALID_ARGUMENT' }),
    );
  });
});
