// Expected: with `batch` (messages: readonly ChannelMessage<…>[], context)
import { type ChannelMessage, Consume } from '../../../src/index';
import { type Job, Jobs } from '../declared';

export class Worker {
  @Consume(Jobs, { batch: 10 })
  work(_message: ChannelMessage<Job>): void {}
}
