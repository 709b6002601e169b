import { SimulatedClock } from '../../../../src/testing/simulation/simulated-clock';
import { partsOf, rates } from './parts';

function fireAll(schedule: { next: unknown; fire(): void }): void {
  while (schedule.next !== undefined) schedule.fire();
}

describe('the schedule', () => {
  it('lets happen what is due, in order, and moves time', () => {
    const { schedule } = partsOf();
    const happened: unknown[] = [];
    const note = (name: string) => () => happened.push([name, schedule.nowMs]);
    schedule.add('late', 20, note('late'));
    schedule.add('early', 10, note('early'));
    schedule.add('early too', 10, note('early too'));
    fireAll(schedule);
    expect(happened).toEqual([
      ['early', 10],
      ['early too', 10],
      ['late', 20],
    ]);
  });

  it('never moves time back', () => {
    const { schedule } = partsOf();
    schedule.add('a', 5, () => undefined);
    schedule.advanceTo(50);
    schedule.fire();
    expect(schedule.nowMs).toBe(50);
  });

  it('lets others that are due soon go first where the seed says so', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 200; seed += 1) {
      const { schedule } = partsOf({ seed, rates: rates({ reorder: 0.5 }) });
      const order: string[] = [];
      for (const name of ['a', 'b', 'c']) schedule.add(name, 10, () => order.push(name));
      fireAll(schedule);
      expect(schedule.nowMs).toBeLessThanOrEqual(15);
      orders.add(order.join(''));
    }
    expect(orders.size).toBe(6);
  });

  it('takes what a fault holds up in time once that is over', () => {
    const { schedule } = partsOf();
    const fired: number[] = [];
    schedule.add('slow', 10, () => fired.push(schedule.nowMs), { lateMs: 5_000 });
    schedule.advanceTo(100);
    schedule.makePrompt();
    fireAll(schedule);
    expect(fired).toEqual([100]);
  });
});

describe('the clock of a process', () => {
  it('fires its timers, late where the seed says so, and never early', () => {
    const delays: number[] = [];
    for (let seed = 0; seed < 60; seed += 1) {
      const { schedule } = partsOf({ seed, rates: rates({ lateTimer: 0.5 }) });
      new SimulatedClock(schedule).setTimer(1_000, () => delays.push(schedule.nowMs));
      fireAll(schedule);
    }
    expect(Math.min(...delays)).toBe(1_000);
    expect(Math.max(...delays)).toBeGreaterThan(2_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(6_000);
  });

  it('fires nothing when it was cancelled or the process is gone', () => {
    const { schedule } = partsOf();
    const clock = new SimulatedClock(schedule);
    const fired: string[] = [];
    clock.setTimer(10, () => fired.push('cancelled')).cancel();
    clock.setTimer(10, () => fired.push('gone'));
    expect(clock.pendingTimers).toBe(1);
    clock.stop();
    clock.setTimer(10, () => fired.push('after the end'));
    fireAll(schedule);
    expect(fired).toEqual([]);
  });
});
