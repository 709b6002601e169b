import { Consume, System, channelAccess, type ChannelMessage } from 'holon';
import { analyse } from '../analysis/analyse';
import { History } from '../analysis/history';
import { Findings, type Finding } from '../channels/findings';
import { RawSamples } from '../channels/raw-samples';
import type { Sample } from '../channels/sample';

/** Claims samples; its finding is written and the sample settled in one step. */
@System({
  id: 'analyst',
  name: 'Analyst',
  channels: channelAccess({ read: [RawSamples], write: [Findings] }),
})
export class Analyst {
  constructor(private readonly history: History) {}

  @Consume(RawSamples, { to: Findings })
  analyse({ content }: ChannelMessage<Sample>): Finding {
    return analyse(content, this.history.before(content));
  }
}
