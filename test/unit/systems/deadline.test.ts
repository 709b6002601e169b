import { Deadline } from '../../../src/systems/deadline';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { sleep } from '../../../src/util/abort';

describe('a deadline', () => {
  it('is shared by the waits that look at it', async () => {
    const clock = new VirtualClock();
    const deadline = new Deadline(clock, 100);
    const first = deadline.allows(sleep(clock, 60));
    await clock.advance(60);
    expect(await first).toBe(true);
    const second = deadline.allows(sleep(clock, 60));
    await clock.advance(40);
    expect(await second).toBe(false);
    expect([deadline.elapsedMs, deadline.leftMs]).toEqual([100, 0]);
    await clock.advance(20);
    expect([deadline.elapsedMs, deadline.leftMs]).toEqual([120, 0]);
  });

  it('can end a wait earlier, to keep time for what comes after', async () => {
    const clock = new VirtualClock();
    const deadline = new Deadline(clock, 100);
    const wait = deadline.allows(sleep(clock, 95), 10);
    await clock.advance(90);
    expect(await wait).toBe(false);
    expect(deadline.leftMs).toBe(10);
  });

  it('allows one turn when it has passed', async () => {
    const deadline = new Deadline(new VirtualClock(), 0);
    expect(await deadline.allows(Promise.resolve())).toBe(true);
    expect(await deadline.allows(new Promise(() => undefined))).toBe(false);
  });
});
