import type { Clock } from 'holon';

/** Real time, so many times as fast: what takes minutes is over in a moment, and nobody has to move it. */
export function fastClock(speed: number): Clock {
  const startMs = Date.now();
  const elapsedMs = (): number => performance.now() * speed;
  return {
    nowMs: () => Math.floor(startMs + elapsedMs()),
    monotonicMs: elapsedMs,
    setTimer(delayMs, callback, options) {
      const timeout = setTimeout(callback, Math.min(delayMs / speed, 2 ** 31 - 1));
      if (options?.background === true) timeout.unref();
      return { cancel: () => clearTimeout(timeout) };
    },
  };
}
