/** Queues inside the process, fed by a channel: the order is kept, and a drain lets everything through. */
import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  type ChannelMessage,
  Consume,
  Inbox,
  Outbox,
  PeriodicChannel,
  Subsystem,
  System,
  channelAccess,
} from 'holon';

import type { World } from './world';

interface Reading {
  readonly n: number;
}

/** Outlives the processes. */
class Meter {
  n = 0;
}

@Channel({ id: 'readings', periodMs: 400, retention: { maxCount: 30 } })
class Readings extends PeriodicChannel<Reading, 'readings'> {
  constructor(private readonly meter: Meter) {
    super();
  }

  protected pull(): Reading {
    this.meter.n += 1;
    return { n: this.meter.n };
  }
}

@Channel({ id: 'kept' })
class Kept extends BroadcastChannel<Reading, 'kept'> {}

@System({ id: 'taker', channels: channelAccess({ read: [Readings] }) })
class Taker {
  constructor(private readonly outbox: Outbox<Reading>) {}

  @Consume(Readings)
  async take({ content }: ChannelMessage<Reading>): Promise<void> {
    await this.outbox.send(content);
  }
}

const keeping = channelAccess({ write: [Kept] });

@System({ id: 'keeper', channels: keeping, inbox: { capacity: 2 } })
class Keeper {
  constructor(
    private readonly inbox: Inbox<Reading>,
    private readonly client: ChannelClient<typeof keeping>,
  ) {}

  async run(): Promise<void> {
    for await (const { content } of this.inbox) await this.client.write(Kept, content);
  }
}

@System({ id: 'meter', channels: channelAccess({ own: [Readings, Kept] }) })
class MeterPlant {
  @Subsystem(Taker, { channels: { read: [Readings] }, next: [Keeper] })
  readonly taker!: Taker;

  @Subsystem(Keeper, { channels: { write: [Kept] } })
  readonly keeper!: Keeper;
}

export const chain: World = {
  name: 'periodic channel and inbox',
  root: MeterPlant,
  settings: {
    virtualMs: 4_000,
    providers: (world) => [{ provide: Meter, useValue: world.outside(Meter) }],
    // What is in a queue when the process dies is lost, as it says; whatever dies, the chain goes on.
    async workload(world) {
      while (world.phase === 'faults' || world.app === undefined) await world.sleep(1_000);
      await world.sleep(5_000);
    },
    invariant: (world) =>
      world
        .channel(Kept)
        .contents()
        .every(({ n }) => n <= world.outside(Meter).n),
    eventually(world) {
      const kept = world
        .channel(Kept)
        .contents()
        .map(({ n }) => n);
      return Math.max(...kept) >= world.outside(Meter).n - 2;
    },
  },
};
