import fc from 'fast-check';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Inject } from '../../../src/decorators/inject';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

@Channel({ id: 'jobs', claimTimeoutMs: 2_000, maxAttempts: 4 })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

@Channel({ id: 'results' })
class Results extends BroadcastChannel<number, 'results'> {}

const working = channelAccess({ read: [Jobs], write: [Results] });
const all = channelAccess({ own: [Jobs, Results] });

/** What each attempt at a job does: succeed, throw, return after so many milliseconds, or hang. */
type Outcome = 'succeed' | 'throw' | 'hang' | number;
type Act = (job: number) => Promise<void>;

@System({ id: 'worker', channels: working })
class Worker {
  constructor(@Inject('act') private readonly act: Act) {}
  @Consume(Jobs, { to: Results, concurrency: 2 })
  async work({ content }: ChannelMessage<number>): Promise<number> {
    await this.act(content);
    return content;
  }
}

@System({ id: 'root', channels: all })
class Root {
  @Subsystem(Worker, { channels: [Jobs, Results], replicas: 2 })
  readonly workers!: readonly Worker[];
}

const outcome = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Outcome>('succeed') },
  { weight: 2, arbitrary: fc.constant<Outcome>('throw') },
  { weight: 1, arbitrary: fc.constant<Outcome>('hang') },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 4_000 }) },
);
const job = fc.record({
  outcomes: fc.array(outcome, { minLength: 1, maxLength: 4 }),
  waitMs: fc.integer({ min: 0, max: 1_000 }),
});

describe('consumers of one queue whose handlers succeed, throw, dawdle and hang', () => {
  it('write exactly one result for each message that is not dead, and none for one that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(job, { minLength: 1, maxLength: 12 }), async (jobs) => {
        const attempts = jobs.map(() => 0);
        const act: Act = async (index) => {
          const outcomes = jobs[index]?.outcomes ?? [];
          const next = outcomes[attempts[index] ?? 0] ?? 'throw';
          attempts[index] = (attempts[index] ?? 0) + 1;
          if (next === 'throw') throw new Error('thrown');
          if (next === 'hang') await new Promise(() => undefined);
          if (typeof next !== 'number') return;
          await new Promise<void>((resolve) => clock.setTimer(next, resolve));
        };
        const { app, clock } = await launch(Root, { providers: [['act', act]] });
        const outside = app.client(all, 'outside');
        for (const [index, { waitMs }] of jobs.entries()) {
          await outside.write(Jobs, index);
          await clock.advance(waitMs);
        }
        await clock.advance(120_000);

        const results = (await outside.read(Results, { limit: 100 })).map(({ content }) => content);
        const dead = (await outside.host(Jobs).dead()).map(({ content }) => content);
        expect([...results, ...dead].sort((a, b) => a - b)).toEqual(jobs.map((_, index) => index));
        expect(await outside.host(Jobs).stats()).toMatchObject({
          pending: 0,
          claimed: 0,
          acknowledged: results.length,
          dead: dead.length,
        });
        for (const index of dead) expect(attempts[index]).toBe(4);
        expect((await app.drain({ timeoutMs: 0 })).completed).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
