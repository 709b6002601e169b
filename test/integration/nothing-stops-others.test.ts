import { BroadcastChannel } from '../../src/channels/broadcast-channel';
import { ChannelClient } from '../../src/channels/channel-client';
import { WorkQueueChannel } from '../../src/channels/work-queue-channel';
import { createApp } from '../../src/container/create-app';
import { Channel } from '../../src/decorators/channel';
import { channelAccess } from '../../src/decorators/channel-access';
import { Consume } from '../../src/decorators/consume';
import { Subsystem } from '../../src/decorators/subsystem';
import { System } from '../../src/decorators/system';
import type { ChannelMessage } from '../../src/model/channel-message';
import { silentLogger } from '../../src/observability/logger';
import { nextTurn } from '../../src/util/turn';
import { drainAll, launch } from '../helpers/launch';

afterEach(drainAll);

@Channel({ id: 'news', subscriberTimeoutMs: 100 })
class News extends BroadcastChannel<number, 'news'> {}

@Channel({ id: 'jobs' })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

const owning = channelAccess({ own: [News, Jobs] });
const listening = channelAccess({ read: [News] });
const writing = channelAccess({ write: [News, Jobs] });
const working = channelAccess({ read: [Jobs] });

const never = (): Promise<never> => new Promise(() => undefined);
const failing = (): never => {
  throw new Error('broken');
};

/** Everything that can go wrong in a system goes wrong in one of these. */
@System({ id: 'hanging-step', ticksPerSecond: 10 })
class HangingStep {
  readonly step = never;
}
@System({ id: 'throwing-step', ticksPerSecond: 10 })
class ThrowingStep {
  readonly step = failing;
}
@System({ id: 'crashing-run', supervision: { delayMs: 1 } })
class CrashingRun {
  readonly run = failing;
}
@System({ id: 'hanging-run' })
class HangingRun {
  readonly run = never;
}
@System({ id: 'hanging-handler', channels: listening })
class HangingHandler {
  @Consume(News) listen(): Promise<void> {
    return never();
  }
}
@System({ id: 'throwing-handler', channels: working })
class ThrowingHandler {
  @Consume(Jobs) work({ content }: ChannelMessage<number>): void {
    if (content < 0) failing();
  }
}
@System({ id: 'bad-subscriber', channels: listening })
class BadSubscriber {
  constructor(private readonly client: ChannelClient<typeof listening>) {}
  async setup(): Promise<void> {
    await this.client.subscribe(News, failing);
    await this.client.subscribe(News, never);
  }
}

/** And these must not notice. */
@System({ id: 'writer', channels: writing, ticksPerSecond: 10 })
class Writer {
  constructor(private readonly client: ChannelClient<typeof writing>) {}
  async step({ count }: { count: number }): Promise<void> {
    await this.client.write(Jobs, -count);
    await this.client.write(News, count);
  }
}
@System({ id: 'listener', channels: listening })
class Listener {
  readonly heard: number[] = [];
  @Consume(News) listen({ content }: ChannelMessage<number>): void {
    this.heard.push(content);
  }
}

@System({ id: 'root', channels: owning })
class Root {
  @Subsystem(HangingStep) readonly hangingStep!: HangingStep;
  @Subsystem(ThrowingStep) readonly throwingStep!: ThrowingStep;
  @Subsystem(CrashingRun) readonly crashingRun!: CrashingRun;
  @Subsystem(HangingRun) readonly hangingRun!: HangingRun;
  @Subsystem(HangingHandler, { channels: { read: [News] } }) readonly hanging!: HangingHandler;
  @Subsystem(ThrowingHandler, { channels: { read: [Jobs] } }) readonly throwing!: ThrowingHandler;
  @Subsystem(BadSubscriber, { channels: { read: [News] } }) readonly subscriber!: BadSubscriber;
  @Subsystem(Writer, { channels: { write: [News, Jobs] } }) readonly writer!: Writer;
  @Subsystem(Listener, { channels: { read: [News] } }) readonly listener!: Listener;
}

describe('systems that throw and hang in every way', () => {
  it('stop none of the others, and nothing is lost', async () => {
    const { app, clock } = await launch(Root);
    await clock.advance(20_000);
    const { heard } = app.get(Listener);
    expect(heard.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(heard).toEqual(heard.map((_, index) => index));
    expect(heard.length).toBeGreaterThan(190);
  });

  it('are each named in the report of a drain that has to give them up', async () => {
    const { app, clock } = await launch(Root);
    await clock.advance(1_000);
    const drained = app.drain({ timeoutMs: 2_000 });
    await clock.advance(2_000);
    const { completed, abandoned } = await drained;
    expect(completed).toBe(false);
    expect([...abandoned].sort()).toEqual([
      "1 handler call of system 'hanging-handler' was still running",
      "a step of system 'hanging-step' was still running",
      "a subscriber of 'bad-subscriber' to channel 'news' was still running",
      "system 'hanging-run' had not ended",
    ]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('systems that keep each other busy without ever waiting', () => {
  @Channel({ id: 'ping' })
  class Ping extends WorkQueueChannel<number, 'ping'> {}
  @Channel({ id: 'pong' })
  class Pong extends BroadcastChannel<number, 'pong'> {}
  const access = channelAccess({ own: [Ping, Pong] });

  @System({ id: 'players', channels: access })
  class Players {
    count = 0;
    constructor(private readonly client: ChannelClient<typeof access>) {}
    async setup(): Promise<void> {
      await this.client.write(Ping, 0);
    }
    @Consume(Ping, { to: Pong }) ping({ content }: ChannelMessage<number>): number {
      this.count = content;
      return content + 1;
    }
    @Consume(Pong, { to: Ping }) pong({ content }: ChannelMessage<number>): number {
      return content + 1;
    }
  }

  it('leave the rest of the process its turns', async () => {
    const app = await createApp(Players, { logger: silentLogger });
    await app.launch();
    await nextTurn();
    const before = app.get(Players).count;
    await nextTurn();
    expect(app.get(Players).count).toBeGreaterThan(before);
    expect((await app.drain()).completed).toBe(true);
  });
});
