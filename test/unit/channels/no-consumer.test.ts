import type { BaseChannel } from '../../../src/channels/base-channel';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { MailboxChannel } from '../../../src/channels/mailbox-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { drainAll, launch } from '../../helpers/launch';
import { RecordingLogger } from '../../helpers/recording-logger';

const MINUTE_MS = 60_000;

afterEach(drainAll);

/** A started work queue; what it says about nobody being there comes from `lines`. */
async function queue(options: { store?: MemoryStore; clock?: VirtualClock } = {}) {
  const { clock = new VirtualClock(), store } = options;
  const logger = new RecordingLogger();
  const channel = new WorkQueueChannel<number>({
    id: 'jobs',
    clock,
    logger,
    claimTimeoutMs: 24 * 60 * MINUTE_MS,
    ...(store === undefined ? {} : { store }),
  });
  await channel.start();
  const lines = () => logger.of('channel.no-consumer');
  return { channel, clock, lines };
}

describe('a channel with work and no consumer', () => {
  it('is told of in the log after a minute, with what waits and since when', async () => {
    const { channel, clock, lines } = await queue();
    await channel.write('producer', 1);
    await channel.write('producer', 2);
    await clock.advance(MINUTE_MS - 1);
    expect(lines()).toEqual([]);
    await clock.advance(30_001);
    expect(lines()).toEqual([
      { level: 'warn', event: 'channel.no-consumer', fields: { pending: 2, waitedMs: 90_000 } },
    ]);
    await channel.drain();
  });

  it('is told of once a minute for as long as that lasts', async () => {
    const { channel, clock, lines } = await queue();
    await channel.write('producer', 1);
    await clock.advance(10 * MINUTE_MS);
    expect(lines().length).toBeGreaterThanOrEqual(8);
    expect(lines().length).toBeLessThanOrEqual(10);
    await channel.drain();
  });

  it('is told of again when its last consumer has been away for some minutes', async () => {
    const { channel, clock, lines } = await queue();
    await channel.write('producer', 1);
    await channel.write('producer', 2);
    const [claim] = await channel.claim('worker', { limit: 1 });
    await claim?.ack();
    await clock.advance(3 * MINUTE_MS);
    expect(lines()).toEqual([]);
    await clock.advance(MINUTE_MS);
    expect(lines()).toMatchObject([{ fields: { pending: 1, waitedMs: 4 * MINUTE_MS } }]);
    await channel.drain();
  });

  it('is nobody’s concern while there is no work', async () => {
    const { channel, clock, lines } = await queue();
    await channel.write('producer', 1);
    const [claim] = await channel.claim('worker');
    await claim?.ack();
    await channel.write('producer', 2, { delayMs: 60 * MINUTE_MS });
    await clock.advance(30 * MINUTE_MS);
    expect(lines()).toEqual([]);
    await channel.drain();
  });

  type Come = (channel: WorkQueueChannel<number>) => unknown;
  it.each<[string, Come]>([
    ['a subscriber', (channel) => channel.subscribe('watcher', () => undefined)],
    ['somebody who consumes', (channel) => channel.active().attendance.enter('consume')],
    ['a stream', (channel) => channel.active().attendance.enter('stream')],
  ])('has a consumer in %s', async (_, come) => {
    const { channel, clock, lines } = await queue();
    await come(channel);
    await channel.write('producer', 1);
    await clock.advance(10 * MINUTE_MS);
    expect(lines()).toEqual([]);
    await channel.drain({ timeoutMs: 0 });
  });

  it('has a consumer where another process on the same store holds a claim', async () => {
    const store = new MemoryStore();
    const here = await queue({ store });
    const there = await queue({ store, clock: here.clock });
    await here.channel.write('producer', 1);
    await here.channel.write('producer', 2);
    await there.channel.claim('worker', { limit: 1 });
    await here.clock.advance(10 * MINUTE_MS);
    expect(here.lines()).toEqual([]);
    await there.channel.drain({ timeoutMs: 0 });
    await here.channel.drain();
  });

  it.each([
    ['broadcast', BroadcastChannel],
    ['passthrough', PassthroughChannel],
  ])('is a work queue or a mailbox, and no %s channel', async (_, Kind) => {
    const clock = new VirtualClock();
    const logger = new RecordingLogger();
    const channel: BaseChannel<number> = new Kind<number>({ id: 'c', clock, logger });
    await channel.start();
    await channel.write('producer', 1);
    await clock.advance(10 * MINUTE_MS);
    expect(logger.of('channel.no-consumer')).toEqual([]);
    await channel.drain();
  });

  it('is a mailbox with unread messages, and none where all were read', async () => {
    const clock = new VirtualClock();
    const logger = new RecordingLogger();
    const mailbox = new MailboxChannel<number>({ id: 'mail', clock, logger });
    await mailbox.start();
    const lines = () => logger.of('channel.no-consumer').length;
    await mailbox.write('ada', 1, { recipientId: 'grace' });
    await clock.advance(90_000);
    expect(lines()).toBe(1);
    expect(await mailbox.read('grace')).toHaveLength(1);
    await clock.advance(10 * MINUTE_MS);
    expect(lines()).toBe(1);
    await mailbox.write('ada', 2, { recipientId: 'grace' });
    await clock.advance(MINUTE_MS);
    expect(lines()).toBe(1);
    await clock.advance(30_000);
    expect(lines()).toBe(2);
    await mailbox.drain();
  });
});

describe('in an app', () => {
  @Channel({ id: 'jobs' })
  class Jobs extends WorkQueueChannel<number, 'jobs'> {}
  @Channel({ id: 'chores' })
  class Chores extends WorkQueueChannel<number, 'chores'> {}

  const working = channelAccess({ read: [Jobs] });

  @System({ id: 'worker', channels: working })
  class Worker {
    /** Never ends: the queue behind it grows. */
    @Consume(Jobs)
    work(): Promise<void> {
      return new Promise(() => undefined);
    }
  }

  const owning = channelAccess({ own: [Jobs, Chores] });

  @System({ id: 'plant', channels: owning })
  class Plant {
    @Subsystem(Worker, { channels: { read: [Jobs] } }) readonly worker!: Worker;
    constructor(readonly client: ChannelClient<typeof owning>) {}
  }

  it('is told of only where no system consumes', async () => {
    const { app, clock, log } = await launch(Plant);
    const { client } = app.get(Plant);
    for (const n of [1, 2, 3]) {
      await client.write(Jobs, n);
      await client.write(Chores, n);
    }
    await clock.advance(4 * MINUTE_MS);
    const told = log.of('channel.no-consumer').map(({ fields }) => fields.channelId);
    expect(new Set(told)).toEqual(new Set(['chores']));
  });
});
