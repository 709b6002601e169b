// Expected: let the method take (message: ChannelMessage<content of the channel>, context: ConsumeContext)
import { type ChannelMessage, Consume } from '../../../src/index';
import { type Job, Jobs } from '../declared';

export class Worker {
  @Consume(Jobs)
  work(_jobs: readonly ChannelMessage<Job>[]): void {}
}
