import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { sleep } from '../../../src/util/abort';
import { bench, contents, isSettled, started } from './bench';

async function setUp() {
  const parts = bench();
  const channel = await started(
    new PassthroughChannel<string>({ id: 'c', ...parts, maintenanceIntervalMs: 1_000_000 }),
  );
  return { ...parts, channel };
}

describe('a delayed message', () => {
  it('is seen by nobody before its time', async () => {
    const { channel, clock } = await setUp();
    await channel.write('w', 'later', { delayMs: 100 });
    await channel.write('w', 'now', { delayMs: 0 });
    await clock.advance(99);
    expect(contents(await channel.read('r'))).toEqual(['now']);
    await clock.advance(1);
    expect(contents(await channel.read('r'))).toEqual(['later']);
    expect(contents(await channel.claim('c'))).toEqual(['later', 'now']);
  });

  it('wakes who waited for work before it was written', async () => {
    const { channel, clock } = await setUp();
    const claiming = channel.claim('c', { waitMs: 10_000 });
    await clock.settle();
    await channel.write('w', 'x', { delayMs: 100 });
    await clock.advance(99);
    expect(await isSettled(claiming)).toBe(false);
    await clock.advance(1);
    expect(contents(await claiming)).toEqual(['x']);
  });

  it('reaches a stream that waited before it was written, wherever the stream began', async () => {
    const { channel, clock } = await setUp();
    const streams = (['cursor', 'start', 'now'] as const).map((from) =>
      channel.stream(from, { from }),
    );
    const firsts = streams.map((stream) => stream.next());
    await clock.settle();
    await channel.write('w', 'x', { delayMs: 100 });
    await clock.advance(100);
    const values = contents(
      (await Promise.all(firsts)).map(({ value }) => value as ChannelMessage),
    );
    expect(values).toEqual(['x', 'x', 'x']);
    for (const stream of streams) await stream.return?.();
    await channel.drain();
  });

  it('is pushed to subscribers when its time has come, and no write waits for it', async () => {
    const { channel, clock } = await setUp();
    const seen: string[] = [];
    await channel.subscribe('a', ({ content }) => seen.push(content));
    await channel.write('w', 'later', { delayMs: 100 });
    await channel.write('w', 'now');
    await clock.advance(99);
    expect(seen).toEqual(['now']);
    await clock.advance(1);
    expect(seen).toEqual(['now', 'later']);
  });

  it('is pushed once to a subscriber that was busy when it was written and when it came due', async () => {
    const { channel, clock } = await setUp();
    const seen: string[] = [];
    await channel.subscribe('a', async ({ content }) => {
      seen.push(content);
      await sleep(clock, 1_000);
    });
    await channel.subscribe('b', () => undefined); // idle: it has passed the message and waits for its time
    const first = channel.write('w', 'first');
    await clock.settle();
    await channel.write('w', 'later', { delayMs: 100 });
    await clock.advance(5_000);
    await first;
    expect(seen).toEqual(['first', 'later']);
  });

  it('is pushed to a busy subscriber after what it is doing', async () => {
    const { channel, clock } = await setUp();
    const seen: string[] = [];
    await channel.subscribe('a', async ({ content }) => {
      seen.push(`>${content}`);
      await sleep(clock, 1_000);
      seen.push(`<${content}`);
    });
    await channel.write('w', 'later', { delayMs: 100 });
    const second = channel.write('w', 'now');
    await clock.advance(5_000);
    await second;
    expect(seen).toEqual(['>now', '<now', '>later', '<later']);
  });

  it('is not pushed to a subscriber that came after it was written, whoever else is there', async () => {
    const { channel, clock } = await setUp();
    const seen: string[] = [];
    await channel.subscribe('before', () => seen.push('before'));
    await channel.write('w', 'x', { delayMs: 100 });
    await channel.subscribe('after', () => seen.push('after'));
    await clock.advance(100);
    expect(seen).toEqual(['before']);
  });

  it('is not pushed when it is removed before its time', async () => {
    const { channel, clock } = await setUp();
    const seen: string[] = [];
    await channel.subscribe('a', ({ content }) => seen.push(content));
    const { id } = await channel.write('w', 'gone', { delayMs: 100, id: 'x' });
    await channel.remove([id]);
    await channel.write('w', 'again', { delayMs: 200, id: 'x' });
    await clock.advance(199);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual(['again']);
  });

  it('leaves no timer behind when the channel drains', async () => {
    const { channel, clock } = await setUp();
    await channel.subscribe('a', () => undefined);
    await channel.write('w', 'x', { delayMs: 100_000 });
    await channel.drain();
    expect(clock.pendingTimers).toBe(0);
  });
});
