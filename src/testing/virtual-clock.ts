import { setImmediate as nextTurn } from 'node:timers/promises';

import type { HolonError } from '../errors/holon-error';
import type { Clock, Timer } from '../util/clock';
import { type CallPlace, callPlace, placeOf } from './kit/call-place';
import { kitError } from './kit/kit-error';

/** A timer that has neither fired nor been cancelled. */
export interface PendingTimer {
  /** Wall clock, milliseconds since 1970. */
  readonly dueMs: number;
  /** Whether it keeps no process alive: upkeep and the like, which a test need not wait for. */
  readonly background: boolean;
  /** Where it was set, as `file:line:column`; only with `traceTimers`. */
  readonly setAt?: string;
}

/** What a clock does beyond standing still. */
export interface VirtualClockOptions {
  /** Notes where each timer is set that is not in the background; costs some microseconds a timer. @defaultValue false */
  readonly traceTimers?: boolean;
}

interface HeldTimer {
  readonly dueMs: number;
  readonly callback: () => void;
  readonly background: boolean;
  readonly place: { readonly stack?: string } | undefined;
}

const DEFAULT_START_MS = 1_700_000_000_000;

/** Turns of the event loop after which chains of awaits count as settled; node streams need two. */
const SETTLE_TURNS = 5;

/** A clock that stands still until a test moves it. */
export class VirtualClock implements Clock {
  private readonly startMs: number;
  private readonly traceTimers: boolean;
  private currentMs: number;
  /** By due time, then by insertion. */
  private readonly timers: HeldTimer[] = [];
  /** What runs each `advance`, where somebody watches whether it is awaited. @internal */
  watched: ((advance: () => Promise<void>) => Promise<void>) | undefined;
  private advancing:
    { readonly ms: number; readonly place: { readonly stack?: string } } | undefined;

  /** @param startMs what `nowMs` answers first. @defaultValue 1_700_000_000_000 */
  constructor(startMs: number = DEFAULT_START_MS, options: VirtualClockOptions = {}) {
    this.startMs = startMs;
    this.currentMs = startMs;
    this.traceTimers = options.traceTimers ?? false;
  }

  /** How many timers have neither fired nor been cancelled. */
  get pendingTimers(): number {
    return this.timers.length;
  }

  /** The timers that have neither fired nor been cancelled, the next one first. */
  get pending(): readonly PendingTimer[] {
    return this.timers.map(({ dueMs, background, place }) => ({
      dueMs,
      background,
      ...(place === undefined ? {} : { setAt: placeOf(place) }),
    }));
  }

  /** When the next timer is due; undefined where none ever is. */
  nextDueMs(options: { readonly background?: boolean } = {}): number | undefined {
    const { background = true } = options;
    const next = this.timers.find((timer) => background || !timer.background);
    return next === undefined || next.dueMs === Infinity ? undefined : next.dueMs;
  }

  /** Whether an `advance` is under way. */
  get isAdvancing(): boolean {
    return this.advancing !== undefined;
  }

  nowMs(): number {
    return this.currentMs;
  }

  monotonicMs(): number {
    return this.currentMs - this.startMs;
  }

  setTimer(delayMs: number, callback: () => void, options?: { background?: boolean }): Timer {
    const background = options?.background === true;
    const timer: HeldTimer = {
      dueMs: this.currentMs + Math.max(delayMs, 0),
      callback,
      background,
      place: this.traceTimers && !background ? callPlace() : undefined,
    };
    this.timers.splice(this.indexBehind(timer.dueMs), 0, timer);
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
      throw kitError(
        'HOLON_INVALID_ARGUMENT',
        `VirtualClock.advance got ${String(ms)} instead of milliseconds, 0 or more`,
        { hint: 'Time only goes forward: pass milliseconds, such as advance(30_000).' },
      );
    }
    if (this.advancing !== undefined) throw this.advancedTwice(this.advancing);
    const move = (): Promise<void> => this.move(ms, callPlace());
    return this.watched === undefined ? move() : this.watched(move);
  }

  private async move(ms: number, place: CallPlace): Promise<void> {
    this.advancing = { ms, place };
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
      this.advancing = undefined;
    }
  }

  /** Lets pending promises and immediates finish; time stands still. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await nextTurn();
  }

  private takeDue(endMs: number): HeldTimer | undefined {
    const first = this.timers[0];
    return first !== undefined && first.dueMs <= endMs ? this.timers.shift() : undefined;
  }

  /** Behind all timers that are due at `dueMs` or before. */
  private indexBehind(dueMs: number): number {
    let low = 0;
    let high = this.timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const timer = this.timers[middle];
      if (timer !== undefined && timer.dueMs <= dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private advancedTwice(running: NonNullable<typeof this.advancing>): HolonError {
    return kitError(
      'HOLON_WRONG_STATE',
      `VirtualClock.advance was called while another advance runs: advance(${String(running.ms)}) at ${placeOf(running.place)}`,
      { hint: 'Await each advance() before the next, and call none from a timer callback.' },
    );
  }
}
