/** Two continuous workers in a row: a traced edge between them, acknowledgements back, shutdown along the chain. */
import { ForwardingChannel, Inbox, Inject, InMemoryChannel, Outbox, System } from 'holon';

interface Order {
  readonly item: string;
  readonly cents: number;
}

type Print = (line: string) => void;

@System({ id: 'pricing', inbox: true })
export class Pricing {
  constructor(
    private readonly inbox: Inbox<string>,
    private readonly outbox: Outbox<Order>,
  ) {}

  async run(): Promise<void> {
    for await (const { content, metadata, ack } of this.inbox) {
      await this.outbox.send({ item: content, cents: content.length * 100 }, { metadata, ack });
    }
  }
}

@System({ id: 'shipping', inbox: true })
export class Shipping {
  constructor(
    private readonly inbox: Inbox<Order>,
    @Inject('print') private readonly print: Print,
  ) {}

  async run(): Promise<void> {
    for await (const { content, ack } of this.inbox) {
      this.print(`shipped ${content.item} for ${String(content.cents / 100)} €`);
      await ack?.(); // reaches whoever sent the order, through both workers
    }
  }
}

/** Joined by hand, outside an app, because the edge is to be traced; an app joins them by `next`. */
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

  const pricing = new Pricing(new Inbox(incoming), new Outbox([edge])).run();
  const shipping = new Shipping(new Inbox(priced), print).run();

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
