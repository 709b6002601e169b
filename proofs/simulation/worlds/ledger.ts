/** Two clerks claim by hand and book in transactions: what is in one book is in the other. */
import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  isHolonError,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';

import { areSame, areUnique, type World } from './world';

interface Entry {
  readonly n: number;
}

@Channel({ id: 'orders', claimTimeoutMs: 2_000, maxAttempts: 1_000 })
class Orders extends WorkQueueChannel<Entry, 'orders'> {}

@Channel({ id: 'debit' })
class Debit extends BroadcastChannel<Entry, 'debit'> {}

@Channel({ id: 'credit' })
class Credit extends BroadcastChannel<Entry, 'credit'> {}

const booking = channelAccess({ read: [Orders], write: [Debit, Credit] });

@System({ id: 'clerk', channels: booking })
class Clerk {
  constructor(private readonly client: ChannelClient<typeof booking>) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const orders = await this.client.claim(Orders, { limit: 2, waitMs: 20_000, signal });
      for (const order of orders) {
        if (order.attempt === 1 && order.content.n % 3 === 0) {
          await order.nack({ delayMs: 200, reason: 'later' });
          continue;
        }
        await this.book(order.id, order.content);
      }
    }
  }

  private async book(id: string, content: Entry): Promise<void> {
    try {
      await this.client.transaction(async (tx) => {
        await tx.write(Debit, content);
        await tx.write(Credit, content);
        await tx.acknowledge(Orders, [id]);
      });
    } catch (error) {
      if (!isHolonError(error, 'HOLON_CLAIM_LOST')) throw error; // somebody else books it
    }
  }
}

@System({ id: 'office', channels: channelAccess({ own: [Orders, Debit, Credit] }) })
class Office {
  @Subsystem(Clerk, { replicas: 2, channels: { read: [Orders], write: [Debit, Credit] } })
  readonly clerks!: readonly Clerk[];
}

const ORDERS = 7;
const booked = (entries: readonly Entry[]) => entries.map(({ n }) => n);

export const ledger: World = {
  name: 'transactions',
  root: Office,
  settings: {
    virtualMs: 10_000,
    async workload(world) {
      for (let n = 0; n < ORDERS; n += 1) {
        await world.write(Orders, { n });
        await world.sleep(world.random.between(0, 800));
      }
      while (world.channel(Orders).acknowledged().length < ORDERS) await world.sleep(500);
    },
    invariant(world) {
      const debit = booked(world.channel(Debit).contents());
      return areUnique(debit) && areSame(debit, booked(world.channel(Credit).contents()));
    },
    eventually: (world) => world.channel(Debit).contents().length === ORDERS,
  },
};
