/** A pending timer. */
export interface Timer {
  /** Does nothing when the timer has fired or was cancelled before. */
  cancel(): void;
}

/** The only source of time in holon. `systemClock` is real; `VirtualClock` of `holon/testing` is moved by hand. */
export interface Clock {
  /** Wall clock, milliseconds since 1970: what is stored and compared across processes. */
  nowMs(): number;
  /** Milliseconds that never go back: what intervals are measured with. */
  monotonicMs(): number;
  /**
   * Calls `callback` once after `delayMs` (at least 0).
   * `background` timers do not keep the process alive.
   */
  setTimer(delayMs: number, callback: () => void, options?: { background?: boolean }): Timer;
}

/** setTimeout fires at once above this. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The real clock of the machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(delayMs, callback, options) {
    const endMs = performance.now() + delayMs;
    const arm = (leftMs: number): NodeJS.Timeout => {
      const timeout = setTimeout(
        () => {
          const remainingMs = endMs - performance.now();
          if (leftMs > LONGEST_TIMEOUT_MS && remainingMs > 0) handle = arm(remainingMs);
          else callback();
        },
        Math.min(Math.max(leftMs, 0), LONGEST_TIMEOUT_MS),
      );
      if (options?.background === true) unref(timeout);
      return timeout;
    };
    let handle = arm(delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** In a browser a timeout is a number, and keeps nothing alive. */
function unref(timeout: Partial<NodeJS.Timeout>): void {
  timeout.unref?.();
}
