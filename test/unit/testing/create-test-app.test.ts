import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  MailboxChannel,
  System,
  WorkQueueChannel,
  channelAccess,
  createApp,
} from 'holon';
import { createTestApp } from 'holon/testing';

import { IsNumber } from 'class-validator';

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

const refining = channelAccess({ read: [RawRecords, Notes], write: [Refined] });

@System({ id: 'refiner', channels: refining })
class Refiner {
  constructor(
    private readonly client: ChannelClient<typeof refining>,
    private readonly thermometer: Thermometer,
  ) {}

  async step(): Promise<void> {
    for (const claim of await this.client.claim(RawRecords)) {
      const celsius = await this.thermometer.read();
      await this.client.write(Refined, { value: claim.content.value, celsius });
      await claim.ack();
    }
  }
}
void createApp;
void Elsewhere;

class FakeThermometer extends Thermometer {
  broken = false;
  async read(): Promise<number> {
    if (this.broken) throw new Error('no reading');
    return 21;
  }
}

describe('createTestApp', () => {
  it('x', async () => {
    const fake = new FakeThermometer();
    const test = await createTestApp(Refiner, { providers: [[Thermometer, fake]], channels: [[RawRecords, [{ value: 9 }]]] });
    await test.channel(RawRecords).write({ value: 1 });
    await test.tick();
    expect(test.channel(Refined).contents()).toEqual([{ value: 9, celsius: 21 }, { value: 1, celsius: 21 }]);
    console.log(test.recorded(), test.channel(RawRecords).counts());
    fake.broken = true;
    await test.channel(RawRecords).write({ value: 2 });
    await test.tick();
    console.log(test.failures(), test.channel(RawRecords).claimed());
    try { test.channel(Refined).expectContents([{ value: 9, celsius: 21 }, {value: 1, celsius: 22}]); } catch (e) { console.log(e); }
    try { test.channel(Elsewhere); } catch (e) { console.log(e); }
    await test.dispose().catch((e) => console.log(e));
  });
});
