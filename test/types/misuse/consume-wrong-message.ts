// Expected: let the method take (message: ChannelMessage<content of the channel>, context: ConsumeContext)
import { type ChannelMessage, Consume } from '../../../src/index';
import { Jobs, type Reading } from '../declared';

export class Worker {
  @Consume(Jobs)
  work(_message: ChannelMessage<Reading>): void {}
}
