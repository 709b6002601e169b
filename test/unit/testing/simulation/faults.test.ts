import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  type ChannelMessage,
  Consume,
  type ConsumeContext,
  System,
  WorkQueueChannel,
  channelAccess,
} from '../../../../src';
import { simulate, type FaultName, type OutsideWorld } from '../../../../src/testing';
import { DEFAULT_RATES } from '../../../../src/testing/simulation/faults';
import { rates } from './parts';

@Channel({ id: 'jobs', claimTimeoutMs: 1_000 })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

@Channel({ id: 'results' })
class Results extends BroadcastChannel<number, 'results'> {}

/** What the app has done in all its lives. */
class Work {
  lives = 0;
  /** The attempt of each call that got as far as its work. */
  readonly attempts: number[] = [];
  readonly pushed: number[] = [];
}

const access = channelAccess({ own: [Jobs, Results] });

@System({ id: 'shop', channels: access })
class Shop {
  constructor(
    private readonly client: ChannelClient<typeof access>,
    private readonly work: Work,
  ) {}

  async setup(): Promise<void> {
    this.work.lives += 1;
    await this.client.subscribe(Results, ({ content }) => {
      this.work.pushed.push(content);
    });
  }

  @Consume(Jobs, { to: Results, concurrency: 2 })
  make({ content }: ChannelMessage<number>, { attempt }: ConsumeContext): number {
    this.work.attempts.push(attempt);
    return content;
  }
}

async function workload(world: OutsideWorld): Promise<void> {
  await world.write(Jobs, 7);
}

interface Story {
  readonly work: Work;
  readonly trace: string;
  readonly processes: number;
  readonly results: readonly unknown[];
}

/** One job in each of many worlds where nothing but `fault` goes wrong; those in which it did. */
async function storiesOf(fault: FaultName, rate: number): Promise<readonly Story[]> {
  const stories: Story[] = [];
  for (let seed = 1; seed <= 30; seed += 1) {
    let work = new Work();
    let results: readonly unknown[] = [];
    const { faults, processes, trace } = await simulate(Shop, {
      seed,
      virtualMs: 5_000,
      faults: rates({ [fault]: rate }),
      providers: (world) => [{ provide: Work, useValue: world.outside(Work) }],
      workload,
      eventually(world) {
        work = world.outside(Work);
        results = world.channel(Results).contents();
      },
    });
    if (faults.some((name) => name.startsWith(`${fault} `)))
      stories.push({ work, processes, results, trace: trace.join('\n') });
  }
  expect(stories.length).toBeGreaterThan(3);
  return stories;
}

const kinds = (stories: readonly Story[], kindOf: (story: Story) => unknown): readonly unknown[] =>
  [...new Set(stories.map((story) => JSON.stringify(kindOf(story))))].sort().map(parsed);

const parsed = (text: string): unknown => JSON.parse(text) as unknown;

describe('the fault', () => {
  it('restart drains the app and builds it anew, and the work of the first life is done', async () => {
    const stories = await storiesOf('restart', 0.5);
    for (const { work, processes, results, trace } of stories) {
      expect(processes).toBeGreaterThan(1);
      expect(work.lives).toBe(processes);
      expect(trace).toMatch(/process 1 is drained within \d+ ms(\n.*)*process 2 runs/);
      expect(results).toEqual([7]);
    }
  });

  it('slowHandler makes a call take its time, before its work or after it, and longer than its claim at times', async () => {
    const stories = await storiesOf('slowHandler', 0.5);
    const called = stories.filter(({ trace }) => trace.includes('shop.make takes'));
    // A call that is slow before its work may come to it behind the next one.
    const calls = ({ work }: Story) => [...work.attempts].sort();
    expect(kinds(called, calls)).toEqual([[1, 2], [1]]);
    for (const { trace } of called) {
      const [, slowMs] = /shop\.make takes (\d+) ms/.exec(trace) ?? [];
      const [, gotMs] = /^(\d+) shop\.make gets message 1/m.exec(trace) ?? [];
      const doneMs = [...trace.matchAll(/^(\d+) shop\.make has done its work/gm)].map(([, ms]) =>
        Number(ms),
      );
      expect(doneMs).toContain(Number(gotMs) + Number(slowMs));
    }
    const isLate = ({ trace }: Story): boolean => trace.includes('claim-lost');
    const late = kinds(called.filter(isLate), (story) => [calls(story), story.results]);
    expect(late).toEqual([[[1, 2], [7]]]);
  });

  it('failHandler lets a call throw before its work and after it, and the message comes again', async () => {
    const stories = await storiesOf('failHandler', 0.3);
    const thrown = stories.filter(({ trace }) => trace.split('shop.make throws').length === 2);
    expect(kinds(thrown, ({ work, results }) => [work.attempts, results])).toEqual([
      [[1, 2], [7]],
      [[2], [7]],
    ]);
    for (const { trace } of thrown)
      expect(trace).toContain('shop.make gets message 1 of jobs, attempt 2');
  });

  it('failHandler and slowHandler befall who has subscribed: what he fails on does not come again', async () => {
    const failed = await storiesOf('failHandler', 0.3);
    const onPush = failed.filter(({ trace }) => trace.includes('shop on results throws'));
    expect(kinds(onPush, ({ work, results }) => [work.pushed, results])).toEqual([
      [[7], [7]],
      [[], [7]],
    ]);
    const slow = await storiesOf('slowHandler', 0.3);
    expect(slow.filter(({ trace }) => /shop on results takes \d+ ms/.test(trace))).not.toEqual([]);
  });

  it('duplicate brings a write and a transaction once more, and the store refuses them', async () => {
    const stories = await storiesOf('duplicate', 0.5);
    const again = /^\d+ (jobs refuses once more message 1|commit refused)/gm;
    const refusals = stories.flatMap(({ trace }) =>
      [...trace.matchAll(again)].map(([, one]) => one),
    );
    expect([...new Set(refusals)].sort()).toEqual([
      'commit refused',
      'jobs refuses once more message 1',
    ]);
    expect(kinds(stories, ({ work, results }) => [work.attempts, results])).toEqual([[[1], [7]]]);
  });

  it('redeliver brings a message once more that was handled, as its acknowledgement comes too late', async () => {
    const stories = await storiesOf('redeliver', 0.3);
    for (const { work, results, trace } of stories) {
      expect(work.attempts.slice(0, 2)).toEqual([1, 2]);
      expect(trace).toMatch(/^0 jobs\+results\.commit is held up until the claim has run out$/m);
      expect(trace).toMatch(/^1\d{3} commit refused: /m);
      expect(trace).not.toMatch(/throws|crashes|fails/);
      expect(results).toEqual([7]);
    }
  });
});

describe('a claim made by hand', () => {
  const own = channelAccess({ own: [Jobs] });

  @System({ id: 'hand', channels: own })
  class Hand {
    constructor(
      private readonly client: ChannelClient<typeof own>,
      private readonly work: Work,
    ) {}

    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        for (const job of await this.client.claim(Jobs, { waitMs: 10_000, signal })) {
          this.work.attempts.push(job.attempt);
          await job.ack().catch(() => undefined);
        }
      }
    }
  }

  it('is redelivered likewise, and acknowledged in time when the faults cease', async () => {
    const stories: (readonly [attempts: readonly number[], acknowledged: number])[] = [];
    for (let seed = 1; seed <= 6; seed += 1) {
      let work = new Work();
      let acknowledged = 0;
      const { faults } = await simulate(Hand, {
        seed,
        virtualMs: 3_000,
        faults: rates({ redeliver: 1 }),
        providers: (world) => [{ provide: Work, useValue: world.outside(Work) }],
        workload,
        invariant(world) {
          work = world.outside(Work);
          acknowledged = world.channel(Jobs).acknowledged().length;
        },
      });
      if (faults.length > 0) stories.push([work.attempts, acknowledged]);
    }
    expect(stories.length).toBeGreaterThan(2);
    for (const story of stories) expect(story).toEqual([[1, 2, 3], 1]);
  });
});

describe('the chances', () => {
  it('of all faults are more than nothing', () => {
    expect(Object.values(DEFAULT_RATES).every((rate) => rate > 0)).toBe(true);
  });
});

@Channel({ id: 'long' })
class LongJobs extends WorkQueueChannel<number, 'long'> {}

@System({ id: 'patient', channels: channelAccess({ own: [LongJobs] }) })
class Patient {
  @Consume(LongJobs)
  make(): void {
    // done
  }
}

@Channel({ id: 'questions' })
class Questions extends BroadcastChannel<number, 'questions'> {}

@Channel({ id: 'answers' })
class Answers extends BroadcastChannel<number, 'answers'> {}

const talking = channelAccess({ own: [Questions, Answers] });

/** Asks itself. */
@System({ id: 'talker', channels: talking })
class Talker {
  constructor(private readonly client: ChannelClient<typeof talking>) {}

  async setup(): Promise<void> {
    await this.client.subscribe(Questions, async ({ id, content, senderId }) => {
      await this.client.write(Answers, content, { correlationId: id, recipientId: senderId });
    });
  }

  async run(): Promise<void> {
    await this.client.request(Questions, 1, { replies: Answers, timeoutMs: 1_000 });
  }
}

describe('what is not disturbed', () => {
  it('is an acknowledgement whose claim outlives the faults: it would only keep its holder waiting', async () => {
    const { faults, trace } = await simulate(Patient, {
      seed: 1,
      faults: rates({ redeliver: 1 }),
      virtualMs: 5_000,
      workload: async (world) => {
        for (const n of [1, 2, 3]) await world.write(LongJobs, n);
      },
    });
    expect([faults, trace.filter((line) => line.includes('acknowledges'))]).toEqual([
      [],
      [expect.anything(), expect.anything(), expect.anything()],
    ]);
  });

  it('is the handler that hears of replies; who answers requests is', async () => {
    const taken = new Set<string>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const { faults } = await simulate(Talker, {
        seed,
        faults: rates({ failHandler: 0.5 }),
        virtualMs: 5_000,
      });
      for (const fault of faults) taken.add(fault.replace(/ #\d+$/, ''));
    }
    expect(taken).toContain('failHandler talker on questions');
    expect([...taken].filter((fault) => fault.includes('answers'))).toEqual([]);
  });
});
