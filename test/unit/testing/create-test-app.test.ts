import { IsNumber } from 'class-validator';
import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  MailboxChannel,
  MemoryStore,
  PeriodicChannel,
  System,
  WorkQueueChannel,
  channelAccess,
  silentLogger,
} from 'holon';
import { createTestApp, type TestApp } from 'holon/testing';

import { refusal } from '../../helpers/refusal';

class Raw {
  @IsNumber() value!: number;
}

@Channel({ id: 'raw-records', content: Raw, claimTimeoutMs: 30_000, maxAttempts: 2, capacity: 3 })
class RawRecords extends WorkQueueChannel<Raw, 'raw-records'> {}

@Channel({ id: 'refined', retention: { maxCount: 5 } })
class Refined extends BroadcastChannel<{ value: number; celsius: number }, 'refined'> {}

@Channel({ id: 'notes' })
class Notes extends MailboxChannel<string, 'notes'> {}

@Channel({ id: 'elsewhere' })
class Elsewhere extends BroadcastChannel<string, 'elsewhere'> {}

abstract class Thermometer {
  abstract read(): Promise<number>;
}

/** Shows 21 °C until told otherwise. */
class FakeThermometer extends Thermometer {
  isBroken = false;

  async read(): Promise<number> {
    if (this.isBroken) throw new Error('no reading');
    return 21;
  }
}

const refining = channelAccess({ read: [RawRecords, Notes], write: [Refined] });

@System({ id: 'refiner', channels: refining })
class Refiner {
  readonly heard: string[] = [];

  constructor(
    private readonly client: ChannelClient<typeof refining>,
    private readonly thermometer: Thermometer,
  ) {}

  async step(): Promise<void> {
    for (const { content } of await this.client.read(Notes)) this.heard.push(content);
    for (const claim of await this.client.claim(RawRecords)) {
      const celsius = await this.thermometer.read();
      await this.client.write(Refined, { value: claim.content.value, celsius });
      await claim.ack();
    }
  }
}

describe('createTestApp of one system', () => {
  const thermometer = new FakeThermometer();
  let test: TestApp<Refiner>;

  beforeEach(async () => {
    thermometer.isBroken = false;
    test = await createTestApp(Refiner, {
      providers: [[Thermometer, thermometer]],
      logger: silentLogger,
    });
  });
  afterEach(() => test.dispose({ allow: ['claims'] }));

  it('feeds the system by what it reads and shows what it writes', async () => {
    await test.channel(RawRecords).write({ value: 1 });
    expect(test.channel(RawRecords).pending()).toHaveLength(1);
    await test.tick();
    expect(test.channel(Refined).contents()).toEqual([{ value: 1, celsius: 21 }]);
    expect(test.channel(Refined).messages()[0]).toMatchObject({ senderId: 'refiner' });
    expect(test.channel(RawRecords).acknowledged()).toMatchObject([{ attempt: 1 }]);
    expect(test.system).toBeInstanceOf(Refiner);
  });

  it('lets claims expire when time moves, and messages die when their attempts are used up', async () => {
    thermometer.isBroken = true;
    const raw = test.channel(RawRecords);
    await raw.write({ value: 1 });
    await test.tick();
    expect(raw.claimed()).toMatchObject([{ holder: 'refiner', attempt: 1, content: { value: 1 } }]);
    await test.advance(29_999);
    expect(raw.counts()).toMatchObject({ claimed: 1, pending: 0 });
    await test.advance(1);
    expect(raw.counts()).toMatchObject({ claimed: 0, pending: 1 });
    await test.tick();
    await test.advance(30_000);
    expect(raw.counts()).toMatchObject({ claimed: 0, pending: 0, dead: 1 });
    expect(raw.dead()).toMatchObject([{ attempt: 2, state: 'dead' }]);
  });

  it('refuses invalid content, fills up, and addresses mailboxes, as in production', async () => {
    const raw = test.channel(RawRecords);
    const wrong = await refusal(() => raw.write({ value: 'one' as unknown as number }));
    expect([wrong.code, wrong.fields]).toEqual(['HOLON_INVALID_CONTENT', [expect.any(String)]]);
    await raw.seed([{ value: 1 }, { value: 2 }, { value: 3 }]);
    expect(await refusal(() => raw.write({ value: 4 }))).toMatchObject({
      code: 'HOLON_BACKPRESSURE',
    });
    await test.channel(Notes).write('for you', { recipientId: 'refiner', senderId: 'boss' });
    await test.channel(Notes).write('for another', { recipientId: 'somebody' });
    await test.tick();
    expect(test.system.heard).toEqual(['for you']);
    expect(
      test
        .channel(Notes)
        .messages()
        .map(({ senderId }) => senderId),
    ).toEqual(['boss', 'test']);
  });

  it('keeps a channel within its retention, and remembers all that was written', async () => {
    for (let value = 1; value <= 7; value += 1) {
      await test.channel(RawRecords).write({ value });
      await test.tick();
    }
    const values = (messages: readonly { content: { value: number } }[]) =>
      messages.map(({ content }) => content.value);
    expect(values(test.channel(Refined).messages())).toEqual([3, 4, 5, 6, 7]);
    expect(values(test.channel(Refined).written('refiner'))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(test.channel(Refined).written('test')).toEqual([]);
  });

  it('tells who did what with which message, and when', async () => {
    await test.channel(RawRecords).write({ value: 1 }, { id: 'a' });
    await test.tick();
    thermometer.isBroken = true;
    await test.advance(500);
    await test.channel(RawRecords).write({ value: 2 }, { id: 'b', senderId: 'sensor' });
    await test.channel(Notes).write('hello', { id: 'n' });
    await test.tick();
    const startMs = test.clock.nowMs() - 500;
    const told = test
      .recorded()
      .map(({ kind, systemId, messageId, atMs }) => [
        `${systemId} ${kind} ${messageId.length < 5 ? messageId : 'result'}`,
        atMs - startMs,
      ]);
    expect(told).toEqual([
      ['test written a', 0],
      ['refiner claimed a', 0],
      ['refiner written result', 0],
      ['refiner acknowledged a', 0],
      ['sensor written b', 500],
      ['test written n', 500],
      ['refiner read n', 500],
      ['refiner claimed b', 500],
    ]);
    expect(test.recorded({ systemId: 'refiner', kind: 'read' })).toHaveLength(1);
    expect(test.channel(RawRecords).recorded({ kind: 'claimed' })).toHaveLength(2);
  });

  it('goes on after a step that threw, and keeps what it threw', async () => {
    thermometer.isBroken = true;
    await test.channel(RawRecords).write({ value: 1 });
    await test.tick();
    expect(test.failures()).toMatchObject([
      { event: 'system.step-failed', systemId: 'refiner', error: new Error('no reading') },
    ]);
  });

  it('does not have a channel that the system does not declare, and lists those that it does', async () => {
    const error = await refusal(() => test.channel(Elsewhere));
    expect(error.code).toBe('HOLON_CHANNEL_NOT_CONNECTED');
    expect(error.message).toBe(
      'test.channel(Elsewhere): Refiner declares no Elsewhere.\n' +
        'Declared: RawRecords (read), Notes (read), Refined (write). Ask for one of these, or declare it in Refiner: ' +
        '@System({ …, channels: channelAccess({ …, read: [Elsewhere] }) }).',
    );
    expect(error.stack?.split('\n')[2]).toContain('create-test-app.test.ts');
  });
});

describe('createTestApp', () => {
  it('fills channels before the system starts', async () => {
    const owning = channelAccess({ own: [Elsewhere] });

    @System({ id: 'reader', channels: owning })
    class Reader {
      found: readonly string[] = [];
      constructor(private readonly client: ChannelClient<typeof owning>) {}
      async setup(): Promise<void> {
        this.found = (await this.client.read(Elsewhere)).map(({ content }) => content);
      }
    }
    await using test = await createTestApp(Reader, { channels: [[Elsewhere, ['a', 'b']]] });
    expect(test.system.found).toEqual(['a', 'b']);
  });

  it('finds after a restart what the store has kept, and gives no id twice', async () => {
    const store = new MemoryStore();
    const providers = [[Thermometer, new FakeThermometer()]] as const;
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await using test = await createTestApp(Refiner, { store, providers });
      const { id, duplicate } = await test.channel(RawRecords).write({ value: round });
      expect([duplicate, ids.includes(id)]).toEqual([false, false]);
      ids.push(id);
      expect(test.channel(RawRecords).counts()).toMatchObject({ count: round + 1, pending: 1 });
      await test.tick();
    }
    expect(ids).toHaveLength(3);
  });

  it('gives the same ids and times in every run', async () => {
    const run = async () => {
      await using test = await createTestApp(Refiner, {
        providers: [[Thermometer, new FakeThermometer()]],
        channels: [[RawRecords, [{ value: 1 }, { value: 2 }]]],
      });
      await test.tick();
      return test.recorded();
    };
    expect(await run()).toEqual(await run());
  });

  it('pulls periodic channels as time moves, with what they are injected replaced', async () => {
    abstract class Exchange {
      abstract price(): number;
    }

    @Channel({ id: 'prices', periodMs: 10_000 })
    class Prices extends PeriodicChannel<number, 'prices'> {
      constructor(private readonly exchange: Exchange) {
        super();
      }
      protected pull(): number {
        return this.exchange.price();
      }
      protected override convert(_senderId: string, raw: unknown): number {
        return Number(raw) / 100;
      }
    }
    const access = channelAccess({ read: [Prices] });

    @System({ id: 'trader', channels: access })
    class Trader {
      constructor(readonly client: ChannelClient<typeof access>) {}
    }
    let cents = 100;
    await using test = await createTestApp(Trader, {
      providers: [[Exchange, { price: () => (cents += 1) }]],
    });
    await test.advance(20_000);
    expect(test.channel(Prices).contents()).toEqual([1.01, 1.02, 1.03]);
    await test.channel(Prices).write('500');
    expect(test.channel(Prices).contents().at(-1)).toBe(5);
  });

  it('asks the security of a channel for what systems do, not for what the test writes', async () => {
    const security = { authenticate: () => undefined, authorize: () => false };

    @Channel({ id: 'guarded', security })
    class Guarded extends BroadcastChannel<string, 'guarded'> {}
    const access = channelAccess({ read: [Guarded] });

    @System({ id: 'curious', channels: access })
    class Curious {
      constructor(private readonly client: ChannelClient<typeof access>) {}
      async step(): Promise<void> {
        await this.client.read(Guarded);
      }
    }
    await using test = await createTestApp(Curious, { logger: silentLogger });
    await test.channel(Guarded).write('secret');
    await test.tick();
    expect(test.channel(Guarded).contents()).toEqual(['secret']);
    expect(test.failures()).toMatchObject([{ error: { code: 'HOLON_FORBIDDEN' } }]);
  });

  it('says which provider is missing, as the app would', async () => {
    const error = await refusal(() => createTestApp(Refiner));
    expect(error.code).toBe('HOLON_INVALID_TOPOLOGY');
    expect(error.message).toContain("'refiner' asks for Thermometer, which nobody provides");
  });

  it('refuses what is no system, as the app would', async () => {
    class Nothing {}
    const providers = [[Thermometer, new FakeThermometer()]] as const;
    for (const wrong of [Nothing, undefined as unknown as typeof Nothing]) {
      const error = await refusal(() => createTestApp(wrong, { providers }));
      expect(error.message).toContain('is no system');
    }
  });
});
