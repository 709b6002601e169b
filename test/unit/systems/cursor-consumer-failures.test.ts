import { drainAll } from '../../helpers/launch';
import { BatchListener, Digests, keeping, Listener, News, start } from './listening';

afterEach(drainAll);

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

  it('passes over no message that has come into a failed batch since', async () => {
    const seen: string[][] = [];
    const { clock, tell, outside } = await start(BatchListener, (news) => {
      seen.push([...news]);
      if (news.includes('bad')) throw new Error('bad');
    });
    await tell('bad', 'a');
    await clock.advance(1_000);
    const [, second] = await outside.read(News);
    await outside.host(News).remove([second!.id]);
    await tell('b');
    await clock.advance(60_000);
    expect(seen.slice(0, 3)).toEqual([
      ['bad', 'a'],
      ['bad', 'a'],
      ['bad', 'b'],
    ]);
  });

  it('does not count against the next message when its own is gone', async () => {
    const attempts: [string, number][] = [];
    const { clock, tell, outside } = await start(Listener, ([news], { attempt }) => {
      attempts.push([news ?? '', attempt]);
      throw new Error('no');
    });
    await tell('a', 'b');
    const [first] = await outside.read(News);
    await outside.host(News).remove([first!.id]);
    await clock.advance(1_000);
    expect(attempts).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
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

  it('is handled anew when one of its batch has gone and another come in its place', async () => {
    const calls: string[] = [];
    const { clock, tell, take, outside } = await start(BatchListener, (news) => {
      calls.push(news.join('+'));
      return news.join('+');
    });
    for (const one of ['x', 'y', 'z']) await outside.write(Digests, one);
    await tell('a', 'b');
    const [, second] = await outside.read(News);
    await outside.host(News).remove([second!.id]);
    await tell('c');
    await take();
    await clock.advance(2_000);
    expect(calls).toEqual(['a+b', 'a+c']);
    expect(await take()).toEqual(['a+c']);
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
