import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { MailboxChannel } from '../../../src/channels/mailbox-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Consume } from '../../../src/decorators/consume';
import { readConsumed } from '../../../src/decorators/metadata-storage';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { refusal } from './refusal';

class News extends BroadcastChannel<string, 'news'> {}
class Jobs extends WorkQueueChannel<string, 'jobs'> {}
class Mail extends MailboxChannel<string, 'mail'> {}

describe('@Consume', () => {
  it('stores its options with their defaults', () => {
    class Worker {
      @Consume(Jobs) work(_job: ChannelMessage<string>): void {}
      @Consume(News, { from: 'start' }) listen(): void {}
      @Consume(Jobs, { concurrency: 4, batch: 10, to: News, timeoutMs: 50 })
      digest(jobs: readonly ChannelMessage<string>[]): string {
        return jobs.map((job) => job.content).join();
      }
    }
    expect(readConsumed(Worker)).toEqual([
      { method: 'work', channel: Jobs, concurrency: 1, from: 'cursor' },
      { method: 'listen', channel: News, concurrency: 1, from: 'start' },
      {
        method: 'digest',
        channel: Jobs,
        concurrency: 4,
        batch: 10,
        to: News,
        timeoutMs: 50,
        from: 'cursor',
      },
    ]);
  });

  it.each([
    [Jobs, { concurrency: 0 }, 'concurrency must be a whole number of at least 1, but is 0'],
    [Jobs, { batch: 2.5 }, 'batch must be a whole number of at least 1, but is 2.5'],
    [Jobs, { to: 'news' }, 'to must be a channel class'],
    [Jobs, { concurency: 2 }, "there is no option concurency, did you mean 'concurrency'?"],
    [News, { from: 'end' }, "from must be 'cursor' or 'start' or 'now', but is 'end'"],
    [News, { timeoutMs: 0 }, 'timeoutMs must be a finite number'],
    [News, { concurrency: 2 }, 'concurrency is 2, but News is read by cursor'],
    [Mail, { concurrency: 2 }, 'concurrency is 2, but Mail is read by cursor'],
    [Jobs, { from: 'now' }, "from is 'now', but Jobs is claimed from and has no cursor"],
    [class Plain {}, {}, 'the channel must be a channel class'],
    [undefined, {}, 'the channel is undefined: it is missing, or its file'],
  ])('refuses %p with %j', (channel, options, problem) => {
    const error = refusal(() => {
      class Worker {
        @Consume(channel as never, options as never) work(): void {}
      }
      return Worker;
    });
    expect(error.code).toBe('HOLON_INVALID_DECORATOR');
    expect(error.message).toContain('@Consume on Worker.work: ');
    expect(error.message).toContain(problem);
  });

  it('refuses to stand twice on one method', () => {
    const error = refusal(() => {
      class Worker {
        @Consume(Jobs) @Consume(News) work(): void {}
      }
      return Worker;
    });
    expect(error.message).toBe('@Consume on Worker.work: it stands here twice');
  });

  it('refuses a property', () => {
    const error = refusal(() => {
      (Consume(Jobs) as (target: object, key: string) => void)(class Worker {}.prototype, 'work');
    });
    expect(error.message).toBe('@Consume on Worker.work: this is no method');
  });
});
