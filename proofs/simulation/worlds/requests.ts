/** Requests and replies: whoever asks gets the answer to its own question, or learns that there is none. */
import {
  Channel,
  ChannelClient,
  type ChannelMessage,
  Consume,
  isHolonError,
  MailboxChannel,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';

import type { World } from './world';

interface Sum {
  readonly n: number;
}

@Channel({ id: 'questions', claimTimeoutMs: 2_000 })
class Questions extends WorkQueueChannel<Sum, 'questions'> {}

@Channel({ id: 'answers', retention: { maxCount: 50 } })
class Answers extends MailboxChannel<Sum, 'answers'> {}

@System({ id: 'sage', channels: channelAccess({ read: [Questions], write: [Answers] }) })
class Sage {
  @Consume(Questions, { to: Answers, concurrency: 3 })
  answer({ content }: ChannelMessage<Sum>): Sum {
    return { n: content.n * 2 };
  }
}

/** What has been answered, and how. */
class Marks {
  readonly wrong: string[] = [];
  answered = 0;
  late = 0;
}

const asking = channelAccess({ write: [Questions], read: [Answers] });

@System({ id: 'pupil', channels: asking, ticksPerSecond: 1 })
class Pupil {
  private n = 0;

  constructor(
    private readonly client: ChannelClient<typeof asking>,
    private readonly marks: Marks,
  ) {}

  async step(): Promise<void> {
    await Promise.all([this.ask(), this.ask()]);
  }

  private async ask(): Promise<void> {
    this.n += 1;
    const { n } = this;
    try {
      const options = { replies: Answers, timeoutMs: 3_000 };
      const { content } = await this.client.request(Questions, { n }, options);
      if (content.n !== n * 2) this.marks.wrong.push(`${n} → ${content.n}`);
      this.marks.answered += 1;
    } catch (error) {
      if (!isHolonError(error) || !error.retryable) throw error;
      this.marks.late += 1;
    }
  }
}

@System({ id: 'school', channels: channelAccess({ own: [Questions, Answers] }) })
class School {
  @Subsystem(Sage, { channels: { read: [Questions], write: [Answers] } })
  readonly sage!: Sage;

  @Subsystem(Pupil, { replicas: 2, channels: { write: [Questions], read: [Answers] } })
  readonly pupils!: readonly Pupil[];
}

export const requests: World = {
  name: 'requests',
  root: School,
  settings: {
    virtualMs: 5_000,
    providers: (world) => [{ provide: Marks, useValue: world.outside(Marks) }],
    async workload(world) {
      const marks = world.outside(Marks);
      while (world.phase === 'faults') await world.sleep(1_000);
      marks.answered = 0;
      while (marks.answered === 0) await world.sleep(1_000);
      await world.sleep(5_000);
      marks.late = 0;
      await world.sleep(5_000);
    },
    invariant: (world) => world.outside(Marks).wrong.length === 0,
    // Nothing is in the way of an answer any more.
    eventually: (world) => world.outside(Marks).late === 0,
  },
};
