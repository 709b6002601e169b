import type { Clock, Timer } from '../../util/clock';
import type { Schedule } from './schedule';

/** The clock of one process: virtual time, and timers that die with it. */
export class SimulatedClock implements Clock {
  private isDead = false;

  constructor(private readonly schedule: Schedule) {}

  nowMs(): number {
    return this.schedule.nowMs;
  }

  monotonicMs(): number {
    return this.schedule.elapsedMs;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    if (this.isDead) return { cancel: () => undefined };
    return this.schedule.timer(delayMs, this, callback);
  }

  /** Timers that have neither fired nor been cancelled. */
  get pendingTimers(): number {
    return this.schedule.count(this);
  }

  /** The process is gone: nothing of it ever fires. */
  stop(): void {
    this.isDead = true;
    this.schedule.drop(this);
  }
}
