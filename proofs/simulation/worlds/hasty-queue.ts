/** A queue that answers a write before it is stored, and forgets it when that fails. */
import {
  Channel,
  type ChannelMessage,
  Consume,
  System,
  WorkQueueChannel,
  type WriteOptions,
  channelAccess,
} from 'holon';

import type { World } from './world';

interface Parcel {
  readonly n: number;
}

@Channel({ id: 'parcels', claimTimeoutMs: 3_000 })
class Parcels extends WorkQueueChannel<Parcel, 'parcels'> {
  override async write(
    caller: Parameters<WorkQueueChannel<Parcel>['write']>[0],
    content: Parcel,
    options: WriteOptions = {},
  ) {
    const id = options.id ?? `parcel ${content.n}`;
    super.write(caller, content, { ...options, id }).catch(() => undefined);
    return { id, duplicate: false };
  }
}

@System({ id: 'post', channels: channelAccess({ own: [Parcels] }) })
class Post {
  @Consume(Parcels)
  deliver(_parcel: ChannelMessage<Parcel>): void {}
}

export const hastyQueue: World = {
  name: 'hasty queue',
  root: Post,
  settings: {
    virtualMs: 4_000,
    async workload(world) {
      for (let n = 0; n < 6; n += 1) {
        await world.write(Parcels, { n });
        await world.sleep(world.random.between(0, 500));
      }
    },
  },
};
