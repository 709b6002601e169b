/** A channel that fetches by itself: prices pulled from an exchange that is injected, and so replaced with ease. */
import { Channel, PeriodicChannel, System } from 'holon';
import { channelAccess, createApp, silentLogger } from 'holon';

interface Quote {
  readonly symbol: string;
  readonly cents: number;
}

/** Where prices come from. */
export abstract class Exchange {
  abstract quotes(): Promise<readonly Quote[]>;
}

@Channel({ id: 'prices', name: 'Stock Prices', periodMs: 50, retention: { maxCount: 1_000 } })
export class Prices extends PeriodicChannel<{ symbol: string; euros: number }, 'prices'> {
  constructor(private readonly exchange: Exchange) {
    super();
  }

  /** Each item of what this returns becomes a message. When it throws, the next pull comes on time. */
  protected pull(): Promise<readonly Quote[]> {
    return this.exchange.quotes();
  }

  protected override convert(_senderId: string, { symbol, cents }: Quote) {
    return { symbol, euros: cents / 100 };
  }
}

@System({ id: 'market', channels: channelAccess({ own: [Prices] }) })
export class Market {}

/** Not a real one: it rises by 5 cents a pull and is away at the second. */
class RisingExchange extends Exchange {
  private pulls = 0;

  async quotes(): Promise<readonly Quote[]> {
    this.pulls += 1;
    if (this.pulls === 2) throw new Error('the exchange is away');
    return [{ symbol: 'HLN', cents: 100 + this.pulls * 5 }];
  }
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  const providers = [{ provide: Exchange, useClass: RisingExchange }];
  await using app = await createApp(Market, { providers, logger: silentLogger });
  await app.launch();
  const prices = app.client(channelAccess({ read: [Prices] }), 'display').stream(Prices);
  for await (const { senderId, content } of prices) {
    print(`${senderId}: ${content.symbol} at ${content.euros.toFixed(2)} €`);
    if (content.euros >= 1.2) break;
  }
}

if (require.main === module) void main();
