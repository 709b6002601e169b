import { Consume, System, channelAccess, type ChannelMessage } from 'holon';
import { RawSamples } from '../channels/raw-samples';
import type { Sample } from '../channels/sample';
import { Vitals } from '../channels/vitals';

/** Queues what was measured for the analysts. */
@System({
  id: 'collector',
  name: 'Collector',
  channels: channelAccess({ read: [Vitals], write: [RawSamples] }),
})
export class Collector {
  @Consume(Vitals, { to: RawSamples })
  collect({ content }: ChannelMessage<Sample>): Sample {
    return content;
  }
}
