// Expected: the constructor takes the client of other channels than `channels` declares: write ChannelClient<typeof access> with the access given to @System
import { type ChannelClient, System } from '../../../src/index';
import { sensing, type working } from '../declared';

@System({ id: 'sensor', channels: sensing })
export class Sensor {
  constructor(
    readonly clock: Date,
    readonly client: ChannelClient<typeof working>,
  ) {}
}
