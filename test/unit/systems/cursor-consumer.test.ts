import { createApp } from '../../../src/container/create-app';
import { silentLogger } from '../../../src/observability/logger';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { drainAll } from '../../helpers/launch';
import { access, BatchListener, keeping, Latecomer, Listener, News, start } from './listening';

afterEach(drainAll);

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
