import { getMaxListeners } from 'node:events';

import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { PeriodicChannel } from '../../../src/channels/periodic-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import type { Tick } from '../../../src/model/system-state';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { sleep } from '../../../src/util/abort';
import { createDeferred } from '../../../src/util/deferred';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

const never = (): Promise<never> => new Promise(() => undefined);

@Channel({ id: 'feed', periodMs: 60_000 })
class Feed extends PeriodicChannel<string, 'feed'> {
  protected override async pull(): Promise<string> {
    await sleep(this.clock, 80);
    return 'pulled';
  }
}

@Channel({ id: 'hanging-feed', periodMs: 60_000 })
class HangingFeed extends PeriodicChannel<string, 'hanging-feed'> {
  protected override pull(): Promise<never> {
    return never();
  }
}

describe('a drain of a periodic channel', () => {
  const access = channelAccess({ own: [Feed] });
  @System({ id: 'eater', channels: access })
  class Eater {
    readonly seen: string[] = [];
    @Consume(Feed)
    eat({ content }: ChannelMessage<string>): void {
      this.seen.push(content);
    }
  }

  it('waits for a pull in flight, stores what it brings and lets consumers have it', async () => {
    const store = new MemoryStore();
    const { app, clock, log } = await launch(Eater, { store });
    await clock.advance(10);
    const drained = app.drain({ timeoutMs: 5_000 });
    await clock.advance(70);
    expect(await drained).toMatchObject({ completed: true, elapsedMs: 70, abandoned: [] });
    expect(app.get(Eater).seen).toEqual(['pulled']);
    expect(store.open('feed').stats(clock.nowMs()).count).toBe(1);
    expect(log.of('channel.hook-failed')).toEqual([]);
  });

  it('between two pulls ends at once, also without time', async () => {
    const { app, clock } = await launch(Eater);
    await clock.advance(100);
    expect(await app.drain({ timeoutMs: 0 })).toMatchObject({ completed: true, elapsedMs: 0 });
  });

  it('reports a pull that hangs, which takes from nobody else the time to end', async () => {
    const hanging = channelAccess({ own: [HangingFeed] });
    const steps: string[] = [];
    @System({ id: 'root', channels: hanging })
    class Root {
      async step({ count }: Tick): Promise<void> {
        if (count === 0) return;
        await sleep(clock, 900);
        steps.push('done');
      }
    }
    const { app, clock } = await launch(Root);
    await clock.advance(0);
    const drained = app.drain({ timeoutMs: 3_000 });
    await clock.advance(3_000);
    expect(await drained).toMatchObject({
      completed: false,
      elapsedMs: 3_000,
      abandoned: ["a pull of channel 'hanging-feed' was still running"],
    });
    expect(steps).toEqual(['done']);
  });
});

describe('the onStop of a channel', () => {
  const stopped: string[] = [];
  @Channel({ id: 'closing' })
  class Closing extends PassthroughChannel<string, 'closing'> {
    protected override async onStop(): Promise<void> {
      await sleep(this.clock, 6_000);
      stopped.push(this.id);
    }
  }
  @Channel({ id: 'stuck' })
  class Stuck extends PassthroughChannel<string, 'stuck'> {
    protected override onStop(): Promise<void> {
      return never();
    }
  }

  it('may take the time that is left', async () => {
    @System({ id: 'root', channels: channelAccess({ own: [Closing] }) })
    class Root {}
    const { app, clock } = await launch(Root);
    const drained = app.drain();
    await clock.advance(6_000);
    expect(await drained).toMatchObject({ completed: true, elapsedMs: 6_000 });
    expect(stopped).toEqual(['closing']);
  });

  it('is left behind at the deadline, and reported', async () => {
    @System({ id: 'root', channels: channelAccess({ own: [Stuck] }) })
    class Root {}
    const { app, clock } = await launch(Root);
    const drained = app.drain({ timeoutMs: 100 });
    await clock.advance(100);
    expect(await drained).toMatchObject({
      completed: false,
      elapsedMs: 100,
      abandoned: ["onStop of channel 'stuck' was still running"],
    });
  });
});

describe('the onStop of a system', () => {
  it('still has time when the handlers have used up theirs', async () => {
    const stopped: string[] = [];
    @System({ id: 'root' })
    class Root {
      step(): Promise<void> {
        return never();
      }
      async onStop(): Promise<void> {
        await sleep(clock, 20);
        stopped.push('root');
      }
    }
    const { app, clock } = await launch(Root);
    const drained = app.drain({ timeoutMs: 1_000 });
    await clock.advance(899);
    expect(app.health().status).toBe('draining');
    await clock.advance(21);
    expect(await drained).toMatchObject({
      elapsedMs: 920,
      abandoned: ["a step of system 'root' was still running"],
    });
    expect(stopped).toEqual(['root']);
  });
});

describe('subscribers that feed each other', () => {
  @Channel({ id: 'first' })
  class First extends BroadcastChannel<string, 'first'> {}
  @Channel({ id: 'second' })
  class Second extends BroadcastChannel<string, 'second'> {}
  const access = channelAccess({ own: [First, Second] });

  it.each(['first', 'second'])('all end before the channels close (%s fed last)', async (last) => {
    const gate = createDeferred();
    const ended: string[] = [];
    const [From, To] = last === 'first' ? [Second, First] : [First, Second];
    @System({ id: 'root', channels: access })
    class Root {
      constructor(readonly client: ChannelClient<typeof access>) {}
      async setup(): Promise<void> {
        await this.client.subscribe(From, async () => {
          await gate.promise;
          // Not awaited: the handler ends, and the other channel is busy after it.
          void this.client.write(To, 'on');
        });
        await this.client.subscribe(To, async () => {
          await sleep(clock, 50);
          ended.push('fed');
        });
      }
    }
    const { app, clock } = await launch(Root);
    void app.get(Root).client.write(From, 'go');
    await clock.advance(0);
    const drained = app.drain({ timeoutMs: 1_000 });
    await clock.advance(10);
    gate.resolve();
    await clock.advance(50);
    expect(await drained).toMatchObject({ completed: true, elapsedMs: 60 });
    expect(ended).toEqual(['fed']);
  });
});

describe('the signals of a system', () => {
  it('take any number of listeners', async () => {
    const signals: AbortSignal[] = [];
    @System({ id: 'ticking' })
    class Ticking {
      step({ signal }: Tick): void {
        signals.push(signal);
      }
    }
    @System({ id: 'root' })
    class Root {
      @Subsystem(Ticking) readonly ticking!: Ticking;
      run(signal: AbortSignal): void {
        signals.push(signal);
      }
    }
    const { clock } = await launch(Root);
    await clock.advance(0);
    expect(signals.map((signal) => getMaxListeners(signal))).toEqual([Infinity, Infinity]);
  });
});
