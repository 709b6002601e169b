import type { Supervision } from '../../../src/decorators/metadata';
import { DEFAULT_SUPERVISION } from '../../../src/decorators/supervision';
import { HolonError } from '../../../src/errors/holon-error';
import { superviseRun } from '../../../src/systems/worker';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { RecordingLogger } from '../../helpers/recording-logger';

/** Supervises a run and notes when, in milliseconds since the start, it was called. */
function supervise(
  run: (signal: AbortSignal, call: number) => unknown,
  supervision: Partial<Supervision> = {},
) {
  const clock = new VirtualClock();
  const logger = new RecordingLogger();
  const stop = new AbortController();
  const callsMs: number[] = [];
  const errors: unknown[] = [];
  const outcome = superviseRun(
    (signal) => {
      callsMs.push(clock.monotonicMs());
      return run(signal, callsMs.length);
    },
    {
      supervision: { ...DEFAULT_SUPERVISION, ...supervision },
      clock,
      logger,
      signal: stop.signal,
      onError: (error) => {
        errors.push(error);
        return Promise.resolve();
      },
    },
  );
  return { clock, logger, stop, callsMs, errors, outcome };
}

const failing = (): never => {
  throw new Error('broken');
};

describe('superviseRun', () => {
  it('calls a run once that returns', async () => {
    const { outcome, callsMs, errors } = supervise(() => undefined);
    await expect(outcome).resolves.toBe('ended');
    expect(callsMs).toEqual([0]);
    expect(errors).toEqual([]);
  });

  it('calls a run that throws or rejects again after a growing delay', async () => {
    const { outcome, callsMs, clock, errors } = supervise((_signal, call) => {
      if (call === 4) return undefined;
      return call % 2 === 0 ? Promise.reject(new Error('rejected')) : failing();
    });
    await clock.advance(10_000);
    await expect(outcome).resolves.toBe('ended');
    expect(callsMs).toEqual([0, 100, 300, 700]);
    expect(errors.map(String)).toEqual(['Error: broken', 'Error: rejected', 'Error: broken']);
  });

  it.each([
    ['an error', new Error('lost the file'), 1],
    ['an aborted wait', new HolonError('HOLON_ABORTED', 'the wait was aborted'), 0],
    ['an aborted fetch', new DOMException('aborted', 'AbortError'), 0],
  ])(
    'ends a run that is told to stop, and logs %s it throws then if it is a fault',
    async (_what, error, times) => {
      const { outcome, stop, logger, errors } = supervise(async (signal) => {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        throw error;
      });
      stop.abort();
      await expect(outcome).resolves.toBe('ended');
      expect(logger.of('system.failed-while-stopping')).toHaveLength(times);
      expect(errors).toEqual([]);
    },
  );

  it('waits 30 seconds at most', async () => {
    const { callsMs, clock } = supervise(failing, { delayMs: 20_000 });
    await clock.advance(120_000);
    expect(callsMs).toEqual([0, 20_000, 50_000, 80_000, 110_000]);
  });

  it('gives up when the restarts are used up, and says so', async () => {
    const { outcome, callsMs, clock, logger } = supervise(failing, { maxRestarts: 2 });
    await clock.advance(10_000);
    await expect(outcome).resolves.toBe('failed');
    expect(callsMs).toEqual([0, 100, 300]);
    expect(logger.of('system.gave-up')).toHaveLength(1);
  });

  it('never restarts where the supervision says so', async () => {
    const { outcome, callsMs, errors } = supervise(failing, { restart: 'never' });
    await expect(outcome).resolves.toBe('failed');
    expect(callsMs).toEqual([0]);
    expect(errors).toHaveLength(1);
  });

  it('counts restarts from 0 again after a run that lasted a minute', async () => {
    const { callsMs, clock } = supervise(
      async (_signal, call) => {
        if (call === 3) await new Promise<void>((resolve) => clock.setTimer(60_000, resolve));
        failing();
      },
      { maxRestarts: 2 },
    );
    await clock.advance(100_000);
    expect(callsMs).toEqual([0, 100, 300, 60_400, 60_600]);
  });

  it('ends, without an error, when it is stopped while it runs or waits', async () => {
    const running = supervise(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        }),
    );
    running.stop.abort();
    await expect(running.outcome).resolves.toBe('ended');
    expect(running.errors).toEqual([]);

    const waiting = supervise(failing);
    await waiting.clock.advance(50);
    waiting.stop.abort();
    await expect(waiting.outcome).resolves.toBe('ended');
    expect(waiting.callsMs).toEqual([0]);
  });
});
