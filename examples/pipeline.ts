/** Continuous workers in a row, joined by inboxes. A drain tells each to stop when the one before it has ended. */
import { Inbox, Inject, Outbox } from 'holon';
import { Subsystem, System, createApp, silentLogger } from 'holon';

type Print = (line: string) => void;

@System({ id: 'intake' })
class Intake {
  constructor(private readonly outbox: Outbox<string>) {}

  async run(): Promise<void> {
    for (const item of ['tea', 'coffee', 'cocoa']) await this.outbox.send(item);
  }
}

@System({ id: 'pricing', inbox: { capacity: 1 } }) // full with one: intake then waits in send()
export class Pricing {
  constructor(
    private readonly inbox: Inbox<string>,
    private readonly outbox: Outbox<string>,
    @Inject('print') private readonly print: Print,
  ) {}

  async run(): Promise<void> {
    for await (const { content } of this.inbox) {
      await this.outbox.send(`${content} for ${content.length} €`);
    }
    this.print('pricing: no more orders');
  }
}

@System({ id: 'shipping', inbox: true })
export class Shipping {
  constructor(
    private readonly inbox: Inbox<string>,
    @Inject('print') private readonly print: Print,
  ) {}

  async run(): Promise<void> {
    for await (const { content } of this.inbox) this.print(`shipping: ${content}`);
    this.print('shipping: no more orders');
  }
}

@System({ id: 'shop' })
export class Shop {
  @Subsystem(Intake, { next: [Pricing] }) readonly intake!: Intake;
  @Subsystem(Pricing, { next: [Shipping] }) readonly pricing!: Pricing;
  @Subsystem(Shipping) readonly shipping!: Shipping;
}

export async function main(print: Print = console.log): Promise<void> {
  const app = await createApp(Shop, { providers: [['print', print]], logger: silentLogger });
  await app.launch();
  const report = await app.drain(); // at once: what is under way is finished all the same
  print(report.completed ? 'nothing was left' : report.abandoned.join('\n'));
}

if (require.main === module) void main();
