import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  type ChannelMessage,
  Consume,
  Inbox,
  Outbox,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';
import { createTestApp } from 'holon/testing';

import { refusal } from '../../helpers/refusal';

@Channel({ id: 'readings' })
class Readings extends BroadcastChannel<number, 'readings'> {}

@Channel({ id: 'alarms' })
class Alarms extends WorkQueueChannel<string, 'alarms'> {}

abstract class Probe {
  abstract celsius(): number;
}

class Siren {
  readonly played: string[] = [];
  play(text: string): void {
    this.played.push(text);
  }
}

const sensing = channelAccess({ write: [Readings] });

@System({ id: 'sensor', channels: sensing, providers: [{ provide: Probe, useValue: null }] })
class Sensor {
  constructor(
    private readonly client: ChannelClient<typeof sensing>,
    private readonly probe: Probe,
  ) {}
  async step(): Promise<void> {
    await this.client.write(Readings, this.probe.celsius());
  }
}

const guarding = channelAccess({ read: [Readings], write: [Alarms] });

@System({ id: 'guard', channels: guarding })
class Guard {
  @Consume(Readings, { to: Alarms })
  watch({ content }: ChannelMessage<number>): string | undefined {
    return content > 80 ? `${String(content)} °C` : undefined;
  }
}

@System({ id: 'horn', channels: channelAccess({ read: [Alarms] }), providers: [Siren] })
class Horn {
  constructor(readonly siren: Siren) {}
  @Consume(Alarms)
  sound({ content }: ChannelMessage<string>): void {
    this.siren.play(content);
  }
}

/** Owns nothing itself and hands all on. */
@System({ id: 'safety' })
class Safety {
  @Subsystem(Guard, { channels: [Readings, Alarms] }) readonly guard!: Guard;
  @Subsystem(Horn, { channels: [Alarms], replicas: 2 }) readonly horns!: readonly Horn[];
}

@System({ id: 'plant', channels: channelAccess({ own: [Readings, Alarms] }) })
class Plant {
  @Subsystem(Sensor, { channels: [Readings] }) readonly sensor!: Sensor;
  @Subsystem(Safety, { channels: [Readings, Alarms] }) readonly safety!: Safety;
}

describe('createTestApp of a tree', () => {
  it('runs all of it in virtual time, with providers of any depth replaced', async () => {
    const siren = new Siren();
    let celsius = 70;
    await using test = await createTestApp(Plant, {
      providers: [
        [Probe, { celsius: () => (celsius += 5) }],
        [Siren, siren],
      ],
    });
    await test.advance(2_000);
    test.channel(Readings).expectContents([75, 80, 85]);
    expect(siren.played).toEqual(['85 °C']);
    expect(test.get(Sensor)).toBe(test.system.sensor);
    expect(test.system.safety.horns).toHaveLength(2);
    expect(test.channel(Alarms).acknowledged()).toHaveLength(1);
    expect(test.recorded({ channelId: 'alarms' }).map(({ systemId }) => systemId)).toContain(
      'guard',
    );
  });

  it('builds a part of it by itself, with the channels it hands on', async () => {
    const siren = new Siren();
    await using test = await createTestApp(Safety, { providers: [[Siren, siren]] });
    await test.channel(Readings).write(99);
    expect(siren.played).toEqual(['99 °C']);
    expect(test.get(Guard)).toBe(test.system.guard);
  });

  it('replaces a subsystem by a class that gets its id and its access', async () => {
    @System({ id: 'fake-sensor', channels: sensing })
    class FakeSensor {
      constructor(private readonly client: ChannelClient<typeof sensing>) {}
      async step(): Promise<void> {
        await this.client.write(Readings, 100);
      }
    }
    await using test = await createTestApp(Plant, { override: [[Sensor, FakeSensor]] });
    await test.advance(0);
    expect(test.channel(Readings).messages()).toMatchObject([{ senderId: 'sensor', content: 100 }]);
    expect(test.system.sensor).toBeInstanceOf(FakeSensor);
    expect(test.get(Sensor)).toBe(test.get(FakeSensor));
    expect(test.system).toBeInstanceOf(Plant);
  });

  it('replaces one by a class that is no system and does nothing, wherever it stands', async () => {
    class NoHorn {}
    class NoSensor {}
    const override = [
      [Horn, NoHorn],
      [Sensor, NoSensor],
    ] as const;
    await using test = await createTestApp(Plant, { override });
    await test.channel(Readings).write(90);
    test.channel(Alarms).expectContents(['90 °C']);
    expect(test.channel(Alarms).pending()).toHaveLength(1);
    expect(test.system.safety.horns.map((horn) => horn instanceof NoHorn)).toEqual([true, true]);
    expect(test.app.topology.systems.map(({ id }) => id)).toEqual([
      'plant',
      'sensor',
      'safety',
      'guard',
      'horn-1',
      'horn-2',
    ]);
  });

  it('replaces one together with all below it, and what only they were handed', async () => {
    class NoSafety {}
    class NoSensor {}
    await using test = await createTestApp(Plant, {
      override: [
        [Safety, NoSafety],
        [Sensor, NoSensor],
      ],
    });
    expect(test.app.topology.systems.map(({ id }) => id)).toEqual(['plant', 'sensor', 'safety']);
    await test.channel(Readings).write(90);
    expect(test.channel(Alarms).contents()).toEqual([]);
  });

  it('leaves the real classes as they are', async () => {
    class NoSensor {}
    await (await createTestApp(Plant, { override: [[Sensor, NoSensor]] })).dispose();
    await using test = await createTestApp(Plant, { providers: [[Probe, { celsius: () => 1 }]] });
    expect(test.system.sensor).toBeInstanceOf(Sensor);
  });
});

describe('a chain of inboxes', () => {
  @System({ id: 'pricing', inbox: { capacity: 2 } })
  class Pricing {
    constructor(
      private readonly inbox: Inbox<string>,
      private readonly outbox: Outbox<string>,
    ) {}
    async run(): Promise<void> {
      for await (const { content } of this.inbox) {
        await this.outbox.send(`${content} for ${String(content.length)} €`);
      }
    }
  }

  @System({ id: 'shipping', inbox: true })
  class Shipping {
    readonly shipped: string[] = [];
    constructor(private readonly inbox: Inbox<string>) {}
    async run(): Promise<void> {
      for await (const { content } of this.inbox) this.shipped.push(content);
    }
  }

  it('is tested a link at a time: what goes in, and what comes out', async () => {
    await using test = await createTestApp(Pricing);
    await test.inbox.send('tea');
    await test.inbox.send('coffee');
    expect(test.outbox.contents()).toEqual(['tea for 3 €', 'coffee for 6 €']);
  });

  it('has its end looked at where nothing follows', async () => {
    await using test = await createTestApp(Shipping);
    await test.inbox.send('tea for 3 €');
    expect(test.system.shipped).toEqual(['tea for 3 €']);
    expect((await refusal(() => test.outbox)).message).toBe(
      'Shipping has no outbox of its own to test\n' +
        'Let its constructor take one: constructor(outbox: Outbox<…>) in Shipping. Of a tree, test the systems of a chain by themselves, or look at its end.',
    );
  });

  it('finds its neighbours also where one of them is replaced', async () => {
    @System({ id: 'feeder' })
    class Intake {
      constructor(private readonly outbox: Outbox<string>) {}
      async run(): Promise<void> {
        await this.outbox.send('tea');
      }
    }

    @System({ id: 'shop' })
    class Shop {
      @Subsystem(Intake, { next: [Pricing] }) readonly intake!: Intake;
      @Subsystem(Pricing, { next: [Shipping] }) readonly pricing!: Pricing;
      @Subsystem(Shipping) readonly shipping!: Shipping;
    }

    @System({ id: 'fake', inbox: true })
    class FakeShipping {
      readonly seen: string[] = [];
      constructor(private readonly inbox: Inbox<string>) {}
      async run(): Promise<void> {
        for await (const { content } of this.inbox) this.seen.push(`fake ${content}`);
      }
    }
    await using test = await createTestApp(Shop, { override: [[Shipping, FakeShipping]] });
    await test.settle();
    expect(test.get(FakeShipping).seen).toEqual(['fake tea for 3 €']);
  });
});

describe('an override of what is not there', () => {
  const messageOf = async (work: () => unknown): Promise<string> => {
    const error = await refusal(work);
    expect(error.code).toBe('HOLON_UNKNOWN_OVERRIDE');
    return error.message;
  };
  class Stranger {}
  class Guardd {}

  it('lists the subsystems', async () => {
    expect(await messageOf(() => createTestApp(Plant, { override: [[Guardd, Stranger]] }))).toBe(
      "createTestApp: override names Guardd, which is no subsystem of Plant, did you mean 'Guard'?\n" +
        'Its subsystems are Sensor, Safety, Guard, Horn. What they are injected is replaced by providers: [[Token, value]].',
    );
    expect(
      await messageOf(() => createTestApp(Plant, { override: [[Plant, Stranger]] })),
    ).toContain('Plant, which is the system under test itself');
    expect(await messageOf(() => createTestApp(Guard, { override: [[Horn, Stranger]] }))).toContain(
      'Guard has no subsystems',
    );
  });

  it('lists what is injected', async () => {
    abstract class Probes {}
    const probe = [Probe, { celsius: () => 1 }] as const;
    expect(await messageOf(() => createTestApp(Plant, { providers: [probe, [Probes, 1]] }))).toBe(
      "createTestApp: providers give Probes, which nothing in Plant asks for, did you mean 'Probe'?\n" +
        'Asked for or declared there: Probe, Siren.',
    );
    expect(await messageOf(() => createTestApp(Plant, { providers: [[Horn, 1]] }))).toContain(
      'Horn is a subsystem: write override: [[Horn, FakeHorn]].',
    );
    expect(await messageOf(() => createTestApp(Guard, { providers: [['x', 1]] }))).toContain(
      'Nothing is injected into Guard but what holon gives it',
    );
  });

  it('refuses what is no class, and a fake that may do more than the real one', async () => {
    const sensor = [[Sensor, { step: () => 1 } as never]] as const;
    expect(await messageOf(() => createTestApp(Plant, { override: sensor }))).toContain(
      'override of Sensor must be a class, not object',
    );

    @System({ id: 'greedy', channels: channelAccess({ write: [Readings, Alarms] }) })
    class Greedy {}
    expect(await messageOf(() => createTestApp(Plant, { override: [[Sensor, Greedy]] }))).toContain(
      "Greedy stands in for Sensor but declares 'write' of Alarms, which Sensor does not have",
    );
  });
});
