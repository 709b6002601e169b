import { PassThrough } from 'node:stream';

import { VirtualClock } from '../../../src/testing/virtual-clock';
import { sleep } from '../../../src/util/abort';

describe('VirtualClock', () => {
  it('stands still until it is moved, and ends exactly where it was moved to', async () => {
    const clock = new VirtualClock(1_000);
    await clock.settle();
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([1_000, 0]);
    clock.setTimer(30, () => undefined);
    await clock.advance(50);
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([1_050, 50]);
  });

  it('fires due timers in time order and equal ones in insertion order', async () => {
    const clock = new VirtualClock(0);
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name}@${String(clock.nowMs())}`);
    clock.setTimer(20, note('late'));
    clock.setTimer(10, note('first'));
    clock.setTimer(10, note('second'));
    clock.setTimer(-5, note('at once'));
    clock.setTimer(31, note('not due'));
    await clock.advance(30);
    expect(fired).toEqual(['at once@0', 'first@10', 'second@10', 'late@20']);
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(1);
    expect(fired.at(-1)).toBe('not due@31');
  });

  it('never fires a cancelled timer', async () => {
    const clock = new VirtualClock();
    let fired = 0;
    const timer = clock.setTimer(10, () => (fired += 1));
    timer.cancel();
    timer.cancel();
    await clock.advance(20);
    expect([fired, clock.pendingTimers]).toEqual([0, 0]);
  });

  it('lets chains of awaits set new timers before it moves on', async () => {
    const clock = new VirtualClock(0);
    const wokenAtMs: number[] = [];
    const loop = async (): Promise<void> => {
      for (let round = 0; round < 3; round += 1) {
        await sleep(clock, 10);
        for (let hop = 0; hop < 50; hop += 1) await Promise.resolve();
        wokenAtMs.push(clock.nowMs());
      }
    };
    const done = loop();
    await clock.advance(30);
    await done;
    expect(wokenAtMs).toEqual([10, 20, 30]);
  });

  it('settles what flows through node streams', async () => {
    const clock = new VirtualClock();
    const stream = new PassThrough({ objectMode: true });
    const seen: unknown[] = [];
    void (async () => {
      for await (const chunk of stream) seen.push(chunk);
    })();
    stream.write('a');
    stream.write('b');
    await clock.settle();
    expect(seen).toEqual(['a', 'b']);
  });

  it('refuses a second advance while one runs, and works again afterwards', async () => {
    const clock = new VirtualClock(0);
    const first = clock.advance(10);
    expect(clock.isAdvancing).toBe(true);
    await expect(clock.advance(1)).rejects.toMatchObject({
      code: 'HOLON_WRONG_STATE',
      message: expect.stringMatching(
        /^VirtualClock\.advance was called while another advance runs: advance\(10\) at .*virtual-clock\.test\.ts:\d+:\d+\nAwait each advance\(\) before the next/,
      ),
    });
    await first;
    expect(clock.isAdvancing).toBe(false);
    await clock.advance(1);
    expect(clock.nowMs()).toBe(11);
  });

  it('rejects with what a callback threw, and can go on', async () => {
    const clock = new VirtualClock(0);
    clock.setTimer(5, () => {
      throw new Error('broken callback');
    });
    await expect(clock.advance(10)).rejects.toThrow('broken callback');
    expect(clock.nowMs()).toBe(5);
    await clock.advance(5);
    expect(clock.nowMs()).toBe(10);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to move by %p', async (ms) => {
    await expect(new VirtualClock().advance(ms)).rejects.toMatchObject({
      code: 'HOLON_INVALID_ARGUMENT',
    });
  });

  it('tells what is pending, the next first, and which of it is in the background', async () => {
    const clock = new VirtualClock(100);
    clock.setTimer(30, () => undefined);
    clock.setTimer(10, () => undefined, { background: true });
    clock.setTimer(Infinity, () => undefined);
    expect(clock.pending).toEqual([
      { dueMs: 110, background: true },
      { dueMs: 130, background: false },
      { dueMs: Infinity, background: false },
    ]);
    expect(clock.nextDueMs()).toBe(110);
    expect(clock.nextDueMs({ background: false })).toBe(130);
    await clock.advance(30);
    expect([clock.nextDueMs(), clock.pendingTimers]).toEqual([undefined, 1]);
  });

  it('notes where timers are set, when it is told to', () => {
    const clock = new VirtualClock(0, { traceTimers: true });
    const setByUser = () => clock.setTimer(1, () => undefined);
    setByUser();
    void sleep(clock, 2);
    clock.setTimer(3, () => undefined, { background: true });
    const places = clock.pending.map(({ setAt }) => setAt);
    expect(places).toEqual([
      expect.stringMatching(/virtual-clock\.test\.ts:\d+:\d+$/),
      expect.stringMatching(/virtual-clock\.test\.ts:\d+:\d+$/),
      undefined,
    ]);
  });

  it('keeps ten thousand timers in order', async () => {
    const clock = new VirtualClock(0);
    const fired: number[] = [];
    for (let index = 0; index < 10_000; index += 1) {
      const dueMs = (index * 7_919) % 10_000;
      const timer = clock.setTimer(dueMs, () => fired.push(dueMs));
      if (dueMs >= 50) timer.cancel();
    }
    await clock.advance(10_000);
    expect(fired).toEqual(Array.from({ length: 50 }, (_, dueMs) => dueMs));
  });
});
