import type { ChannelStore } from '../../stores/channel-store';
import type { SeededRandom } from './seeded-random';
import { type Program, SimulatedProcess } from './simulated-process';
import type { SimulationParts } from './store-line';

const LONGEST_PAUSE_MS = 5_000;
const LONGEST_DRAIN_MS = 10_000;
/** A drain may miss its deadline by the second that a slow store has, twice, and by timers that fire late. */
const DRAIN_SLACK_MS = 20_000;

/** Who wants to hear of the processes of one simulation. */
export interface LivesListener {
  running(process: SimulatedProcess): void;
  /** The app could not be launched, and no fault was to blame. */
  impossible(error: unknown): void;
}

/** Starts the app, lets it die, and starts it again on the same store. */
export class Lives {
  current: SimulatedProcess | undefined;
  count = 0;

  constructor(
    private readonly program: () => Program,
    private readonly store: ChannelStore,
    private readonly parts: SimulationParts,
    private readonly listener: LivesListener,
  ) {}

  get running(): SimulatedProcess | undefined {
    return this.current?.state === 'running' ? this.current : undefined;
  }

  begin(): void {
    this.count += 1;
    const process = new SimulatedProcess(this.count, this.store, this.parts);
    this.current = process;
    process.start(this.program()).then(
      () => {
        if (process.state === 'running') this.listener.running(process);
      },
      (error: unknown) => {
        if (!process.isGone) this.launchFailed(process, error);
      },
    );
  }

  crash(random: SeededRandom): void {
    if (this.current === undefined || this.current.isGone) return;
    this.current.crash(random);
    this.beginLater(random.between(0, LONGEST_PAUSE_MS));
  }

  /** Drains the app, with time enough or not, and starts it again. */
  restart(random: SeededRandom): void {
    const timeoutMs = random.next() < 0.3 ? 0 : random.spread(10, LONGEST_DRAIN_MS);
    this.drain(timeoutMs, () => {
      this.beginLater(random.between(0, LONGEST_PAUSE_MS));
    });
  }

  /** Drains the app that runs; reports when that does not come to an end. */
  drain(timeoutMs: number, then: () => void): void {
    const process = this.running;
    if (process === undefined) return;
    const { ledger, schedule } = this.parts;
    const overdue = (): void => {
      ledger.report(
        'leftover',
        `a drain within ${timeoutMs} ms had not ended after ${timeoutMs + DRAIN_SLACK_MS} ms`,
      );
    };
    const watchdog = schedule.add('end of patience', timeoutMs + DRAIN_SLACK_MS, overdue, {
      owner: process.lifetime,
    });
    process.drain(timeoutMs).then(
      () => {
        watchdog.cancel();
        then();
      },
      (error: unknown) => {
        ledger.report('leftover', `a drain was refused: ${String(error)}`, error);
      },
    );
  }

  private beginLater(pauseMs: number): void {
    const begin = (): void => {
      this.begin();
    };
    this.parts.schedule.add('start of a process', 0, begin, { lateMs: pauseMs });
  }

  /** A process that cannot start is gone; somebody starts it again, as long as a fault may be to blame. */
  private launchFailed(process: SimulatedProcess, error: unknown): void {
    const { decisions, ledger, trace } = this.parts;
    const why = error instanceof Error ? error.message : String(error);
    trace.add(`process ${process.number} cannot start: ${why}`);
    process.abandon();
    if (!decisions.hasStruck) this.listener.impossible(error);
    else if (process.isOfCalm) {
      ledger.report('unfinished', `the app could not be launched again: ${why}`, error);
    } else this.beginLater(LONGEST_PAUSE_MS);
  }
}
