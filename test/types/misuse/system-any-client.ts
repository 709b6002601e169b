// Expected: name the access of the client: any would allow every channel; write ChannelClient<typeof access>
import { type ChannelClient, System } from '../../../src/index';
import { sensing } from '../declared';

@System({ id: 'sensor', channels: sensing })
export class Sensor {
  constructor(readonly client: ChannelClient<any>) {}
}
