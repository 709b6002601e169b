// Expected: the constructor takes the client of other channels than `channels` declares: write ChannelClient<typeof access> with the access given to @System
import { type ChannelClient, System } from '../../../src/index';
import { type sensing } from '../declared';

@System({ id: 'sensor' })
export class Sensor {
  constructor(readonly client: ChannelClient<typeof sensing>) {}
}
