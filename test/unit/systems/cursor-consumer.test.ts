import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { createApp } from '../../../src/container/create-app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume, type ConsumeContext } from '../../../src/decorators/consume';
import { Inject } from '../../../src/decorators/inject';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { silentLogger } from '../../../src/observability/logger';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { BaseSystem } from '../../../src/systems/base-system';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

@Channel({ id: 'news', maxAttempts: 3, claimTimeoutMs: 5_000 })
class News extends BroadcastChannel<string, 'news'> {}

@Channel({ id: 'digests', capacity: 3 })
class Digests extends WorkQueueChannel<string, 'digests'> {}

const access = channelAccess({ own: [News, Digests] });

type Handler = (news: readonly string[], context: ConsumeContext) => unknown;

@System({ id: 'listener', channels: access })
class Listener extends BaseSystem {
  constructor(@Inject('handler') private readonly handler: Handler) {
    super();
  }
  @Consume(News, { to: Digests })
  async listen({ content }: ChannelMessage<string>, context: ConsumeContext): Promise<string> {
    return (await this.handler([content], context)) as string;
  }
}

@System({ id: 'listener', channels: access })
class BatchListener extends BaseSystem {
  constructor(@Inject('handler') private readonly handler: Handler) {
    super();
  }
  @Consume(News, { to: Digests, batch: 3 })
  async listen(news: readonly ChannelMessage<string>[], context: ConsumeContext): Promise<string> {
    const contents = news.map(({ content }) => content);
    return (await this.handler(contents, context)) as string;
  }
}

@System({ id: 'listener', channels: access })
class Latecomer extends BaseSystem {
  constructor(@Inject('handler') private readonly handler: Handler) {
    super();
  }
  @Consume(News, { from: 'now' })
  listen({ content }: ChannelMessage<string>, context: ConsumeContext): unknown {
    return this.handler([content], context);
  }
}

type Root = typeof Listener | typeof BatchListener | typeof Latecomer;

async function start(root: Root, handler: Handler, store = new MemoryStore()) {
  const test = await launch(root, { providers: [['handler', handler]], store });
  const outside = test.app.client(access, 'outside');
  return {
    ...test,
    store,
    outside,
    tell: async (...news: string[]) => {
      await outside.transaction(async (tx) => {
        for (const one of news) await tx.write(News, one);
      });
      await test.clock.advance(0);
    },
    /** Takes the digests that are there, to make room. */
    take: async () => {
      const claims = await outside.claim(Digests, { limit: 100 });
      for (const claim of claims) await claim.ack();
      return claims.map(({ content }) => content);
    },
    lag: async () => (await outside.host(News).stats()).readers.listener?.lag,
  };
}

/** A handler that keeps what it is given. */
function keeping(): { seen: string[]; handler: Handler } {
  const seen: string[] = [];
  return { seen, handler: (news) => void seen.push(news.join('+')) };
}

describe('a consumer of a broadcast', () => {
  it('handles everything in order, one at a time, and writes what it returns', async () => {
    let running = 0;
    const { tell, take } = await start(Listener, async ([news]) => {
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      running -= 1;
      return `about ${news ?? ''}`;
    });
    await tell('a', 'b', 'c');
    expect(await take()).toEqual(['about a', 'about b', 'about c']);
  });

  it('handles what comes much later', async () => {
    const { seen, handler } = keeping();
    const { clock, tell } = await start(Listener, handler);
    await clock.advance(1_000_000);
    await tell('late');
    expect(seen).toEqual(['late']);
  });

  it('moves its cursor only after the handler has succeeded', async () => {
    let finish = (): void => undefined;
    const { clock, tell, lag } = await start(
      Listener,
      () => new Promise<void>((resolve) => (finish = resolve)),
    );
    await tell('a', 'b');
    expect(await lag()).toBeUndefined();
    finish();
    await clock.advance(0);
    expect(await lag()).toBe(1);
  });

  it('hands over batches where asked to', async () => {
    const { tell, take } = await start(BatchListener, (news) => news.join('+'));
    await tell('a', 'b', 'c', 'd');
    expect(await take()).toEqual(['a+b+c', 'd']);
  });

  it('takes nothing while its system is paused', async () => {
    const { seen, handler } = keeping();
    const { app, clock, tell } = await start(Listener, handler);
    app.get(Listener).pause();
    await tell('a');
    await clock.advance(60_000);
    expect(seen).toEqual([]);
    app.get(Listener).resume();
    await clock.advance(0);
    expect(seen).toEqual(['a']);
  });

  it('takes nothing any more when a drain comes during a pause', async () => {
    const { seen, handler } = keeping();
    const { app, tell } = await start(Listener, handler);
    app.get(Listener).pause();
    await tell('a');
    await app.drain();
    expect(seen).toEqual([]);
  });

  it('goes on where it was, in the next app on the same store', async () => {
    const { seen, handler } = keeping();
    const first = await start(Listener, handler);
    await first.tell('a', 'b');
    first.app.get(Listener).pause();
    await first.tell('c');
    await first.app.drain();
    await start(Listener, handler, first.store);
    await first.clock.advance(0);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('begins at the oldest message, or with what comes from now on where it says so', async () => {
    const store = new MemoryStore();
    const writer = await createApp(Listener, {
      store,
      logger: silentLogger,
      providers: [['handler', () => undefined]],
    });
    await writer.launch();
    writer.get(Listener).pause();
    await writer.client(access, 'outside').write(News, 'old');
    await writer.drain();

    const late = keeping();
    const { tell, app } = await start(Latecomer, late.handler, store);
    await tell('new');
    expect(late.seen).toEqual(['new']);
    await app.drain();
  });

  it('that begins now misses nothing that is written while its first handler runs', async () => {
    const seen: string[] = [];
    const { clock, tell } = await start(Latecomer, async ([news]) => {
      await new Promise<void>((resolve) => clock.setTimer(100, resolve));
      seen.push(news ?? '');
    });
    await tell('a');
    await tell('b');
    await clock.advance(1_000);
    expect(seen).toEqual(['a', 'b']);
  });
});

describe('a cursor handler that throws', () => {
  it('gets its message again after a growing delay, and holds up those behind', async () => {
    const calls: [string, number, number][] = [];
    const { clock, tell } = await start(Listener, ([news], { attempt }) => {
      calls.push([news ?? '', attempt, clock.monotonicMs()]);
      if (attempt < 3 && news === 'a') throw new Error('not yet');
    });
    await tell('a', 'b');
    await clock.advance(10_000);
    expect(calls).toEqual([
      ['a', 1, 0],
      ['a', 2, 1_000],
      ['a', 3, 3_000],
      ['b', 1, 3_000],
    ]);
  });

  it('is reported after the last attempt, and its message passed over at once', async () => {
    const { seen, handler } = keeping();
    const { clock, tell, log, outside } = await start(Listener, (news, context) => {
      if (news[0] === 'bad') throw new Error('bad');
      return handler(news, context);
    });
    await tell('bad', 'good');
    await clock.advance(3_000);
    expect(seen).toEqual(['good']);
    expect(log.of('consumer.gave-up')).toMatchObject([
      { level: 'error', fields: { channelId: 'news', method: 'listen' } },
    ]);
    expect(await outside.read(News)).toHaveLength(2);
  });

  it('gives up no message that was never tried, however many have come behind a failed batch', async () => {
    const seen: string[][] = [];
    const { clock, tell, lag } = await start(BatchListener, (news) => {
      seen.push([...news]);
      if (news.includes('bad')) throw new Error('bad');
    });
    await tell('bad');
    await tell('a', 'b', 'c');
    await clock.advance(60_000);
    expect(seen).toEqual([['bad'], ['bad'], ['bad'], ['a', 'b', 'c']]);
    expect(await lag()).toBe(0);
  });

  it('is given up when it hangs longer than its claim would last', async () => {
    const { seen, handler } = keeping();
    const { clock, tell } = await start(Listener, (news, context) =>
      context.attempt === 1 ? new Promise(() => undefined) : handler(news, context),
    );
    await tell('a');
    await clock.advance(5_999);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual(['a']);
  });
});

describe('a cursor handler whose result cannot be stored', () => {
  it('is not called again while the target is full; its message is neither lost nor given up', async () => {
    const calls: string[] = [];
    const { clock, tell, take, log } = await start(Listener, ([news]) => {
      calls.push(news ?? '');
      return news;
    });
    await tell('a', 'b', 'c', 'd', 'e');
    await clock.advance(120_000);
    expect(calls).toEqual(['a', 'b', 'c', 'd']);
    expect(log.of('consumer.result-waits').length).toBeGreaterThan(10);
    expect(await take()).toEqual(['a', 'b', 'c']);
    await clock.advance(1_000);
    expect(await take()).toEqual(['d', 'e']);
    expect(log.of('consumer.gave-up')).toEqual([]);
  });

  it('writes no result twice when its message is handled again after a restart', async () => {
    const { app, tell, take, store, clock } = await start(Listener, ([news]) => news);
    await tell('a', 'b', 'c', 'd');
    expect((await app.drain()).completed).toBe(true);
    const next = await start(Listener, ([news]) => news, store);
    await clock.advance(0);
    expect(await next.take()).toEqual(['a', 'b', 'c']);
    await next.clock.advance(1_000);
    expect(await next.take()).toEqual(['d']);
    await expect(take()).rejects.toMatchObject({ code: 'HOLON_DRAINING' });
  });
});

describe('a store that fails under a cursor', () => {
  it('is asked again after a second, and costs no attempt', async () => {
    const { seen, handler } = keeping();
    const { clock, tell, store, log } = await start(Listener, handler);
    const broken = jest.spyOn(store.open('news'), 'peek').mockImplementation(() => {
      throw new Error('disk full');
    });
    await tell('a');
    await clock.advance(30_000);
    expect(log.of('consumer.read-failed').length).toBeGreaterThan(10);
    broken.mockRestore();
    await clock.advance(1_000);
    expect(seen).toEqual(['a']);
    expect(log.of('consumer.gave-up')).toEqual([]);
  });
});
