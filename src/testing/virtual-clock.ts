import { setImmediate as nextTurn } from 'node:timers/promises';

import { HolonError } from '../errors/holon-error';
import type { Clock, Timer } from '../util/clock';

interface PendingTimer {
  readonly dueMs: number;
  readonly callback: () => void;
}

const DEFAULT_START_MS = 1_700_000_000_000;

/** Turns of the event loop after which chains of awaits count as settled; node streams need two. */
const SETTLE_TURNS = 5;

/** A clock that stands still until a test moves it. */
export class VirtualClock implements Clock {
  private readonly startMs: number;
  private currentMs: number;
  /** By due time, then by insertion. */
  private readonly timers: PendingTimer[] = [];
  private advancing = false;

  /** @param startMs what `nowMs` answers first. @defaultValue 1_700_000_000_000 */
  constructor(startMs: number = DEFAULT_START_MS) {
    this.startMs = startMs;
    this.currentMs = startMs;
  }

  /** Timers that have neither fired nor been cancelled. */
  get pendingTimers(): number {
    return this.timers.length;
  }

  nowMs(): number {
    return this.currentMs;
  }

  monotonicMs(): number {
    return this.currentMs - this.startMs;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const timer: PendingTimer = { dueMs: this.currentMs + Math.max(delayMs, 0), callback };
    const behind = this.timers.findIndex((other) => other.dueMs > timer.dueMs);
    this.timers.splice(behind === -1 ? this.timers.length : behind, 0, timer);
    return {
      cancel: () => {
        const index = this.timers.indexOf(timer);
        if (index !== -1) this.timers.splice(index, 1);
      },
    };
  }

  /**
   * Moves time by `ms`, firing due timers in order and letting pending work settle before each and at the end.
   * A timer callback that throws rejects the call, with the clock at that timer.
   * @throws HOLON_WRONG_STATE while another `advance` runs, HOLON_INVALID_ARGUMENT for a negative or infinite `ms`
   */
  async advance(ms: number): Promise<void> {
    if (!Number.isFinite(ms) || ms < 0) {
      throw new HolonError(
        'HOLON_INVALID_ARGUMENT',
        `VirtualClock.advance got ${String(ms)} instead of milliseconds, 0 or more`,
      );
    }
    if (this.advancing) {
      throw new HolonError(
        'HOLON_WRONG_STATE',
        'VirtualClock.advance was called while another advance runs',
        { hint: 'Await each advance() before the next, and call none from a timer callback.' },
      );
    }
    this.advancing = true;
    try {
      const endMs = this.currentMs + ms;
      await this.settle();
      for (let timer = this.takeDue(endMs); timer !== undefined; timer = this.takeDue(endMs)) {
        this.currentMs = timer.dueMs;
        timer.callback();
        await this.settle();
      }
      this.currentMs = endMs;
    } finally {
      this.advancing = false;
    }
  }

  /** Lets pending promises and immediates finish; time stands still. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await nextTurn();
  }

  private takeDue(endMs: number): PendingTimer | undefined {
    const first = this.timers[0];
    return first !== undefined && first.dueMs <= endMs ? this.timers.shift() : undefined;
  }
}
