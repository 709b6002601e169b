/** Two continuous workers in a row: a traced edge between them, acknowledgements back, shutdown along the chain. */
import { ForwardingChannel, Inbox, InMemoryChannel, Outbox } from 'holon';

interface Order {
  readonly item: string;
  readonly cents: number;
}

type Print = (line: string) => void;

async function price(inbox: Inbox<string>, outbox: Outbox<Order>): Promise<void> {
  for await (const { content, metadata, ack } of inbox) {
    await outbox.send({ item: content, cents: content.length * 100 }, { metadata, ack });
  }
}

async function ship(inbox: Inbox<Order>, print: Print): Promise<void> {
  for await (const { content, ack } of inbox) {
    print(`shipped ${content.item} for ${String(content.cents / 100)} €`);
    await ack?.(); // reaches whoever sent the order, through both workers
  }
}

export async function main(print: Print = console.log): Promise<void> {
  const incoming = new InMemoryChannel<string>({ name: 'incoming', capacity: 2 });
  const priced = new InMemoryChannel<Order>({ name: 'priced', capacity: 2 });
  const edge = new ForwardingChannel(priced, {
    name: 'price → ship',
    metadataDefaults: { priority: 'normal' },
    observers: {
      onSend: ({ metadata }, { name }) => {
        print(`[${name}] ${String(metadata.traceId)} ${String(metadata.priority)}`);
      },
    },
  });

  const pricing = price(new Inbox(incoming), new Outbox([edge]));
  const shipping = ship(new Inbox(priced), print);

  for (const item of ['tea', 'coffee', 'cocoa']) {
    await incoming.send(item, {
      metadata: item === 'tea' ? { traceId: item, priority: 'high' } : { traceId: item },
      ack: () => {
        print(`acknowledged ${item}`);
      },
    });
  }

  incoming.shutdown(); // all that was sent is still priced …
  await pricing;
  priced.shutdown(); // … and only then the next worker is told to stop
  await shipping;
  print('all workers stopped');
}

if (require.main === module) void main();
