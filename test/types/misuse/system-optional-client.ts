// Expected: the constructor takes the client of other channels than `channels` declares
import { type ChannelClient, System, channelAccess } from '../../../src/index';
import { Jobs, Readings, sensing } from '../declared';

const wider = channelAccess({ read: [Jobs], write: [Readings] });

@System({ id: 'sensor', channels: sensing })
export class Sensor {
  constructor(readonly client?: ChannelClient<typeof wider> | null) {}
}
