import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { Tick } from '../../../src/model/system-state';
import { BaseSystem } from '../../../src/systems/base-system';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

const START_MS = 1_700_000_000_000;

/** What a system's step saw and when, in milliseconds since the start. */
interface Seen {
  readonly atMs: number;
  readonly tick: Tick;
}

/** Launches a system that ticks four times a second and does `work` in each step. */
async function ticking(work: (clock: VirtualClock, tick: Tick) => unknown = () => undefined) {
  const seen: Seen[] = [];
  const clock = new VirtualClock();
  const errors: unknown[] = [];
  @System({ id: 'ticking', ticksPerSecond: 4 })
  class Ticking extends BaseSystem {
    step(tick: Tick): unknown {
      seen.push({ atMs: clock.monotonicMs(), tick });
      return work(clock, tick);
    }
    onStepError(error: unknown, tick: Tick): void {
      errors.push([String(error), tick.count]);
    }
  }
  const test = await launch(Ticking, { clock });
  return { ...test, clock, seen, errors, system: test.app.get(Ticking) };
}

const times = (seen: readonly Seen[]): number[] => seen.map(({ atMs }) => atMs);
const sleep = (clock: VirtualClock, ms: number): Promise<void> =>
  new Promise((resolve) => clock.setTimer(ms, resolve));
const never = (): Promise<never> => new Promise(() => undefined);

describe('ticks', () => {
  it('come at once and then at their rate', async () => {
    const { clock, seen } = await ticking();
    await clock.advance(1_000);
    expect(times(seen)).toEqual([0, 250, 500, 750, 1_000]);
    expect(seen.map(({ tick }) => [tick.count, tick.dueMs - START_MS, tick.missed])).toEqual([
      [0, 0, 0],
      [1, 250, 0],
      [2, 500, 0],
      [3, 750, 0],
      [4, 1_000, 0],
    ]);
  });

  it('do not drift, however long a step takes within its period', async () => {
    const { clock, seen } = await ticking((own) => sleep(own, 240));
    await clock.advance(100_000);
    expect(seen.at(-1)?.atMs).toBe(100_000);
    expect(seen).toHaveLength(401);
  });

  it('are left out and counted while a step is slow, and never come two at a time', async () => {
    let running = 0;
    const { clock, seen } = await ticking(async (own, { count }) => {
      running += 1;
      expect(running).toBe(1);
      if (count === 1) await sleep(own, 900);
      running -= 1;
    });
    await clock.advance(2_000);
    // The second step runs from 250 to 1150: the ticks of 500 and 750 are gone, that of 1000 is late.
    expect(times(seen)).toEqual([0, 250, 1_150, 1_250, 1_500, 1_750, 2_000]);
    expect(seen.map(({ tick }) => tick.dueMs - START_MS)).toEqual([
      0, 250, 1_000, 1_250, 1_500, 1_750, 2_000,
    ]);
    expect(seen.map(({ tick }) => tick.missed)).toEqual([0, 0, 2, 0, 0, 0, 0]);
  });

  it('that the clock fires late count once, and the rhythm stays', async () => {
    const { clock, seen } = await ticking();
    const set = clock.setTimer.bind(clock);
    let lateMs = 0;
    clock.setTimer = (delayMs, ...rest) => set(delayMs + lateMs, ...rest);
    lateMs = 500; // as long as the machine sleeps, say
    await clock.advance(250);
    lateMs = 0;
    await clock.advance(1_750);
    // The timer for 500 fires at 1000, when the ticks of 750 and 1000 are due as well.
    expect(times(seen)).toEqual([0, 250, 1_000, 1_250, 1_500, 1_750, 2_000]);
    expect(seen.map(({ tick }) => [tick.dueMs - START_MS, tick.missed]).slice(1, 4)).toEqual([
      [250, 0],
      [1_000, 2],
      [1_250, 0],
    ]);
  });

  it('go on after a step that throws or rejects, which onStepError is told', async () => {
    const { clock, seen, errors, app } = await ticking((_clock, { count }) => {
      if (count === 1) throw new Error('thrown');
      return count === 2 ? Promise.reject(new Error('rejected')) : undefined;
    });
    await clock.advance(1_000);
    expect(times(seen)).toEqual([0, 250, 500, 750, 1_000]);
    expect(errors).toEqual([
      ['Error: thrown', 1],
      ['Error: rejected', 2],
    ]);
    expect(app.health()).toMatchObject({ status: 'ok', systems: [{ failures: 2 }] });
  });

  it('go on after an onStepError that throws itself, and log it', async () => {
    let steps = 0;
    @System({ id: 'hopeless' })
    class Hopeless {
      step(): void {
        steps += 1;
        throw new Error('first');
      }
      onStepError(): void {
        throw new Error('second');
      }
    }
    const { clock, log } = await launch(Hopeless);
    await clock.advance(2_000);
    expect(steps).toBe(3);
    expect(log.of('system.on-step-error-failed')).toHaveLength(3);
  });

  it('log what a step throws where there is no onStepError', async () => {
    @System({ id: 'plain' })
    class Plain {
      step(): void {
        throw new Error('no');
      }
    }
    const { log } = await launch(Plain);
    expect(log.of('system.step-failed')).toMatchObject([
      { level: 'error', fields: { systemId: 'plain', tick: 0 } },
    ]);
  });

  it('that take ten seconds are reported once each', async () => {
    const { clock, log } = await ticking(async (own, { count }) => {
      if (count === 1) await sleep(own, 30_000);
    });
    await clock.advance(9_000);
    expect(log.of('system.step-slow')).toEqual([]);
    await clock.advance(60_000);
    expect(log.of('system.step-slow')).toMatchObject([
      { level: 'warn', fields: { systemId: 'ticking', tick: 1, runningMs: 10_000 } },
    ]);
  });

  it('of a system whose step hangs stop, and those of all others go on', async () => {
    let steps = 0;
    @System({ id: 'hanging' })
    class Hanging {
      step(): Promise<void> {
        return never();
      }
    }
    @System({ id: 'fine' })
    class Fine {
      step(): void {
        steps += 1;
      }
    }
    @System({ id: 'root' })
    class Root {
      @Subsystem(Hanging) readonly hanging!: Hanging;
      @Subsystem(Fine) readonly fine!: Fine;
    }
    const { clock, app } = await launch(Root);
    await clock.advance(5_000);
    expect(steps).toBe(6);
    expect(app.health().systems).toMatchObject([
      { id: 'root' },
      { id: 'hanging', stepRunningMs: 5_000 },
      { id: 'fine' },
    ]);
    expect(app.health().systems[2]).not.toHaveProperty('stepRunningMs');
  });

  it('are suspended by a pause, and come at their rate again after it', async () => {
    const { clock, seen, system, app } = await ticking();
    await clock.advance(300);
    system.pause();
    expect(app.health().systems[0]?.state).toBe('paused');
    await clock.advance(10_000);
    expect(times(seen)).toEqual([0, 250]);
    system.resume();
    await clock.advance(500);
    expect(times(seen)).toEqual([0, 250, 10_300, 10_550, 10_800]);
    expect(seen.map(({ tick }) => tick.missed)).toEqual([0, 0, 0, 0, 0]);
  });

  it('finish the step under way when a pause comes', async () => {
    const done: number[] = [];
    const { clock, system } = await ticking(async (own, { count }) => {
      await sleep(own, 100);
      done.push(count);
    });
    await clock.advance(260);
    system.pause();
    await clock.advance(1_000);
    expect(done).toEqual([0, 1]);
  });

  it('do not start again for a drain that comes during a pause', async () => {
    const { clock, seen, system, app } = await ticking();
    await clock.advance(300);
    system.pause();
    expect((await app.drain()).completed).toBe(true);
    expect(times(seen)).toEqual([0, 250]);
  });

  it('can be paused and resumed only where that means something', async () => {
    const { system, app } = await ticking();
    const wrong = expect.objectContaining({ code: 'HOLON_WRONG_STATE' });
    expect(() => {
      system.resume();
    }).toThrow(wrong);
    system.pause();
    expect(() => {
      system.pause();
    }).toThrow(wrong);
    await app.drain();
    expect(() => {
      system.resume();
    }).toThrow(wrong);
  });
});
