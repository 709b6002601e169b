/** Channels with little room and messages that fail for good: writers wait, nothing is dropped, what is dead is kept. */
import {
  Channel,
  type ChannelMessage,
  Consume,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';

import { areUnique, type World } from './world';

interface Item {
  readonly n: number;
}

@Channel({ id: 'raw', capacity: 3, claimTimeoutMs: 1_500, maxAttempts: 3 })
class Raw extends WorkQueueChannel<Item, 'raw'> {}

@Channel({ id: 'refined', capacity: 2, claimTimeoutMs: 1_500, maxAttempts: 4 })
class Refined extends WorkQueueChannel<Item, 'refined'> {}

@Channel({ id: 'sold', claimTimeoutMs: 1_500, retention: { maxCount: 4 } })
class Sold extends WorkQueueChannel<Item, 'sold'> {}

@System({ id: 'refiner', channels: channelAccess({ read: [Raw], write: [Refined] }) })
class Refiner {
  @Consume(Raw, { to: Refined, concurrency: 3 })
  refine({ content }: ChannelMessage<Item>): Item {
    if (content.n === 4) throw new Error('no refining this');
    return content;
  }
}

@System({ id: 'seller', channels: channelAccess({ read: [Refined], write: [Sold] }) })
class Seller {
  @Consume(Refined, { to: Sold, batch: 2 })
  sell(batch: readonly ChannelMessage<Item>[]): Item {
    return { n: Math.min(...batch.map(({ content }) => content.n)) };
  }
}

@System({ id: 'mill', channels: channelAccess({ own: [Raw, Refined, Sold] }) })
class Mill {
  @Subsystem(Refiner, { channels: { read: [Raw], write: [Refined] } })
  readonly refiner!: Refiner;

  @Subsystem(Seller, { channels: { read: [Refined], write: [Sold] } })
  readonly seller!: Seller;
}

const ITEMS = 8;

export const smallChannels: World = {
  name: 'little room',
  root: Mill,
  settings: {
    virtualMs: 10_000,
    async workload(world) {
      const write = async (n: number) => {
        await world.sleep(world.random.between(0, 2_000));
        await world.write(Raw, { n });
      };
      await Promise.all(Array.from({ length: ITEMS }, (_, n) => write(n)));
    },
    invariant(world) {
      const refined = world.channel(Refined);
      const open = (stats: { pending: number; claimed: number }) => stats.pending + stats.claimed;
      return (
        open(world.channel(Raw).stats()) <= 3 &&
        open(refined.stats()) <= 2 &&
        areUnique(refined.contents().map(({ n }) => n))
      );
    },
    eventually(world) {
      const raw = world.channel(Raw).stats();
      return raw.acknowledged + raw.dead === ITEMS && raw.dead >= 1;
    },
  },
};
