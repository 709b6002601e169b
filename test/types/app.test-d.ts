/** What correct use of providers, apps, channels alone, hand-made systems and queues infers. Compiled, never run. */
import { expectTypeOf } from 'expect-type';

import {
  type App,
  BaseSystem,
  type ChannelClient,
  type ChannelMessage,
  type Claim,
  type ContentMessage,
  type DrainReport,
  type Inbox,
  InMemoryChannel,
  MailboxChannel,
  PassthroughChannel,
  PeriodicChannel,
  type Provider,
  type QueueMessage,
  type SettlementResult,
  type WriteReceipt,
  createApp,
  withMetadata,
} from '../../src/index';
import { type Reading, Readings, type listening, type owning, owning as owned } from './declared';

class Prices {
  readonly tea: number = 4;
}

/** Every way to provide. */
export const providers: readonly Provider[] = [
  Prices,
  ['limit', 10],
  [Prices, { tea: 3 }],
  { provide: Prices, useClass: Prices, scope: 'system' },
  { provide: Symbol('limit'), useValue: 10 },
  { provide: 'later', useFactory: async (prices: Prices) => prices.tea, inject: [Prices] },
  { provide: 'same', useExisting: Prices },
];

export async function apps(app: App): Promise<void> {
  expectTypeOf(createApp).returns.toEqualTypeOf<Promise<App>>();
  expectTypeOf(app.get(Prices)).toEqualTypeOf<Prices>();
  expectTypeOf(app.client(owned, 'operator')).toEqualTypeOf<ChannelClient<typeof owning>>();
  expectTypeOf(await app.drain({ timeoutMs: 1_000 })).toEqualTypeOf<DrainReport>();
  expectTypeOf((await app.publish({ port: 0 })).url).toEqualTypeOf<string>();
}

export async function channelsAlone(readings: PassthroughChannel<Reading>): Promise<void> {
  const { write } = readings;
  expectTypeOf(write).parameter(1).toEqualTypeOf<Reading>();
  expectTypeOf(await readings.write('a', { sensor: '', celsius: 1 })).toEqualTypeOf<WriteReceipt>();
  expectTypeOf(await readings.read('b')).toEqualTypeOf<readonly ChannelMessage<Reading>[]>();
  expectTypeOf(await readings.claim('b')).toEqualTypeOf<Claim<Reading>[]>();
  expectTypeOf(await readings.acknowledge('b', ['m'])).toEqualTypeOf<SettlementResult>();
  const mail = new MailboxChannel({ id: 'mail' });
  expectTypeOf(await mail.read('b')).toEqualTypeOf<readonly ChannelMessage[]>();
  const [message] = await readings.read('b');
  if (message !== undefined) {
    expectTypeOf(withMetadata(message, { seen: true })).toEqualTypeOf<ChannelMessage<Reading>>();
  }
}

/** `convert` makes content of what `pull` got. */
export class Weather extends PeriodicChannel<Reading, 'weather'> {
  protected async pull({ signal }: { readonly signal: AbortSignal }): Promise<string[]> {
    signal.throwIfAborted();
    return Promise.resolve(['s1 22.4']);
  }

  protected override convert(_senderId: string, raw: unknown): Reading {
    const [sensor = '', celsius] = String(raw).split(' ');
    return { sensor, celsius: Number(celsius) };
  }
}

export class ByHand extends BaseSystem {
  async setup(): Promise<void> {
    await this.addChannel(new PassthroughChannel<Reading>({ id: 'readings' }));
    await this.addChannel(new Readings({ id: 'readings' }));
  }

  async step(): Promise<void> {
    expectTypeOf(await this.readChannel<Reading>('readings')).toEqualTypeOf<
      readonly ChannelMessage<Reading>[]
    >();
    expectTypeOf(await this.claimChannel('readings')).toEqualTypeOf<Claim<unknown>[]>();
    await this.subscribeChannel<Reading>('readings', ({ content }) => {
      expectTypeOf(content).toEqualTypeOf<Reading>();
    });
  }
}

export class WithClient extends BaseSystem<typeof listening> {
  look(): void {
    expectTypeOf(this.client).toEqualTypeOf<ChannelClient<typeof listening>>();
  }
}

export async function queues(inbox: Inbox<number>): Promise<void> {
  expectTypeOf(await inbox.receive()).toEqualTypeOf<QueueMessage<number>>();
  for await (const message of inbox) {
    expectTypeOf(message).toEqualTypeOf<ContentMessage<number>>();
    expectTypeOf(message.content).toEqualTypeOf<number>();
  }
  const message = await new InMemoryChannel<number>().receive();
  if (!message.isShutdown) expectTypeOf(message.content).toEqualTypeOf<number>();
}
