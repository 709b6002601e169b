// Expected: return the content type of the channel in `to`
import { type ChannelMessage, Consume } from '../../../src/index';
import { type Job, Jobs, type Result, Results } from '../declared';

export class Worker {
  @Consume(Jobs, { batch: 10, to: Results })
  work(jobs: readonly ChannelMessage<Job>[]): readonly Result[] {
    return jobs.map(({ content }) => ({ url: content.url, size: 1 }));
  }
}
