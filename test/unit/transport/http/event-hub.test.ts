import { BroadcastChannel } from '../../../../src/channels/broadcast-channel';
import { MemoryStore } from '../../../../src/stores/memory/memory-store';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { EventHub } from '../../../../src/transport/http/event-hub';
import { EventReader } from '../../../../src/transport/http/event-reader';
import { RecordingLogger } from '../../../helpers/recording-logger';
import { FakeResponse } from './fake-response';

async function open() {
  const clock = new VirtualClock();
  const log = new RecordingLogger();
  const store = new MemoryStore();
  const news = new BroadcastChannel<unknown>({ id: 'news', store, clock, logger: log });
  await news.start();
  const hub = new EventHub({ id: 'news', channel: news, security: undefined, generic: true });
  await hub.prepare();
  const { log: kept } = news.active();
  const read = jest.spyOn(kept, 'scan');
  const join = async (place?: number): Promise<FakeResponse> => {
    const response = new FakeResponse();
    const reader = new EventReader({ systemId: 'r' }, response.asResponse(), clock, {
      place: place ?? (await kept.headSeq()),
      sinceMs: clock.nowMs(),
      isResumed: false,
    });
    response.once('close', () => {
      hub.remove(reader);
    });
    hub.add(reader, []);
    return response;
  };
  return { clock, hub, join, kept, log, news, read };
}

const ids = (response: FakeResponse): string[] =>
  [...response.text.matchAll(/^id: ([^@].*)$/gm)].map(([, id]) => id!);

describe('the streams of one channel', () => {
  it('share one read of the log, and one text of a page, however many they are', async () => {
    const { clock, join, news, read } = await open();
    const responses: FakeResponse[] = [];
    for (let n = 0; n < 50; n += 1) responses.push(await join());
    await clock.settle();
    read.mockClear();
    for (let n = 0; n < 3; n += 1) void news.write('w', { n }, { id: `m${n}` });
    await clock.settle();
    expect(read.mock.calls.length).toBeLessThanOrEqual(3);
    const [first] = responses;
    expect(ids(first!)).toEqual(['m0', 'm1', 'm2']);
    const pages = first!.written.slice(1);
    expect(pages.length).toBe(1);
    for (const response of responses) expect(response.written[1]).toBe(pages[0]);
  });

  it('hold no more than a page for who takes nothing, and read on for him from the log when he does', async () => {
    const { clock, join, news } = await open();
    const slow = await join();
    await clock.settle();
    slow.takes = false;
    const body = 'x'.repeat(100_000);
    const sent: string[] = [];
    for (let n = 0; n < 40; n += 1) {
      sent.push(`m${String(n).padStart(2, '0')}`);
      await news.write('w', body, { id: sent[n]! });
      await clock.settle();
    }
    expect(slow.bytes).toBeLessThan(400_000);
    const quick = await join();
    await news.write('w', 'last', { id: 'last' });
    await clock.settle();
    expect(ids(quick)).toEqual(['last']);
    slow.drain();
    await clock.settle();
    await clock.settle();
    expect(ids(slow)).toEqual([...sent, 'last']);
    expect(Math.max(...slow.written.map((piece) => piece.length))).toBeLessThan(400_000);
  });

  it('cut off who takes nothing for 30 seconds, and not who does before', async () => {
    const { clock, join, news } = await open();
    const [never, late] = [await join(), await join()];
    await clock.settle();
    never.takes = false;
    late.takes = false;
    await news.write('w', 1);
    await clock.advance(20_000);
    late.drain();
    await clock.advance(10_000);
    expect([never.destroyed, late.destroyed]).toEqual([true, false]);
  });

  it('leave alone who is slow but takes a little every 30 seconds', async () => {
    const { clock, join, news } = await open();
    const slow = await join();
    await clock.settle();
    slow.takes = false;
    await news.write('w', 'x'.repeat(1_000));
    for (let n = 0; n < 5; n += 1) {
      await clock.advance(29_000);
      slow.take(1);
    }
    expect(slow.destroyed).toBe(false);
    await clock.advance(60_000);
    expect(slow.destroyed).toBe(true);
  });

  it('write nothing more to who was cut off, in the moment before that is known', async () => {
    const { clock, hub, join, log, news } = await open();
    const response = await join();
    await clock.settle();
    response.destroyed = true;
    await news.write('w', 1);
    await clock.advance(15_000);
    hub.end();
    expect(response.written).toHaveLength(1);
    expect(log.of('http.stream-failed')).toEqual([]);
  });

  it('let go after a second of who does not take even the end', async () => {
    const { clock, hub, join } = await open();
    const response = await join();
    await clock.settle();
    response.closes = false;
    hub.end();
    expect(response.text).toContain('event: end');
    await clock.advance(999);
    expect(response.destroyed).toBe(false);
    await clock.advance(1);
    expect(response.destroyed).toBe(true);
  });

  it('read nothing and set no timer when nobody is there', async () => {
    const { clock, join, news, read } = await open();
    const timers = clock.pendingTimers;
    const response = await join();
    await clock.settle();
    response.destroy();
    await clock.settle();
    read.mockClear();
    await news.write('w', 1);
    await clock.settle();
    expect(read).not.toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(timers);
  });

  it('give who comes back what came while nobody was there', async () => {
    const { clock, hub, join, kept, news } = await open();
    const first = await join();
    await clock.settle();
    first.destroy();
    const place = await kept.headSeq();
    for (const id of ['m1', 'm2']) await news.write('w', id, { id });
    await hub.prepare();
    const second = await join(place);
    await news.write('w', 3, { id: 'm3' });
    await clock.settle();
    expect(ids(second)).toEqual(['m1', 'm2', 'm3']);
  });

  it('are cut off when the log cannot be read, which the log of the app says', async () => {
    const { clock, join, log, news, read } = await open();
    const response = await join();
    await clock.settle();
    read.mockImplementation(() => {
      throw new Error('the disk is gone');
    });
    await news.write('w', 1);
    await clock.settle();
    expect(response.destroyed).toBe(true);
    expect(log.of('http.stream-failed')).toHaveLength(1);
  });
});
