import { within } from '../channels/within';
import type { Clock } from '../util/clock';

/** The end of a span of time that several waits share. */
export class Deadline {
  private readonly startedMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {
    this.startedMs = clock.monotonicMs();
  }

  get elapsedMs(): number {
    return this.clock.monotonicMs() - this.startedMs;
  }

  /** Milliseconds, at least 0. */
  get leftMs(): number {
    return Math.max(0, this.timeoutMs - this.elapsedMs);
  }

  /**
   * Waits for `work`, but at most until `reserveMs` before the deadline; answers whether it is done. Where no time is
   * left it gets one turn of the event loop.
   */
  allows(work: Promise<unknown>, reserveMs = 0): Promise<boolean> {
    return within(work, this.leftMs - reserveMs, this.clock);
  }
}
