import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume, type ConsumeContext } from '../../../src/decorators/consume';
import { Inject } from '../../../src/decorators/inject';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

@Channel({ id: 'jobs', claimTimeoutMs: 10_000, maxAttempts: 3 })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

@Channel({ id: 'results', capacity: 2 })
class Results extends WorkQueueChannel<string, 'results'> {}

@Channel({ id: 'notes' })
class Notes extends BroadcastChannel<string, 'notes'> {}

const access = channelAccess({ own: [Jobs, Results, Notes] });

type Handler = (
  jobs: readonly ChannelMessage<string>[],
  context: ConsumeContext,
  client: ChannelClient<typeof access>,
) => unknown;

@System({ id: 'worker', channels: access })
class Worker {
  constructor(
    private readonly client: ChannelClient<typeof access>,
    @Inject('handler') private readonly handler: Handler,
  ) {}
  @Consume(Jobs, { to: Results, timeoutMs: 5_000 })
  async work(job: ChannelMessage<string>, context: ConsumeContext): Promise<string> {
    return (await this.handler([job], context, this.client)) as string;
  }
}

@System({ id: 'untimed', channels: access })
class Untimed {
  constructor(
    private readonly client: ChannelClient<typeof access>,
    @Inject('handler') private readonly handler: Handler,
  ) {}
  @Consume(Jobs, { to: Results, concurrency: 2 })
  async work(job: ChannelMessage<string>, context: ConsumeContext): Promise<string> {
    return (await this.handler([job], context, this.client)) as string;
  }
}

@System({ id: 'batcher', channels: access })
class Batcher {
  constructor(
    private readonly client: ChannelClient<typeof access>,
    @Inject('handler') private readonly handler: Handler,
  ) {}
  @Consume(Jobs, { batch: 5 })
  work(jobs: readonly ChannelMessage<string>[], context: ConsumeContext): unknown {
    return this.handler(jobs, context, this.client);
  }
}

async function start(
  root: typeof Worker | typeof Untimed | typeof Batcher,
  handler: Handler,
  store = new MemoryStore(),
) {
  const test = await launch(root, { providers: [['handler', handler]], store });
  const outside = test.app.client(access, 'outside');
  return {
    ...test,
    outside,
    queue: async (...jobs: string[]) => {
      await outside.transaction(async (tx) => {
        for (const job of jobs) await tx.write(Jobs, job);
      });
      await test.clock.advance(0);
    },
    stats: () => outside.host(Jobs).stats(),
    /** Takes the results that are there, to make room. */
    take: async () => {
      const claims = await outside.claim(Results, { limit: 100 });
      for (const claim of claims) await claim.ack();
      return claims.map(({ content }) => content);
    },
  };
}

const never = (): Promise<never> => new Promise(() => undefined);

describe('a handler that throws', () => {
  it('gets its message again after a growing delay, until the message is dead', async () => {
    const atMs: number[] = [];
    const { clock, queue, stats, outside, log } = await start(Worker, () => {
      atMs.push(clock.monotonicMs());
      throw new Error('no paper');
    });
    await queue('a');
    await clock.advance(100_000);
    expect(atMs).toEqual([0, 1_000, 3_000]);
    expect(await stats()).toMatchObject({ dead: 1, pending: 0 });
    expect(await outside.host(Jobs).dead()).toMatchObject([{ reason: 'no paper', attempt: 3 }]);
    const failures = log.of('consumer.failed');
    expect(
      failures.map(({ level, fields: { attempt, retryInMs, dead } }) => ({
        level,
        attempt,
        retryInMs,
        dead,
      })),
    ).toEqual([
      { level: 'warn', attempt: 1, retryInMs: 1_000 },
      { level: 'warn', attempt: 2, retryInMs: 2_000 },
      { level: 'error', attempt: 3, dead: true },
    ]);
    expect(failures[0]?.fields).toMatchObject({
      systemId: 'worker',
      channelId: 'jobs',
      method: 'work',
    });
  });

  it('does not hold up the messages behind', async () => {
    const { clock, queue, take } = await start(Worker, ([job]) => {
      if (job?.content === 'bad') throw new Error('bad');
      return job?.content;
    });
    await queue('bad', 'good');
    await clock.advance(500);
    expect(await take()).toEqual(['good']);
  });

  it('takes with it nothing of a batch but time: all of it comes again', async () => {
    const seen: string[][] = [];
    const { clock, queue, stats } = await start(Batcher, (jobs, { attempt }) => {
      seen.push(jobs.map(({ content }) => content));
      if (attempt === 1) throw new Error('first');
    });
    await queue('a', 'b');
    await clock.advance(1_000);
    expect(seen).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(await stats()).toMatchObject({ acknowledged: 2 });
  });
});

describe('a handler that hangs', () => {
  it('is given up at its timeout: its signal aborts, its slot is free, its message comes again', async () => {
    const calls: { content: string; atMs: number; signal: AbortSignal }[] = [];
    const { clock, queue, take, app } = await start(Worker, ([job], { signal, attempt }) => {
      calls.push({ content: job?.content ?? '', atMs: clock.monotonicMs(), signal });
      return job?.content === 'slow' && attempt === 1 ? never() : job?.content;
    });
    await queue('slow', 'next');
    await clock.advance(4_999);
    expect(calls).toHaveLength(1);
    expect(app.health().systems[0]?.handlersRunning).toBe(1);
    await clock.advance(1_001);
    expect(calls.map(({ content, atMs }) => [content, atMs])).toEqual([
      ['slow', 0],
      ['next', 5_000],
      ['slow', 6_000],
    ]);
    expect(calls[0]?.signal.reason).toMatchObject({ code: 'HOLON_HANDLER_TIMEOUT' });
    expect(await take()).toEqual(['next', 'slow']);
  });

  it('loses its message at the end of the claim where it has no timeout of its own', async () => {
    let calls = 0;
    const { clock, queue, take, log } = await start(Untimed, ([job]) => {
      calls += 1;
      return calls === 1 ? never() : job?.content;
    });
    await queue('a');
    await clock.advance(9_999);
    expect(calls).toBe(1);
    await clock.advance(1);
    expect(calls).toBe(2);
    expect(await take()).toEqual(['a']);
    expect(log.of('consumer.claim-lost')).toHaveLength(1);
    expect(log.of('consumer.failed')).toEqual([]);
  });

  it('writes nothing when it comes back after all', async () => {
    const late: ((result: string) => void)[] = [];
    const { clock, queue, take, stats } = await start(Untimed, ([job], { attempt }) =>
      attempt === 1
        ? new Promise<string>((resolve) => late.push(resolve))
        : `second ${job?.content ?? ''}`,
    );
    await queue('a');
    await clock.advance(10_000);
    late[0]?.('first');
    await clock.advance(60_000);
    expect(await take()).toEqual(['second a']);
    expect(await stats()).toMatchObject({ acknowledged: 1, pending: 0, claimed: 0 });
  });
});

describe('a result that cannot be stored', () => {
  it('waits while the target is full, without another call and without losing the claim', async () => {
    let calls = 0;
    const { clock, queue, take, stats, log } = await start(Worker, ([job]) => {
      calls += 1;
      return job?.content;
    });
    await queue('a', 'b', 'c', 'd');
    await clock.advance(60_000);
    expect(calls).toBe(3);
    expect(await stats()).toMatchObject({ acknowledged: 2, claimed: 1, pending: 1, dead: 0 });
    expect(log.of('consumer.result-waits').length).toBeGreaterThan(10);
    expect(await take()).toEqual(['a', 'b']);
    await clock.advance(1_000);
    expect(await take()).toEqual(['c', 'd']);
    expect(calls).toBe(4);
  });

  it('is given back at a drain, free for whoever comes next', async () => {
    const store = new MemoryStore();
    const { app, clock, queue } = await start(Worker, ([job]) => job?.content, store);
    await queue('a', 'b', 'c');
    const report = await app.drain();
    expect(report.completed).toBe(true);
    const nowMs = clock.nowMs();
    const request = { limit: 10, nowMs, expiresAtMs: nowMs + 1 };
    expect(store.open('jobs').claim('next', request)).toMatchObject([
      { message: { content: 'c' } },
    ]);
    expect(report.channels).toContainEqual({ id: 'jobs', pending: 1, claimed: 0, dead: 0 });
  });

  it('is the fault of the handler when it is no valid content: nothing is written', async () => {
    const { clock, queue, take, stats, log } = await start(Worker, () => () => 'a function');
    await queue('a');
    await clock.advance(100_000);
    expect(await take()).toEqual([]);
    expect(await stats()).toMatchObject({ dead: 1 });
    expect(log.of('consumer.failed')[0]?.fields.error).toMatchObject({
      code: 'HOLON_NOT_SERIALISABLE',
    });
  });
});

describe('a claim that is lost', () => {
  it('takes its result with it, and gives the others of its batch back', async () => {
    const seen: string[][] = [];
    const { clock, queue, stats, log } = await start(Batcher, async (jobs, { attempt }, client) => {
      seen.push(jobs.map(({ content }) => content));
      if (attempt === 1) await client.acknowledge(Jobs, [jobs[0]!.id]);
    });
    await queue('a', 'b', 'c');
    await clock.advance(2_000);
    expect(seen).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
    expect(await stats()).toMatchObject({ acknowledged: 3, pending: 0, claimed: 0 });
    expect(log.of('consumer.claim-lost')).toHaveLength(1);
  });
});

describe('a store that fails', () => {
  it('is asked again after a second, and nothing stops', async () => {
    const store = new MemoryStore();
    const { clock, queue, take, log } = await start(Worker, ([job]) => job?.content, store);
    await clock.advance(0);
    const jobs = store.open('jobs');
    const broken = jest.spyOn(jobs, 'claim').mockImplementation(() => {
      throw new Error('disk full');
    });
    await queue('a');
    expect(log.of('consumer.claim-failed')).toHaveLength(1);
    await clock.advance(3_500);
    expect(log.of('consumer.claim-failed')).toHaveLength(4);
    broken.mockRestore();
    await clock.advance(500);
    expect(await take()).toEqual(['a']);
  });
});
