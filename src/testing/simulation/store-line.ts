import { HolonError } from '../../errors/holon-error';
import type { Eventually } from '../../model/json';
import type { Decisions } from './decisions';
import type { Ledger } from './ledger';
import type { Schedule } from './schedule';
import type { SeededRandom } from './seeded-random';
import type { Trace } from './trace';

/** What everything in one simulation goes by. */
export interface SimulationParts {
  readonly schedule: Schedule;
  readonly decisions: Decisions;
  readonly trace: Trace;
  readonly ledger: Ledger;
}

const USUAL_MS = 50;
const LONGEST_MS = 2_000;
const LONG_SHARE = 0.1;
/** After a failed call holon waits so long before it asks again. */
const RETRY_MS = 1_000;

/** What befalls a call on its way, and who else is to know of it. */
export interface CallOptions<T> {
  /** Hears what was done and will not be told, because the call fails after it. */
  readonly unheard?: (result: T) => void;
  /** A fault holds the call up for so long, until the faults cease at the latest. */
  readonly heldUpMs?: number;
}

/** The way of one process to its store: calls take time, overtake each other and fail, as the seed says. */
export class StoreLine {
  /** Effects that are on their way. */
  private readonly underWay = new Set<() => void>();
  /** Calls that the simulation has let fail. */
  failures = 0;
  private unanswered = 0;
  private waiting: (() => void)[] = [];
  private isCut = false;
  private readonly endings: (() => void)[] = [];

  constructor(readonly parts: SimulationParts) {}

  /** Asks the store; at once unless the seed says otherwise. A process that is gone is never answered. */
  call<T>(label: string, effect: () => T, options: CallOptions<T> = {}): Eventually<T> {
    const { unheard, heldUpMs = 0 } = options;
    const { decisions, schedule } = this.parts;
    schedule.activity += 1;
    if (this.isCut || schedule.isRestless) return never();
    const failure = decisions.take('storeError', label);
    const slowness = decisions.take('slowStore', label);
    if (failure === undefined && slowness === undefined && heldUpMs === 0) return effect();
    const [effectMs, answerMs] = this.delays(slowness);
    if (failure !== undefined) decisions.disturb(effectMs + answerMs + RETRY_MS);
    const fails = failure === undefined ? undefined : failure.next() < 0.5 ? 'before' : 'after';
    this.unanswered += 1;
    return new Promise<T>((resolve, reject) => {
      const answer = (settle: () => void): void => {
        if (this.isCut) return;
        schedule.add(`answer of ${label}`, answerMs, () => this.answer(settle), { owner: this });
      };
      const happen = (): void => {
        this.underWay.delete(happen);
        if (fails !== undefined) this.failures += 1;
        if (fails === 'before') {
          this.parts.trace.add(`${label} fails`);
          answer(() => reject(failed(label)));
          return;
        }
        try {
          const result = effect();
          if (fails === undefined) answer(() => resolve(result));
          else {
            this.parts.trace.add(`${label} is done and fails`);
            unheard?.(result);
            answer(() => reject(failed(label)));
          }
        } catch (error) {
          answer(() => reject(error instanceof Error ? error : failed(label)));
        }
      };
      this.underWay.add(happen);
      schedule.add(label, effectMs, happen, { owner: this, lateMs: heldUpMs });
    });
  }

  /** Resolves when every call has been answered. */
  whenAnswered(): Promise<void> {
    if (this.isCut) return never();
    if (this.unanswered === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The process is gone. What it had asked for may still reach the store; no answer ever reaches the process. */
  cut(random?: SeededRandom): void {
    const { schedule } = this.parts;
    this.isCut = true;
    schedule.drop(this);
    for (const end of this.endings) end();
    if (random === undefined) return;
    for (const happen of this.underWay) {
      if (random.next() < 0.5) continue;
      schedule.add('effect of a call of the dead process', random.between(0, USUAL_MS), happen);
    }
  }

  /** Calls `end` when the process is gone. */
  whenCut(end: () => void): void {
    this.endings.push(end);
  }

  get isDown(): boolean {
    return this.isCut;
  }

  private answer(settle: () => void): void {
    this.unanswered -= 1;
    this.parts.schedule.activity += 1;
    settle();
    if (this.unanswered > 0) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private delays(random: SeededRandom | undefined): readonly [effectMs: number, answerMs: number] {
    if (random === undefined) return [0, 0];
    const { decisions } = this.parts;
    const isLong = !decisions.calmed && random.next() < LONG_SHARE;
    const longestMs = isLong ? LONGEST_MS : USUAL_MS;
    const effectMs = random.between(0, longestMs);
    const answerMs = random.between(0, longestMs);
    if (isLong) decisions.disturb(effectMs + answerMs);
    return [effectMs, answerMs];
  }
}

function failed(label: string): HolonError {
  return new HolonError('HOLON_STORE_FAILED', `The simulation lets ${label} fail`);
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
