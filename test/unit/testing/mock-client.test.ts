import { IsNumber } from 'class-validator';
import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  PeriodicChannel,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';
import { channelOf, clockOf, mockClient, VirtualClock } from 'holon/testing';

import { refusal } from '../../helpers/refusal';

class Raw {
  @IsNumber() value!: number;
}

@Channel({ id: 'raw', content: Raw, claimTimeoutMs: 1_000 })
class RawRecords extends WorkQueueChannel<Raw, 'raw'> {}

@Channel({ id: 'refined' })
class Refined extends BroadcastChannel<number, 'refined'> {}

@Channel({ id: 'ledger' })
class Ledger extends BroadcastChannel<string, 'ledger'> {}

const refining = channelAccess({ own: [Ledger], read: [RawRecords], write: [Refined] });

class Thermometer {
  read(): number {
    return 0;
  }
}

@System({ id: 'refiner', channels: refining })
class Refiner {
  constructor(
    private readonly client: ChannelClient<typeof refining>,
    private readonly thermometer: Thermometer,
  ) {}
  async step(): Promise<void> {
    for (const { content, id } of await this.client.claim(RawRecords)) {
      await this.client.transaction(async (tx) => {
        await tx.write(Refined, content.value + this.thermometer.read());
        await tx.acknowledge(RawRecords, [id]);
      });
    }
  }
}

describe('mockClient', () => {
  it('is all that a system needs which a test constructs itself', async () => {
    const client = mockClient(refining, { systemId: 'refiner' });
    const refiner = new Refiner(client, { read: () => 20 });
    await channelOf(client, RawRecords).write({ value: 1 });
    await refiner.step();
    channelOf(client, Refined).expectMessages([{ content: 21, senderId: 'refiner' }]);
    channelOf(client, RawRecords).expectCounts({ acknowledged: 1, pending: 0 });
  });

  it('can be used at once, in every way, though its channels are still starting', async () => {
    expect(await mockClient(refining).read(Ledger)).toEqual([]);
    expect(await mockClient(refining).claim(RawRecords)).toEqual([]);
    expect(await mockClient(refining).write(Refined, 1)).toMatchObject({ duplicate: false });
    expect(await mockClient(refining).host(Ledger).stats()).toMatchObject({ count: 0 });

    const transacting = mockClient(refining);
    await transacting.transaction(async (tx) => {
      await tx.write(Refined, 2);
      await tx.write(Ledger, 'two');
    });
    channelOf(transacting, Ledger).expectContents(['two']);

    const streaming = mockClient(refining);
    const stream = streaming.stream(Ledger);
    const first = stream.next();
    await channelOf(streaming, Ledger).write('streamed');
    expect(await first).toMatchObject({ value: { content: 'streamed' } });

    const pushed: string[] = [];
    const subscribing = mockClient(refining);
    await subscribing.subscribe(Ledger, ({ content }) => pushed.push(content));
    await channelOf(subscribing, Ledger).write('pushed');
    expect(pushed).toEqual(['pushed']);
    expect(channelOf(subscribing, Ledger).recorded({ kind: 'pushed' })).toHaveLength(1);
  });

  it('has the access it was given and no other', async () => {
    const client = mockClient(refining);
    expect(await refusal(() => client.write(RawRecords as never, 1 as never))).toMatchObject({
      code: 'HOLON_CHANNEL_NOT_CONNECTED',
    });
    expect(await refusal(() => client.read(Refined as never))).toMatchObject({
      code: 'HOLON_CHANNEL_NOT_CONNECTED',
    });
    const writing = channelOf(mockClient(refining), RawRecords).write({ value: 'x' as never });
    await expect(writing).rejects.toMatchObject({ code: 'HOLON_INVALID_CONTENT' });
  });

  it('stands still in time until its clock is moved', async () => {
    const client = mockClient(refining);
    await channelOf(client, RawRecords).write({ value: 1 });
    await client.claim(RawRecords);
    expect(channelOf(client, RawRecords).claimed()).toMatchObject([{ holder: 'system' }]);
    await clockOf(client).advance(1_000);
    expect(channelOf(client, RawRecords).pending()).toHaveLength(1);
    const clock = new VirtualClock(5);
    expect(clockOf(mockClient(refining, { clock }))).toBe(clock);
  });

  it('tells of time that was moved and not awaited, with the place', async () => {
    const clock = new VirtualClock();
    for (const client of [mockClient(refining), mockClient(refining, { clock })]) {
      await channelOf(client, RawRecords).write({ value: 1 });
      const moving = clockOf(client).advance(1_000);
      const error = await refusal(async () => channelOf(client, RawRecords).pending());
      expect(error.code).toBe('HOLON_NOT_AWAITED');
      expect(error.message).toMatch(
        /was called while clockOf\(client\)\.advance\(\) is under way, begun at .*mock-client\.test\.ts:\d+/,
      );
      await moving;
      expect(channelOf(client, RawRecords).pending()).toHaveLength(1);
    }
  });

  it('does not pull periodic channels: the test writes to them', async () => {
    @Channel({ id: 'prices' })
    class Prices extends PeriodicChannel<number, 'prices'> {
      constructor(private readonly exchange: { price(): number }) {
        super();
      }
      protected pull(): number {
        return this.exchange.price();
      }
      protected override convert(_senderId: string, raw: unknown): number {
        return Number(raw) / 100;
      }
    }
    const client = mockClient(channelAccess({ read: [Prices] }));
    await channelOf(client, Prices).write('105');
    await clockOf(client).advance(60_000);
    expect((await client.read(Prices)).map(({ content }) => content)).toEqual([1.05]);
  });

  it('says so where a channel cannot be made without what it is injected', async () => {
    @Channel({ id: 'opened' })
    class Opened extends BroadcastChannel<string, 'opened'> {
      readonly path: string;
      constructor(settings: { readonly path: string }) {
        super();
        this.path = settings.path;
      }
    }
    const error = await refusal(() => mockClient(channelAccess({ read: [Opened] })));
    expect([error.code, error.message]).toEqual([
      'HOLON_INVALID_ARGUMENT',
      expect.stringMatching(
        /^mockClient cannot make Opened without what it is injected: .*path.*\nTest the system with createTestApp/,
      ),
    ]);
  });

  it('is looked into by the channels that it has, and only when it is one', async () => {
    const reading = mockClient(channelAccess({ read: [Ledger] }));
    expect((await refusal(() => channelOf(reading, Refined))).message).toBe(
      'The mocked client has no channel Refined; it has Ledger\nName Refined in the access that mockClient was given.',
    );
    const plain = new ChannelClient<typeof refining>('plain');
    expect(await refusal(() => clockOf(plain))).toMatchObject({ code: 'HOLON_INVALID_ARGUMENT' });
  });
});
