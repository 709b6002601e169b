import type { Provider } from '../../../src/decorators/declarations';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume, type ConsumeContext } from '../../../src/decorators/consume';
import { Inject } from '../../../src/decorators/inject';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { BaseSystem } from '../../../src/systems/base-system';
import { createDeferred, type Deferred } from '../../../src/util/deferred';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

@Channel({ id: 'jobs', claimTimeoutMs: 10_000, maxAttempts: 3 })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

@Channel({ id: 'results' })
class Results extends BroadcastChannel<string, 'results'> {}

const working = channelAccess({ read: [Jobs], write: [Results] });
const all = channelAccess({ own: [Jobs, Results] });

type Handler = (jobs: readonly string[], context: ConsumeContext) => unknown;

/** A handler whose calls stay open until the test ends them. */
function held() {
  const open: { jobs: readonly string[]; gate: Deferred<string> }[] = [];
  const handler: Handler = (jobs) => {
    const gate = createDeferred<string>();
    open.push({ jobs, gate });
    return gate.promise;
  };
  return { open, handler };
}

const handling = (handler: Handler): { providers: Provider[] } => ({
  providers: [['handler', handler]],
});

@System({ id: 'worker', channels: working })
class Worker extends BaseSystem {
  constructor(@Inject('handler') private readonly handler: Handler) {
    super();
  }
  @Consume(Jobs, { to: Results, concurrency: 2 })
  async work(job: ChannelMessage<string>, context: ConsumeContext): Promise<string> {
    return (await this.handler([job.content], context)) as string;
  }
}

@System({ id: 'root', channels: all })
class Root {
  @Subsystem(Worker, { channels: [Jobs, Results] }) readonly worker!: Worker;
}

@System({ id: 'batcher', channels: working })
class Batcher {
  constructor(@Inject('handler') private readonly handler: Handler) {}
  @Consume(Jobs, { to: Results, batch: 3 })
  async work(jobs: readonly ChannelMessage<string>[], context: ConsumeContext): Promise<string> {
    const contents = jobs.map((job) => job.content);
    return (await this.handler(contents, context)) as string;
  }
}

@System({ id: 'root', channels: all })
class BatchRoot {
  @Subsystem(Batcher, { channels: [Jobs, Results] }) readonly batcher!: Batcher;
}

@System({ id: 'root', channels: all })
class ReplicaRoot {
  @Subsystem(Worker, { channels: [Jobs, Results], replicas: 3 })
  readonly workers!: readonly Worker[];
}

async function start(root: new () => object, handler: Handler) {
  const test = await launch(root, handling(handler));
  const outside = test.app.client(all, 'outside');
  return {
    ...test,
    outside,
    queue: async (...jobs: string[]) => {
      for (const job of jobs) await outside.write(Jobs, job);
      await test.clock.advance(0);
    },
    stats: () => outside.host(Jobs).stats(),
    results: async () =>
      (await outside.read(Results, { limit: 100 })).map(({ content }) => content),
  };
}

describe('a consumer of a work queue', () => {
  it('handles what is queued, writes what it returns and acknowledges', async () => {
    const { queue, results, stats } = await start(Root, ([job]) => `done ${job ?? ''}`);
    await queue('a', 'b', 'c');
    expect(await results()).toEqual(['done a', 'done b', 'done c']);
    expect(await stats()).toMatchObject({ acknowledged: 3, pending: 0, claimed: 0 });
  });

  it('writes nothing for undefined, and acknowledges', async () => {
    const { queue, results, stats } = await start(Root, () => undefined);
    await queue('a');
    expect(await results()).toEqual([]);
    expect(await stats()).toMatchObject({ acknowledged: 1 });
  });

  it('signs results as its system, and keeps the correlation', async () => {
    const { outside, clock } = await start(Root, () => 'done');
    await outside.write(Jobs, 'a', { correlationId: 'request 1' });
    await clock.advance(0);
    expect(await outside.read(Results)).toMatchObject([
      { senderId: 'worker', correlationId: 'request 1' },
    ]);
  });

  it('handles as many at a time as `concurrency` says, the oldest first', async () => {
    const { open, handler } = held();
    const { app, clock, queue, results, stats } = await start(Root, handler);
    await queue('a', 'b', 'c', 'd');
    expect(open.map(({ jobs }) => jobs)).toEqual([['a'], ['b']]);
    expect(app.health().systems[1]).toMatchObject({ id: 'worker', handlersRunning: 2 });
    expect(await stats()).toMatchObject({ claimed: 2, pending: 2 });

    open[1]?.gate.resolve('b');
    await clock.advance(0);
    expect(open.map(({ jobs }) => jobs)).toEqual([['a'], ['b'], ['c']]);
    open[0]?.gate.resolve('a');
    open[2]?.gate.resolve('c');
    await clock.advance(0);
    open[3]?.gate.resolve('d');
    await clock.advance(0);
    expect(await results()).toEqual(['b', 'a', 'c', 'd']);
    expect(app.health().systems[1]).toMatchObject({ handlersRunning: 0 });
  });

  it('handles what comes much later', async () => {
    const { clock, queue, results } = await start(Root, ([job]) => job);
    await clock.advance(1_000_000);
    await queue('late');
    expect(await results()).toEqual(['late']);
  });

  it('hands over batches where asked to, and settles each as one', async () => {
    const seen: (readonly string[])[] = [];
    const { outside, clock, results, stats } = await start(BatchRoot, (jobs) => {
      seen.push(jobs);
      return jobs.join('+');
    });
    const jobs = ['a', 'b', 'c', 'd'];
    await outside.transaction(async (tx) => {
      for (const job of jobs) await tx.write(Jobs, job);
    });
    await clock.advance(0);
    expect(seen).toEqual([['a', 'b', 'c'], ['d']]);
    expect(await results()).toEqual(['a+b+c', 'd']);
    expect(await stats()).toMatchObject({ acknowledged: 4 });
  });

  it('tells the handler which attempt it is', async () => {
    const attempts: number[] = [];
    const { clock, queue } = await start(Root, (_jobs, { attempt }) => {
      attempts.push(attempt);
      throw new Error('no');
    });
    await queue('a');
    await clock.advance(100_000);
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('takes nothing while its system is paused, and finishes what it has', async () => {
    const { open, handler } = held();
    const { app, clock, queue, results, stats } = await start(Root, handler);
    await queue('a');
    const worker = app.get(Worker);
    worker.pause();
    await queue('b');
    open[0]?.gate.resolve('a');
    await clock.advance(60_000);
    expect(await results()).toEqual(['a']);
    expect(await stats()).toMatchObject({ pending: 1, claimed: 0 });
    worker.resume();
    await clock.advance(0);
    expect(open.map(({ jobs }) => jobs)).toEqual([['a'], ['b']]);
  });

  it('is not disturbed by a pause and a resume in one breath', async () => {
    const { app, clock, queue, results, log } = await start(Root, ([job]) => job);
    await clock.advance(10);
    const worker = app.get(Worker);
    worker.pause();
    worker.resume();
    await queue('a');
    expect(await results()).toEqual(['a']);
    expect(log.of('consumer.claim-failed')).toEqual([]);
  });

  it('shares the work with its replicas: each message goes to one of them', async () => {
    const { open, handler } = held();
    const { clock, outside, queue } = await start(ReplicaRoot, handler);
    const jobs = Array.from({ length: 12 }, (_, index) => `job ${index}`);
    await queue(...jobs);
    expect(open).toHaveLength(6);
    for (let done = 0; done < jobs.length; done += 1) {
      open[done]?.gate.resolve(open[done]?.jobs[0] ?? '');
      await clock.advance(0);
    }
    const results = await outside.read(Results, { limit: 100 });
    expect(results.map(({ content }) => content).sort()).toEqual([...jobs].sort());
    expect(new Set(results.map(({ senderId }) => senderId))).toEqual(
      new Set(['worker-1', 'worker-2', 'worker-3']),
    );
  });
});
