/** Two workers on one queue; what they make of a job is stored together with its acknowledgement, and read in order. */
import {
  BroadcastChannel,
  Channel,
  type ChannelMessage,
  Consume,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';
import type { OutsideWorld } from 'holon/testing';

import { areSame, areUnique, type World } from './world';

interface Job {
  readonly n: number;
}

@Channel({ id: 'jobs', claimTimeoutMs: 3_000, maxAttempts: 100 })
export class Jobs extends WorkQueueChannel<Job, 'jobs'> {}

@Channel({ id: 'results' })
export class Results extends BroadcastChannel<Job, 'results'> {}

@System({ id: 'worker', channels: channelAccess({ read: [Jobs], write: [Results] }) })
class Worker {
  @Consume(Jobs, { to: Results, concurrency: 2 })
  work({ content }: ChannelMessage<Job>): Job {
    return content;
  }
}

@System({ id: 'reader', channels: channelAccess({ read: [Results] }) })
class Reader {
  @Consume(Results, { timeoutMs: 2_000 })
  async read(_message: ChannelMessage<Job>): Promise<void> {}
}

@System({ id: 'plant', channels: channelAccess({ own: [Jobs, Results] }) })
export class Plant {
  @Subsystem(Worker, { replicas: 2, channels: { read: [Jobs], write: [Results] } })
  readonly workers!: readonly Worker[];

  @Subsystem(Reader, { channels: { read: [Results] } })
  readonly reader!: Reader;
}

const JOBS = 8;

export async function writeJobs(world: OutsideWorld): Promise<void> {
  for (let n = 0; n < JOBS; n += 1) {
    const delayMs = world.random.next() < 0.2 ? world.random.between(1, 3_000) : 0;
    await world.write(Jobs, { n }, { delayMs });
    await world.sleep(world.random.between(0, 600));
  }
}

export const workQueue: World = {
  name: 'work queue',
  root: Plant,
  settings: {
    virtualMs: 10_000,
    workload: writeJobs,
    invariant: (world) =>
      areUnique(
        world
          .channel(Results)
          .contents()
          .map(({ n }) => n),
      ),
    eventually: (world) => {
      const numbers = world
        .channel(Results)
        .contents()
        .map(({ n }) => n);
      return areSame(
        numbers,
        Array.from({ length: JOBS }, (_, n) => n),
      );
    },
  },
};
