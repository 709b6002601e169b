/**
 * Somebody who subscribes gets everything that is stored from then on, in order, also what a transaction has written;
 * somebody who streams goes on where he stopped.
 */
import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  type ChannelMessage,
  Consume,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';
import type { SimulatedWorld } from 'holon/testing';

import type { World } from './world';

interface News {
  readonly n: number;
}

@Channel({ id: 'news', subscriberTimeoutMs: 500, maintenanceIntervalMs: 4_000 })
class NewsChannel extends BroadcastChannel<News, 'news'> {}

/** Its messages come by transactions alone; maintenance, which catches up too, is too rare to help. */
@Channel({ id: 'prints', subscriberTimeoutMs: 500, maintenanceIntervalMs: 600_000 })
class Prints extends BroadcastChannel<News, 'prints'> {}

@Channel({ id: 'drafts', claimTimeoutMs: 2_000, maxAttempts: 100 })
class Drafts extends WorkQueueChannel<News, 'drafts'> {}

/** What one life of the app has heard. */
class Heard {
  readonly pushed: number[] = [];
  readonly prints: number[] = [];
}

const hearing = channelAccess({ read: [NewsChannel] });
const listening = channelAccess({ read: [NewsChannel, Prints] });

@System({ id: 'listener', channels: listening })
class Listener {
  constructor(
    private readonly client: ChannelClient<typeof listening>,
    private readonly heard: Heard,
  ) {}

  async setup(): Promise<void> {
    await this.client.subscribe(NewsChannel, ({ content }) => {
      this.heard.pushed.push(content.n);
    });
    await this.client.subscribe(Prints, ({ content }) => {
      this.heard.prints.push(content.n);
    });
  }
}

@System({ id: 'printer', channels: channelAccess({ read: [Drafts], write: [Prints] }) })
class Printer {
  @Consume(Drafts, { to: Prints })
  print({ content }: ChannelMessage<News>): News {
    return content;
  }
}

/** What was streamed in all lives: a stream goes on where it has stopped. */
class Archive {
  readonly streamed = new Set<number>();
}

@System({ id: 'follower', channels: hearing })
class Follower {
  constructor(
    private readonly client: ChannelClient<typeof hearing>,
    private readonly archive: Archive,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    for await (const { content } of this.client.stream(NewsChannel, { signal, capacity: 3 })) {
      this.archive.streamed.add(content.n);
    }
  }
}

@System({ id: 'agency', channels: channelAccess({ own: [NewsChannel, Prints, Drafts] }) })
class Agency {
  @Subsystem(Printer, { channels: { read: [Drafts], write: [Prints] } })
  readonly printer!: Printer;

  @Subsystem(Listener, { channels: { read: [NewsChannel, Prints] } })
  readonly listener!: Listener;

  @Subsystem(Follower, { channels: { read: [NewsChannel] } })
  readonly follower!: Follower;
}

const PIECES = 10;

export const subscribers: World = {
  name: 'subscribers and streams',
  root: Agency,
  settings: {
    virtualMs: 8_000,
    providers: (world) => [Heard, { provide: Archive, useValue: world.outside(Archive) }],
    async workload(world) {
      for (let n = 0; n < PIECES; n += 1) {
        await world.write(NewsChannel, { n });
        if (n % 3 === 0) await world.write(Drafts, { n });
        await world.sleep(world.random.between(0, 500));
      }
      // One more when nothing goes wrong any more: whoever has subscribed must get it.
      while (world.phase === 'faults' || world.app === undefined) await world.sleep(1_000);
      await world.write(Drafts, { n: PIECES });
      await world.sleep(30_000);
    },
    invariant(world: SimulatedWorld) {
      const heard = world.app?.get(Heard);
      return heard === undefined || (isWithoutGap(heard.pushed) && isNoGapOfPrints(heard, world));
    },
    eventually(world) {
      const { pushed = [], prints = [] } = world.app?.get(Heard) ?? {};
      const { streamed } = world.outside(Archive);
      return (
        streamed.size === PIECES &&
        (pushed.length === 0 || pushed.at(-1) === PIECES - 1) &&
        prints.at(-1) === world.channel(Prints).contents().at(-1)?.n
      );
    },
  },
};

/** No piece is left out between the first and the last. */
function isWithoutGap(numbers: readonly number[]): boolean {
  const [first = 0] = numbers;
  return numbers.every((n, index) => n === first + index);
}

/** A draft that failed is printed later: the order is that of the channel. */
function isNoGapOfPrints({ prints }: Heard, world: SimulatedWorld): boolean {
  const [first] = prints;
  if (first === undefined) return true;
  const all = world
    .channel(Prints)
    .contents()
    .map(({ n }) => n);
  const from = all.indexOf(first);
  return prints.every((n, index) => n === all[from + index]);
}
