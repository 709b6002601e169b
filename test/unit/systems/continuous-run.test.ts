import { System } from '../../../src/decorators/system';
import type { Supervision } from '../../../src/decorators/metadata';
import { BaseSystem } from '../../../src/systems/base-system';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

/** Launches a system whose `run` is given. */
async function running(
  run: (signal: AbortSignal, call: number) => unknown,
  supervision: Partial<Supervision> = {},
) {
  let calls = 0;
  const errors: string[] = [];
  @System({ id: 'worker', supervision })
  class Worker extends BaseSystem {
    run(signal: AbortSignal): unknown {
      calls += 1;
      return run(signal, calls);
    }
    onStepError(error: unknown): void {
      errors.push(String(error));
    }
  }
  const test = await launch(Worker);
  return { ...test, errors, calls: () => calls, worker: test.app.get(Worker) };
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });

describe('a continuous run', () => {
  it('is called once and ended by its signal', async () => {
    let ended = false;
    const { app, clock, calls } = await running(async (signal) => {
      await untilAborted(signal);
      ended = true;
    });
    await clock.advance(60_000);
    expect(calls()).toBe(1);
    const report = await app.drain();
    expect(ended).toBe(true);
    expect(report.completed).toBe(true);
  });

  it('is started again after a growing delay when it throws, and onStepError is told', async () => {
    const { app, clock, calls, errors } = await running(async (signal, call) => {
      if (call <= 3) throw new Error(`crash ${call}`);
      await untilAborted(signal);
    });
    const counts: number[] = [];
    for (const ms of [0, 99, 1, 200, 400]) {
      await clock.advance(ms);
      counts.push(calls());
    }
    expect(counts).toEqual([1, 1, 2, 3, 4]);
    expect(errors).toEqual(['Error: crash 1', 'Error: crash 2', 'Error: crash 3']);
    expect(app.health()).toMatchObject({ status: 'ok', systems: [{ failures: 3 }] });
  });

  it('leaves the system in error and the app degraded when its restarts are used up', async () => {
    const { app, clock, calls, log } = await running(() => Promise.reject(new Error('crash')), {
      maxRestarts: 1,
    });
    await clock.advance(60_000);
    expect(calls()).toBe(2);
    expect(app.health()).toMatchObject({ status: 'degraded', systems: [{ state: 'error' }] });
    expect(log.of('system.gave-up')).toMatchObject([
      { level: 'error', fields: { systemId: 'worker' } },
    ]);
    expect((await app.drain()).completed).toBe(true);
  });

  it('leaves it in error after a pause in which its restarts were used up', async () => {
    const { app, clock, worker } = await running(() => Promise.reject(new Error('crash')), {
      maxRestarts: 1,
    });
    worker.pause();
    await clock.advance(60_000);
    worker.resume();
    expect(app.health()).toMatchObject({ status: 'degraded', systems: [{ state: 'error' }] });
  });

  it('goes on without ticks where a class has both', async () => {
    let steps = 0;
    @System({ id: 'both' })
    class Both {
      run(signal: AbortSignal): Promise<void> {
        return untilAborted(signal);
      }
      step(): void {
        steps += 1;
      }
    }
    const { clock } = await launch(Both);
    await clock.advance(5_000);
    expect(steps).toBe(0);
  });

  it('that ignores its signal is reported at the deadline of the drain', async () => {
    const { app, clock } = await running(() => new Promise(() => undefined));
    const drained = app.drain({ timeoutMs: 3_000 });
    await clock.advance(3_000);
    expect(await drained).toMatchObject({
      completed: false,
      elapsedMs: 3_000,
      abandoned: ["system 'worker' had not ended"],
    });
  });
});
