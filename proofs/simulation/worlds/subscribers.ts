/** Somebody who subscribes gets everything that is stored from then on, in order; somebody who streams goes on where he stopped. */
import { BroadcastChannel, Channel, ChannelClient, Subsystem, System, channelAccess } from 'holon';
import type { SimulatedWorld } from 'holon/testing';

import type { World } from './world';

interface News {
  readonly n: number;
}

@Channel({ id: 'news', subscriberTimeoutMs: 500, maintenanceIntervalMs: 4_000 })
class NewsChannel extends BroadcastChannel<News, 'news'> {}

/** What one life of the app has heard. */
class Heard {
  readonly pushed: number[] = [];
}

const hearing = channelAccess({ read: [NewsChannel] });

@System({ id: 'listener', channels: hearing })
class Listener {
  constructor(
    private readonly client: ChannelClient<typeof hearing>,
    private readonly heard: Heard,
  ) {}

  async setup(): Promise<void> {
    await this.client.subscribe(NewsChannel, ({ content }) => {
      this.heard.pushed.push(content.n);
    });
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

@System({ id: 'agency', channels: channelAccess({ own: [NewsChannel] }) })
class Agency {
  @Subsystem(Listener, { channels: { read: [NewsChannel] } })
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
        await world.sleep(world.random.between(0, 500));
      }
      await world.sleep(30_000);
    },
    invariant(world: SimulatedWorld) {
      const heard = world.app?.get(Heard);
      return heard === undefined || isWithoutGap(heard.pushed);
    },
    eventually(world) {
      const pushed = world.app?.get(Heard).pushed ?? [];
      const { streamed } = world.outside(Archive);
      return streamed.size === PIECES && (pushed.length === 0 || pushed.at(-1) === PIECES - 1);
    },
  },
};

/** No piece is left out between the first and the last. */
function isWithoutGap(numbers: readonly number[]): boolean {
  const [first = 0] = numbers;
  return numbers.every((n, index) => n === first + index);
}
