import {
  BroadcastChannel,
  CLOCK,
  Channel,
  ChannelClient,
  type ChannelMessage,
  type Clock,
  Consume,
  type ConsumeContext,
  DiscoveryChannel,
  Inject,
  System,
  WorkQueueChannel,
  channelAccess,
  silentLogger,
} from 'holon';
import { createTestApp, type TestApp } from 'holon/testing';

import { sleep } from '../../../src/util/abort';
import { refusal } from '../../helpers/refusal';

@Channel({ id: 'jobs', maxAttempts: 4, claimTimeoutMs: 20_000 })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

@Channel({ id: 'news', retention: { maxAgeMs: 60_000 }, subscriberTimeoutMs: 3_000 })
class News extends BroadcastChannel<string, 'news'> {}

@Channel({ id: 'directory', registrationTtlMs: 15_000 })
class Directory extends DiscoveryChannel<'directory'> {}

const owning = channelAccess({ own: [Jobs, News, Directory] });

/** Everything that waits, in one system. */
@System({
  id: 'all',
  channels: owning,
  supervision: { restart: 'on-error', delayMs: 1_000 },
})
class All {
  readonly attemptsAtMs: number[] = [];
  readonly runsAtMs: number[] = [];
  onJob: (context: ConsumeContext) => unknown = () => undefined;
  onRun: () => unknown = () => undefined;

  constructor(
    readonly client: ChannelClient<typeof owning>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    this.runsAtMs.push(this.clock.monotonicMs());
    await this.onRun();
  }

  @Consume(Jobs, { timeoutMs: 5_000 })
  async work(_message: ChannelMessage<string>, context: ConsumeContext): Promise<void> {
    this.attemptsAtMs.push(this.clock.monotonicMs());
    await this.onJob(context);
  }
}

describe('in virtual time', () => {
  let test: TestApp<All>;
  const elapsedMs = () => test.clock.monotonicMs();

  beforeEach(async () => {
    test = await createTestApp(All, { logger: silentLogger });
  });
  afterEach(() => test.dispose({ allow: ['claims'] }));

  it('a failed message is tried again after 1, 2 and 4 seconds', async () => {
    test.system.onJob = () => {
      throw new Error('not today');
    };
    await test.channel(Jobs).write('a');
    await test.advance(60_000);
    expect(test.system.attemptsAtMs).toEqual([0, 1_000, 3_000, 7_000]);
    expect(test.channel(Jobs).dead()).toMatchObject([{ reason: 'not today' }]);
  });

  it('a handler runs out of its time', async () => {
    let abortedAtMs = 0;
    test.system.onJob = async ({ signal }) => {
      await sleep(test.clock, 60_000, signal);
      abortedAtMs = elapsedMs();
    };
    await test.channel(Jobs).write('a');
    await test.advance(5_500);
    expect(abortedAtMs).toBe(5_000);
    const nack = test.channel(Jobs).recorded({ kind: 'nacked' });
    expect(nack).toMatchObject([{ reason: 'all.work took longer than 5000 ms' }]);
    test.system.onJob = () => undefined;
    await test.advance(1_000);
    expect(test.channel(Jobs).acknowledged()).toHaveLength(1);
  });

  it('a message that is delayed comes when it is due', async () => {
    await test.channel(Jobs).write('a', { delayMs: 12_345 });
    expect(test.channel(Jobs).pending()).toMatchObject([{ state: 'delayed' }]);
    await test.advance(60_000);
    expect(test.system.attemptsAtMs).toEqual([12_345]);
  });

  it('a message grows too old', async () => {
    await test.channel(News).write('a');
    await test.advance(30_000);
    await test.channel(News).write('b');
    await test.advance(36_000); // looked at ten times in the life of a message
    test.channel(News).expectContents(['b']);
  });

  it('a subscriber that takes too long holds no writer any more', async () => {
    await test.system.client.subscribe(News, () => sleep(test.clock, 10_000));
    await test.finish(test.system.client.write(News, 'a'));
    expect(elapsedMs()).toBe(3_000);
  });

  it('a request runs out of its time', async () => {
    const request = test.system.client.request(Jobs, 'a', { replies: News, timeoutMs: 8_000 });
    expect(await refusal(() => test.finish(request))).toMatchObject({
      code: 'HOLON_REQUEST_TIMEOUT',
    });
    expect(elapsedMs()).toBe(8_000);
  });

  it('a claim waits for work as long as it may', async () => {
    const claims = test.system.client.claim(News as never, { waitMs: 1 });
    await expect(claims).rejects.toMatchObject({ code: 'HOLON_UNSUPPORTED_OPERATION' });
    test.pause();
    const waiting = test.system.client.claim(Jobs, { waitMs: 7_000 });
    expect(await test.finish(waiting, { whilePaused: true })).toEqual([]);
    expect(elapsedMs()).toBe(7_000);
  });

  it('a registration ends unless it is renewed', async () => {
    const descriptor = { ...test.app.descriptor, systemId: 'ada' };
    const register = () =>
      test
        .channel(Directory)
        .write(
          { kind: 'system', descriptor, expiresAtMs: test.clock.nowMs() + 15_000 },
          { senderId: 'ada' },
        );
    await register();
    await test.advance(14_000);
    await register();
    await test.advance(14_000);
    expect(test.channel(Directory).contents()).toHaveLength(1);
    await test.advance(60_000);
    expect(test.channel(Directory).contents()).toHaveLength(0);
  });

  it('a run that throws is started again after a growing delay', async () => {
    const failing = await createTestApp(Failing, { logger: silentLogger });
    await failing.advance(8_000);
    expect(failing.system.runsAtMs).toEqual([0, 1_000, 3_000, 7_000]);
    await failing.dispose();
  });

  it('a drain gives up at its deadline', async () => {
    test.system.onJob = () => new Promise(() => undefined);
    await test.channel(Jobs).write('a');
    const report = await test.finish(test.app.drain({ timeoutMs: 4_000 }));
    expect(report).toMatchObject({ completed: false, elapsedMs: 4_000 });
    await test.dispose({ allow: ['claims', 'work'] });
  });
});

@System({ id: 'failing', supervision: { delayMs: 1_000 } })
class Failing {
  readonly runsAtMs: number[] = [];
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}
  run(): void {
    this.runsAtMs.push(this.clock.monotonicMs());
    throw new Error('again');
  }
}
