/** Jobs that come several at once and take long; somebody picks some by hand and puts them back. No worker may idle. */
import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  type ChannelMessage,
  CLOCK,
  type Clock,
  Consume,
  Inject,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';

import { areSame, type World } from './world';

interface Task {
  readonly n: number;
}

@Channel({ id: 'batches' })
class Batches extends BroadcastChannel<Task, 'batches'> {}

@Channel({ id: 'tasks', claimTimeoutMs: 60_000, maxAttempts: 100 })
class Tasks extends WorkQueueChannel<Task, 'tasks'> {}

const splitting = channelAccess({ read: [Batches], write: [Tasks] });

/** Makes three tasks of one batch, all in one transaction. */
@System({ id: 'splitter', channels: splitting })
class Splitter {
  constructor(private readonly client: ChannelClient<typeof splitting>) {}

  @Consume(Batches)
  async split({ id, content }: ChannelMessage<Task>): Promise<void> {
    await this.client.transaction(async (tx) => {
      for (const part of [0, 1, 2]) {
        await tx.write(Tasks, { n: content.n * 3 + part }, { id: `${id}-${part}` });
      }
    });
  }
}

@System({ id: 'worker', channels: channelAccess({ read: [Tasks] }) })
class Worker {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @Consume(Tasks)
  work(_task: ChannelMessage<Task>, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.setTimer(4_000, resolve);
      signal.addEventListener('abort', () => {
        timer.cancel();
        reject(new Error('interrupted'));
      });
    });
  }
}

const picking = channelAccess({ read: [Tasks] });

@System({ id: 'picker', channels: picking, ticksPerSecond: 0.3 })
class Picker {
  constructor(
    private readonly client: ChannelClient<typeof picking>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async step(): Promise<void> {
    const picked = await this.client.claim(Tasks, { limit: 2 });
    await new Promise<void>((resolve) => this.clock.setTimer(700, resolve));
    await Promise.all(picked.map((one) => one.nack()));
  }
}

@System({ id: 'works', channels: channelAccess({ own: [Batches, Tasks] }) })
class Works {
  @Subsystem(Splitter, { channels: { read: [Batches], write: [Tasks] } })
  readonly splitter!: Splitter;

  @Subsystem(Worker, { replicas: 3, channels: { read: [Tasks] } })
  readonly workers!: readonly Worker[];

  @Subsystem(Picker, { channels: { read: [Tasks] } })
  readonly picker!: Picker;
}

const BATCHES = 2;

export const bursts: World = {
  name: 'bursts',
  root: Works,
  settings: {
    virtualMs: 12_000,
    async workload(world) {
      for (let n = 0; n < BATCHES; n += 1) {
        await world.write(Batches, { n });
        await world.sleep(world.random.between(0, 6_000));
      }
    },
    eventually(world) {
      const done = world
        .channel(Tasks)
        .acknowledged()
        .map(({ content }) => content.n);
      return areSame(
        done,
        Array.from({ length: BATCHES * 3 }, (_, n) => n),
      );
    },
  },
};
