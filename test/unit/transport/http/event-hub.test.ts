import { BroadcastChannel } from '../../../../src/channels/broadcast-channel';
import { MemoryStore } from '../../../../src/stores/memory/memory-store';
import { SeededRandom } from '../../../../src/testing/simulation/seeded-random';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { EventHub } from '../../../../src/transport/http/event-hub';
import { EventReader } from '../../../../src/transport/http/event-reader';
import { GENERIC } from '../../../../src/transport/wire/content-form';
import { lateOf, placeOf } from '../../../../src/transport/wire/event-codec';
import { RecordingLogger } from '../../../helpers/recording-logger';
import { FakeResponse } from './fake-response';

async function open() {
  const clock = new VirtualClock();
  const log = new RecordingLogger();
  const store = new MemoryStore();
  const news = new BroadcastChannel<unknown>({ id: 'news', store, clock, logger: log });
  await news.start();
  const hub = new EventHub({
    id: 'news',
    channel: news,
    security: undefined,
    generic: true,
    form: GENERIC,
  });
  await hub.prepare();
  const { log: kept } = news.active();
  const read = jest.spyOn(kept, 'scan');
  const readers = new Set<EventReader>();
  const join = async (from?: number, lastId?: string): Promise<FakeResponse> => {
    const response = new FakeResponse();
    const place = from ?? (await kept.headSeq());
    const reader = new EventReader({ systemId: 'r' }, response.asResponse(), clock, {
      place,
      sinceMs: clock.nowMs(),
      isResumed: lastId !== undefined,
    });
    readers.add(reader);
    response.once('close', () => {
      readers.delete(reader);
      hub.remove(reader);
    });
    hub.add(reader, { place, lastId });
    return response;
  };
  return { clock, hub, join, kept, log, news, read, readers };
}

const allIds = (response: FakeResponse): string[] =>
  [...response.text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id!);

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
    const { clock, hub, join, log, news, readers } = await open();
    const response = await join();
    await clock.settle();
    response.destroyed = true;
    await news.write('w', 1);
    await clock.advance(15_000);
    hub.end(readers);
    expect(response.written).toHaveLength(1);
    expect(log.of('http.stream-failed')).toEqual([]);
  });

  it('let go after a second of who does not take even the end', async () => {
    const { clock, hub, join, readers } = await open();
    const response = await join();
    await clock.settle();
    response.closes = false;
    hub.end(readers);
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

  it('send what was delayed before anybody was there, and what was due while nobody was', async () => {
    const { clock, hub, join, kept, news } = await open();
    await news.write('w', 1, { id: 'early', delayMs: 10_000 });
    await news.write('w', 2, { id: 'late', delayMs: 60_000 });
    await hub.prepare();
    const first = await join();
    await clock.advance(10_000);
    expect(ids(first)).toEqual(['early']);
    first.destroy();
    await clock.advance(60_000);
    await news.write('w', 3, { id: 'last' });
    await hub.prepare();
    const [back, fresh] = [await join(2, 'early'), await join()];
    await clock.settle();
    expect(ids(back)).toEqual(['late', 'last']);
    expect(ids(fresh)).toEqual([]);
    expect(await kept.headSeq()).toBe(3);
  });

  it('give who is behind a late message where all others got it, so that he loses nothing when he resumes with it', async () => {
    const { clock, hub, join, news } = await open();
    await news.write('w', 0, { id: 'late', delayMs: 5_000 });
    await hub.prepare();
    const slow = await join();
    await clock.settle();
    slow.takes = false;
    await news.write('w', 'x'.repeat(300_000), { id: 'm1' });
    await clock.settle();
    for (const id of ['m2', 'm3']) await news.write('w', id, { id });
    await clock.advance(5_000);
    await news.write('w', 4, { id: 'm4' });
    await clock.settle();
    expect(ids(slow)).toEqual(['m1']);
    slow.drain();
    await clock.settle();
    expect(ids(slow)).toEqual(['m1', 'm2', 'm3', 'late', 'm4']);
  });

  it.each([11, 48])(
    'lose nothing and send nothing twice, however readers come, go and resume (%i)',
    async (seed) => {
      const source = new SeededRandom(seed);
      const random = (): number => source.next();
      const { clock, hub, join, news } = await open();
      const due: { readonly id: string; readonly dueMs: number }[] = [];
      const lives: {
        readonly fromMs: number;
        seen: string[];
        response: FakeResponse | undefined;
      }[] = [];
      const connect = async (life: (typeof lives)[number], lastId?: string): Promise<void> => {
        await hub.prepare();
        const place = lastId === undefined ? undefined : placeOfId(lastId);
        life.response = await join(
          place,
          lastId === undefined ? lastId : (lateOf(lastId) ?? lastId),
        );
      };
      const seqs = new Map<string, number>();
      const placeOfId = (id: string): number => {
        return placeOf(id) ?? hub.late.placeBehind(id) ?? seqs.get(id)!;
      };
      for (let n = 0; n < 400; n += 1) {
        const act = random();
        if (act < 0.6) {
          const delayMs = random() < 0.5 ? Math.ceil(random() * 3_000) : 0;
          const id = `m${n}`;
          seqs.set(id, seqs.size + 1);
          due.push({ id, dueMs: clock.nowMs() + delayMs });
          await news.write('w', 'x'.repeat(Math.ceil(random() * 50_000)), { id, delayMs });
        } else if (act < 0.65 && lives.length < 8) {
          // Between two milliseconds: nothing is due at just this moment.
          await clock.advance(0.5);
          const life = { fromMs: clock.nowMs(), seen: [], response: undefined };
          lives.push(life);
          await connect(life);
          await clock.advance(0.5);
        } else if (act < 0.8) {
          const life = lives[Math.floor(random() * lives.length)];
          if (life?.response === undefined) continue;
          const last = allIds(life.response).at(-1)!;
          life.seen.push(...ids(life.response));
          life.response.destroy();
          await clock.advance(Math.floor(random() * 1_000));
          await connect(life, last);
        } else if (act < 0.9) {
          const response = lives[Math.floor(random() * lives.length)]?.response;
          if (response !== undefined) response.takes = !response.takes;
          if (response?.takes === true) response.drain();
        } else {
          await clock.advance(Math.floor(random() * 500));
        }
      }
      for (const { response } of lives) response!.drain();
      await clock.advance(4_000);
      await clock.settle();
      expect(lives.length).toBeGreaterThan(5);
      for (const { fromMs, response, seen } of lives) {
        const expected = due.filter(({ dueMs }) => dueMs > fromMs).map(({ id }) => id);
        expect([...seen, ...ids(response!)].sort()).toEqual(expected.sort());
      }
    },
  );
});
