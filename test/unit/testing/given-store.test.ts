import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  BaseSystem,
  Channel,
  ChannelClient,
  MemoryStore,
  PassthroughChannel,
  System,
  WorkQueueChannel,
  channelAccess,
  createApp,
  silentLogger,
} from 'holon';
import { channelOf, clockOf, createTestApp, mockClient } from 'holon/testing';

import { systemClock } from '../../../src/util/clock';
import { refusal } from '../../helpers/refusal';

const folder = mkdtempSync(join(tmpdir(), 'given-store-'));
const file = join(folder, 'jobs.db');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Says itself what it runs on, which in production wins over what the app has. */
@Channel({ id: 'jobs', claimTimeoutMs: 30_000 })
class Jobs extends WorkQueueChannel<number, 'jobs'> {
  constructor() {
    super({ id: 'jobs', store: `sqlite:${file}`, clock: systemClock });
  }
}

const working = channelAccess({ own: [Jobs] });

/** Claims, and forgets to settle. */
@System({ id: 'worker', channels: working })
class Worker {
  constructor(private readonly client: ChannelClient<typeof working>) {}
  async step(): Promise<void> {
    await this.client.claim(Jobs);
  }
}

const memory = new MemoryStore();

/** Has a channel that it makes itself, on a store of its own. */
@System({ id: 'by-hand' })
class ByHand extends BaseSystem {
  readonly events = new PassthroughChannel<string>({ id: 'events', store: memory });
  setup(): void {
    void this.addChannel(this.events);
  }
  async step(): Promise<void> {
    await this.writeChannel('events', 'stepped');
  }
}

class Started extends PassthroughChannel<string, 'started'> {}

/** Starts a channel before the app has it. */
@System({ id: 'hasty' })
class Hasty extends BaseSystem {
  async setup(): Promise<void> {
    const started = new Started({ id: 'started' });
    await started.start();
    await this.addChannel(started);
  }
}

describe('a channel that was given a store and a clock', () => {
  it('is in memory and in virtual time all the same, and is looked into as any other', async () => {
    await using test = await createTestApp(Worker);
    await test.channel(Jobs).seed([1, 2]);
    await test.tick();
    expect(test.channel(Jobs).claimed()).toMatchObject([{ content: 1 }, { content: 2 }]);
    expect(test.recorded({ kind: 'claimed' })).toHaveLength(2);
    await test.advance(30_000);
    test.channel(Jobs).expectCounts({ claimed: 0, pending: 2 });
    expect(existsSync(file)).toBe(false);
  });

  it('is asked for open claims when the test ends', async () => {
    const test = await createTestApp(Worker);
    await test.channel(Jobs).write(1);
    await test.tick();
    const { code, message } = await refusal(() => test.dispose());
    expect(code).toBe('HOLON_LEFT_BEHIND');
    expect(message).toContain("'worker' holds message");
  });

  it('is so behind a mocked client', async () => {
    const client = mockClient(working);
    await client.write(Jobs, 1);
    await client.claim(Jobs);
    channelOf(client, Jobs).expectCounts({ claimed: 1 });
    await clockOf(client).advance(30_000);
    channelOf(client, Jobs).expectCounts({ pending: 1 });
    expect(existsSync(file)).toBe(false);
  });

  it('is so where a system makes it by hand', async () => {
    await using test = await createTestApp(ByHand);
    await test.tick();
    expect(await test.system.events.stats()).toMatchObject({ count: 1 });
    expect(test.recorded({ kind: 'written' })).toMatchObject([{ channelId: 'events' }]);
    expect(memory.open('events').count).toBe(0);
  });

  it('cannot be looked into where it was started before, which is told with the cure', async () => {
    await using test = await createTestApp(Hasty);
    const { message } = await refusal(() => test.channel(Started).contents());
    expect(message).toContain(
      "Channel 'started' had been started before the test app got it, on a store that a test cannot look into\n" +
        'Hand it on without start(): the app starts it, on the store of the test.',
    );
  });

  it('has what it was given in the real app', async () => {
    const app = await createApp(Worker, { logger: silentLogger });
    await app.launch();
    await app.drain();
    expect(existsSync(file)).toBe(true);
  });
});
