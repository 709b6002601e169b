import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume, type ConsumeContext } from '../../../src/decorators/consume';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import type { Tick } from '../../../src/model/system-state';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { createDeferred } from '../../../src/util/deferred';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

@Channel({ id: 'jobs' })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

@Channel({ id: 'news' })
class News extends BroadcastChannel<string, 'news'> {}

const access = channelAccess({ own: [Jobs, News] });
const never = (): Promise<never> => new Promise(() => undefined);

@System({ id: 'worker', channels: access })
class Worker {
  readonly gate = createDeferred();
  readonly signals: AbortSignal[] = [];
  constructor(readonly client: ChannelClient<typeof access>) {}
  @Consume(Jobs, { concurrency: 3 })
  async work({ content }: ChannelMessage<string>, { signal }: ConsumeContext): Promise<void> {
    this.signals.push(signal);
    await this.gate.promise;
    await this.client.write(News, `done ${content}`);
  }
}

async function working(...jobs: string[]) {
  const test = await launch(Worker);
  const worker = test.app.get(Worker);
  for (const job of jobs) await worker.client.write(Jobs, job);
  await test.clock.advance(0);
  return { ...test, worker };
}

describe('a drain', () => {
  it('takes no new work, and lets handlers under way finish and write', async () => {
    const { app, clock, worker } = await working('a', 'b', 'c', 'd');
    const drained = app.drain();
    await clock.advance(1_000);
    expect(app.health()).toMatchObject({ status: 'draining', systems: [{ state: 'draining' }] });
    worker.gate.resolve();
    expect(await drained).toEqual({
      completed: true,
      elapsedMs: 1_000,
      abandoned: [],
      givenBack: [],
      channels: [{ id: 'jobs', pending: 1, claimed: 0, dead: 0 }],
    });
    expect(worker.signals.map(({ aborted }) => aborted)).toEqual([false, false, false]);
  });

  it('gives handlers up at its deadline: signals abort, messages go back, and it says so', async () => {
    const { app, clock, worker, log } = await working('a', 'b');
    const drained = app.drain({ timeoutMs: 3_000 });
    await clock.advance(2_999);
    expect(worker.signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    await clock.advance(1);
    expect(await drained).toMatchObject({
      completed: false,
      elapsedMs: 3_000,
      abandoned: ["2 handler calls of system 'worker' were still running"],
      channels: [{ id: 'jobs', pending: 2, claimed: 0, dead: 0 }],
    });
    expect(worker.signals.map(({ reason }) => (reason as { code: string }).code)).toEqual([
      'HOLON_DRAINING',
      'HOLON_DRAINING',
    ]);
    expect(log.of('app.drained')).toHaveLength(1);
    worker.gate.resolve();
    await clock.advance(0);
    expect(log.entries.at(-1)?.event).toBe('app.drained');
  });

  it('counts one handler in the singular', async () => {
    const { app } = await working('a');
    const { abandoned } = await app.drain({ timeoutMs: 0 });
    expect(abandoned).toEqual(["1 handler call of system 'worker' was still running"]);
  });

  it('of an idle app abandons nothing, also without time', async () => {
    const { app } = await working();
    expect(await app.drain({ timeoutMs: 0 })).toMatchObject({ completed: true, abandoned: [] });
  });

  it('waits ten seconds where nothing else is said', async () => {
    const { app, clock } = await working('a');
    const drained = app.drain();
    await clock.advance(9_999);
    expect(app.health().status).toBe('draining');
    await clock.advance(1);
    expect((await drained).elapsedMs).toBe(10_000);
  });

  it('tells a step through its signal that it is given up', async () => {
    let reason: unknown;
    @System({ id: 'stepping' })
    class Stepping {
      async step({ signal }: Tick): Promise<void> {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
        reason = signal.reason;
      }
    }
    const { app, clock } = await launch(Stepping);
    const drained = app.drain({ timeoutMs: 1_000 });
    await clock.advance(1_000);
    expect((await drained).abandoned).toEqual(["a step of system 'stepping' was still running"]);
    expect(reason).toMatchObject({ code: 'HOLON_DRAINING' });
  });

  it('reports an onStop that hangs, and still stops everything above it', async () => {
    let isRootStopped = false;
    @System({ id: 'hanging' })
    class Hanging {
      onStop(): Promise<void> {
        return never();
      }
    }
    @System({ id: 'root' })
    class Root {
      @Subsystem(Hanging) readonly hanging!: Hanging;
      onStop(): void {
        isRootStopped = true;
      }
    }
    const { app, clock } = await launch(Root);
    const drained = app.drain({ timeoutMs: 1_000 });
    await clock.advance(1_000);
    expect((await drained).abandoned).toEqual(["onStop of system 'hanging' was still running"]);
    expect(isRootStopped).toBe(true);
    expect(app.health().systems.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  });

  it('gives back what a system has claimed by itself and not settled', async () => {
    const store = new MemoryStore();
    @System({ id: 'holder', channels: access })
    class Holder {
      constructor(readonly client: ChannelClient<typeof access>) {}
      async setup(): Promise<void> {
        await this.client.write(Jobs, 'a');
        await this.client.claim(Jobs);
      }
    }
    const { app, clock } = await launch(Holder, { store });
    const report = await app.drain();
    expect(report).toMatchObject({ completed: true, givenBack: ["1 claim of channel 'jobs'"] });
    expect(store.open('jobs').stats(clock.nowMs())).toMatchObject({ pending: 1, claimed: 0 });
  });

  it('waits for a subscriber at work', async () => {
    const gate = createDeferred();
    @System({ id: 'subscriber', channels: access })
    class Subscriber {
      constructor(readonly client: ChannelClient<typeof access>) {}
      async setup(): Promise<void> {
        await this.client.subscribe(News, () => gate.promise);
      }
    }
    const waiting = await launch(Subscriber);
    void waiting.app.get(Subscriber).client.write(News, 'a');
    await waiting.clock.advance(0);
    const drained = waiting.app.drain();
    await waiting.clock.advance(500);
    gate.resolve();
    expect(await drained).toMatchObject({ completed: true, elapsedMs: 500 });
  });

  it('reports a subscriber that hangs', async () => {
    @System({ id: 'subscriber', channels: access })
    class Subscriber {
      constructor(readonly client: ChannelClient<typeof access>) {}
      async setup(): Promise<void> {
        await this.client.subscribe(News, never);
      }
    }
    const { app, clock } = await launch(Subscriber);
    void app.get(Subscriber).client.write(News, 'a');
    await clock.advance(0);
    const drained = app.drain({ timeoutMs: 1_000 });
    await clock.advance(1_000);
    expect((await drained).abandoned).toEqual([
      "a subscriber of 'subscriber' to channel 'news' was still running",
    ]);
  });

  it('closes the other channels when one cannot be closed, and says so', async () => {
    const store = new MemoryStore();
    const { app, log } = await launch(Worker, { store });
    await app.get(Worker).client.write(Jobs, 'later', { delayMs: 60_000 });
    const failing = (): never => {
      throw new Error('disk full');
    };
    jest.spyOn(store.open('news'), 'stats').mockImplementation(failing);
    jest.spyOn(store, 'flush').mockImplementationOnce(failing);
    expect(await app.drain()).toMatchObject({
      completed: false,
      abandoned: [
        "what is left in channel 'news' is not known: its store failed",
        "channel 'news' could not be closed in order",
      ],
      channels: [{ id: 'jobs', pending: 1 }],
    });
    expect(log.of('channel.stats-failed')).toHaveLength(1);
    expect(log.of('channel.drain-failed')).toHaveLength(1);
  });
});
