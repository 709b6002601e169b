/** Writes and settlements that happen together or not at all. */
import { BroadcastChannel, Channel, ChannelClient, WorkQueueChannel } from 'holon';
import { System, channelAccess, createApp, silentLogger } from 'holon';

@Channel({ id: 'orders', name: 'Orders' })
export class Orders extends WorkQueueChannel<{ item: string; cents: number }, 'orders'> {}

@Channel({ id: 'shipments', name: 'Shipments' })
export class Shipments extends BroadcastChannel<{ item: string }, 'shipments'> {}

@Channel({ id: 'invoices', name: 'Invoices' })
export class Invoices extends BroadcastChannel<{ cents: number }, 'invoices'> {}

const selling = channelAccess({ own: [Orders, Shipments, Invoices] });

@System({ id: 'shop', channels: selling })
export class Shop {
  constructor(private readonly client: ChannelClient<typeof selling>) {}

  order(item: string, cents: number): Promise<unknown> {
    return this.client.write(Orders, { item, cents });
  }

  /** Ships, bills and settles the oldest order in one step of the store. */
  async handleNext(): Promise<string> {
    const [order] = await this.client.claim(Orders, { limit: 1 });
    if (order === undefined) return 'no order';
    const { item, cents } = order.content;
    try {
      await this.client.transaction(async (tx) => {
        await tx.write(Shipments, { item });
        if (cents < 0) throw new Error('a price below 0');
        await tx.write(Invoices, { cents });
        await tx.acknowledge(Orders, [order.id]);
      });
      return `${item}: shipped and billed`;
    } catch (error) {
      await order.nack({ delayMs: 60_000, reason: String(error) });
      return `${item}: neither shipped nor billed`;
    }
  }

  async count(): Promise<string> {
    const { count: shipments } = await this.client.host(Shipments).stats();
    const { pending } = await this.client.host(Orders).stats();
    return `${shipments} shipped, ${pending} open`;
  }
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await using app = await createApp(Shop, { logger: silentLogger });
  await app.launch();
  const shop = app.get(Shop);
  await shop.order('tea', 300);
  await shop.order('coffee', -600);
  for (let count = 0; count < 3; count += 1) print(await shop.handleNext());
  print(await shop.count());
}

if (require.main === module) void main();
