/**
 * Somebody who subscribes gets everything that is stored from then on, in order, also what a transaction has written,
 * and once; what his handler fails on is counted, so that a failure behind the work could hide one loss. Somebody who streams goes on where he stopped.
 */
import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  type ChannelMessage,
  Consume,
  type Subscription,
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

/** What one subscription has brought. */
class Hearing {
  readonly numbers: number[] = [];
  subscription: Subscription | undefined;

  /** How often its handler has failed, at its work or behind it. */
  get failures(): number {
    return this.subscription?.failures ?? 0;
  }
}

/** What one life of the app has heard. */
class Heard {
  readonly news = new Hearing();
  readonly prints = new Hearing();
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
    const { news, prints } = this.heard;
    news.subscription = await this.client.subscribe(NewsChannel, ({ content }) => {
      news.numbers.push(content.n);
    });
    prints.subscription = await this.client.subscribe(Prints, ({ content }) => {
      prints.numbers.push(content.n);
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
      if (heard === undefined) return true;
      return (
        isWhole(heard.news, numbersIn(world, NewsChannel)) &&
        isWhole(heard.prints, numbersIn(world, Prints))
      );
    },
    eventually(world) {
      const { news, prints } = world.app?.get(Heard) ?? new Heard();
      const { streamed } = world.outside(Archive);
      const isComplete = news.numbers.at(-1) === PIECES - 1;
      return (
        streamed.size === PIECES &&
        (news.numbers.length === 0 || isComplete || news.failures > 0) &&
        prints.numbers.at(-1) === numbersIn(world, Prints).at(-1)
      );
    },
  },
};

/** In the order of the channel: a draft that failed is printed later. */
function numbersIn(world: SimulatedWorld, channel: typeof NewsChannel | typeof Prints): number[] {
  return world
    .channel(channel)
    .contents()
    .map(({ n }) => n);
}

/** In this order, and nothing is left out between the first and the last but what the handler has failed on. */
function isWhole({ numbers, failures }: Hearing, all: readonly number[]): boolean {
  const [first] = numbers;
  if (first === undefined) return true;
  let place = all.indexOf(first) - 1;
  let left = failures;
  for (const n of numbers) {
    const next = all.indexOf(n, place + 1);
    if (next === -1) return false;
    left -= next - place - 1;
    place = next;
  }
  return left >= 0;
}
