import type { SystemClass } from '../../decorators/metadata';
import { MemoryStore } from '../../stores/memory/memory-store';
import { nextTurn } from '../../util/turn';
import type { Breach } from './breach';
import { Decisions } from './decisions';
import { ratesOf } from './faults';
import { Ledger } from './ledger';
import { Lives } from './lives';
import { RemainingWork } from './remaining-work';
import { Schedule } from './schedule';
import type { SimulatedProcess } from './simulated-process';
import { World } from './simulated-world';
import type { SimulationOptions } from './simulation-options';
import type { SimulationParts } from './store-line';
import { Trace } from './trace';
import { Wakefulness } from './wakefulness';

/** What became of one run. */
export interface RunReport {
  readonly breach: Breach | undefined;
  /** Names of the faults that happened. */
  readonly taken: readonly string[];
  readonly trace: readonly string[];
  readonly traceHash: string;
  readonly steps: number;
  readonly processes: number;
  readonly elapsedMs: number;
}

const START_MS = 1_700_000_000_000;
const VIRTUAL_MS = 60_000;
const SETTLE_MS = 300_000;
/** Longer than a drain that was under way, and a start after it. */
const RECOVERY_MS = 120_000;
const DRAIN_MS = 30_000;
const QUIET_TURNS = 2;
const MOST_TURNS = 10_000;
/** As deep as any pipeline is. */
const MOST_ROUNDS = 20;

/** One run: everything in it follows from the seed, and from which faults may happen. */
export class Simulation {
  private readonly parts: SimulationParts;
  private readonly world: World;
  private readonly lives: Lives;
  private readonly wakefulness: Wakefulness;
  private steps = 0;
  private isWorkloadDone = false;
  /** The app cannot even be launched. */
  private impossible: { readonly error: unknown } | undefined;

  /** @throws HOLON_INVALID_ARGUMENT for wrong faults */
  constructor(
    root: SystemClass,
    private readonly options: SimulationOptions,
    only: readonly string[] | undefined,
  ) {
    const { faults, providers, security, seed, store } = options;
    const schedule: Schedule = new Schedule(START_MS, () => decisions);
    const nowMs = (): number => schedule.nowMs;
    const decisions = new Decisions(seed, ratesOf(faults), only && new Set(only), nowMs);
    decisions.ceaseMs = this.ceaseMs;
    const trace = new Trace(() => schedule.elapsedMs);
    this.parts = { schedule, decisions, trace, ledger: new Ledger(nowMs, trace) };
    const program = () => ({
      root,
      options: {
        providers: typeof providers === 'function' ? providers(this.world) : (providers ?? []),
        ...(security === undefined ? {} : { security }),
      },
    });
    this.lives = new Lives(program, store?.() ?? new MemoryStore(), this.parts, {
      running: (process) => {
        this.world.started(process);
      },
      impossible: (error) => {
        this.impossible = { error };
      },
    });
    this.world = new World(seed, this.parts, this.lives);
    this.wakefulness = new Wakefulness(this.parts);
  }

  /** When the faults cease. */
  private get ceaseMs(): number {
    return START_MS + (this.options.virtualMs ?? VIRTUAL_MS);
  }

  /** Resolves whatever is broken. Rejects when the app cannot be launched though nothing has gone wrong. */
  async run(): Promise<RunReport> {
    const { decisions, ledger, schedule, trace } = this.parts;
    this.lives.begin();
    void this.work();
    await this.pump(this.ceaseMs, () => false);
    if (!this.isOver) await this.calm();
    if (!this.isOver) await this.drain();
    this.lives.current?.abandon();
    if (this.impossible !== undefined) throw this.impossible.error;
    return {
      breach: ledger.breach,
      taken: decisions.taken,
      trace: trace.lines,
      traceHash: trace.hash,
      steps: this.steps,
      processes: this.lives.count,
      elapsedMs: schedule.elapsedMs,
    };
  }

  /** A breach, or an app that cannot be launched, ends the run. */
  private get isOver(): boolean {
    return this.parts.ledger.breach !== undefined || this.impossible !== undefined;
  }

  private async work(): Promise<void> {
    try {
      await this.options.workload?.(this.world);
      this.isWorkloadDone = true;
      this.checkAwaited({ isEnd: true });
    } catch (error) {
      this.parts.ledger.report('workload', `it threw: ${textOf(error)}`, error);
    }
  }

  /** What the workload has forgotten to await would end this process, or be done when nobody looks any more. */
  private checkAwaited({ isEnd = false } = {}): void {
    const forgotten = this.world.calls.forgotten({ isEnd });
    if (forgotten !== undefined) {
      this.parts.ledger.report('workload', forgotten.what, forgotten.error);
    }
  }

  /** Nothing goes wrong any more: all that was written must be processed, and the workload come to its end. */
  private async calm(): Promise<void> {
    const { decisions, ledger, schedule, trace } = this.parts;
    trace.add('the faults cease');
    this.world.phase = 'calm';
    decisions.calm();
    schedule.makePrompt();
    await this.pump(schedule.nowMs + RECOVERY_MS, () => this.lives.running !== undefined);
    const process = this.lives.running;
    if (this.isOver) return;
    if (process === undefined) {
      ledger.report(
        'unfinished',
        'the app did not come up; does it wait for something that is not simulated?',
      );
      return;
    }
    const settleMs = this.options.settleMs ?? SETTLE_MS + 2 * longestClaimMs(process);
    await this.settleWork(process, settleMs);
    if (this.isOver) return;
    await this.pump(schedule.nowMs + settleMs, () => this.isWorkloadDone);
    if (!this.isWorkloadDone) {
      ledger.report('workload', `it still runs ${settleMs} ms after everything else was done`);
    }
    if (!this.isOver) await this.settleWork(process, settleMs);
    if (!this.isOver) await this.check('eventually');
  }

  /** Waits until all work is done, also what came of it: an app that feeds itself is not waited for for ever. */
  private async settleWork(process: SimulatedProcess, settleMs: number): Promise<void> {
    const { ledger, schedule } = this.parts;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const work = new RemainingWork(process, ledger, schedule.nowMs + settleMs);
      if (work.count === 0) return;
      await this.settleRound(work, settleMs);
      if (this.isOver) return;
    }
  }

  /** Waits as long as something of it is done within each `settleMs`. */
  private async settleRound(work: RemainingWork, settleMs: number): Promise<void> {
    const { ledger, schedule } = this.parts;
    for (let left = work.count; left > 0; left = work.count) {
      const before = left;
      await this.pump(schedule.nowMs + settleMs, () => work.count < before);
      if (this.isOver) return;
      if (work.count < before) continue;
      ledger.report('unfinished', `${work.describe()}, and has for ${settleMs} ms`);
      return;
    }
  }

  private async drain(): Promise<void> {
    const { ledger, schedule } = this.parts;
    let isDrained = false;
    this.lives.drain(DRAIN_MS, () => {
      isDrained = true;
    });
    await this.pump(schedule.nowMs + DRAIN_MS + RECOVERY_MS, () => isDrained);
    this.world.phase = 'ended';
    ledger.audit();
    await this.check('invariant');
  }

  /** Lets happen what is to happen until then, one step at a time. */
  private async pump(untilMs: number, isDone: () => boolean): Promise<void> {
    const { schedule } = this.parts;
    for (;;) {
      await this.settle();
      this.checkAwaited();
      await this.check('invariant');
      if (this.isOver || isDone()) return;
      const { next } = schedule;
      const process = this.lives.running;
      if (process !== undefined) this.wakefulness.look(process, next?.dueMs ?? untilMs);
      if (this.isOver) return;
      if (next === undefined || next.dueMs > untilMs) {
        schedule.advanceTo(untilMs);
        return;
      }
      this.steps += 1;
      if (!this.strike(next.label)) schedule.fire();
    }
  }

  /** Whether the process ends instead of what would have come next. */
  private strike(next: string): boolean {
    const { decisions } = this.parts;
    const { current, running } = this.lives;
    if (current === undefined || current.isGone) return false;
    const crash = decisions.take('crash', `before ${next}`);
    const restart =
      crash === undefined && running ? decisions.take('restart', `before ${next}`) : undefined;
    if (crash !== undefined) this.lives.crash(crash);
    if (restart !== undefined) this.lives.restart(restart);
    return crash !== undefined || restart !== undefined;
  }

  /** Lets everything go on that can go on without time. */
  private async settle(): Promise<void> {
    const { ledger, schedule } = this.parts;
    let turns = 0;
    for (let quiet = 0; quiet < QUIET_TURNS && !schedule.isRestless; turns += 1) {
      const before = schedule.activity;
      await nextTurn();
      quiet = schedule.activity === before ? quiet + 1 : 0;
      if (turns > MOST_TURNS) break;
    }
    if (!schedule.isRestless && turns <= MOST_TURNS) return;
    ledger.report('unfinished', 'the app goes round in circles: it never waits for time to pass');
  }

  private async check(name: 'invariant' | 'eventually'): Promise<void> {
    const { ledger } = this.parts;
    ledger.auditSometimes();
    const holds = this.options[name];
    if (holds === undefined || this.isOver) return;
    try {
      const answer: unknown = holds(this.world);
      const isFalse = answer === false || (answer instanceof Promise && (await answer) === false);
      if (isFalse) ledger.report(name, 'it answered false');
    } catch (error) {
      ledger.report(name, textOf(error), error);
    }
  }
}

function longestClaimMs({ runtimes }: SimulatedProcess): number {
  const consumers = runtimes.flatMap(({ spec }) => spec.consumers);
  return Math.max(
    0,
    ...consumers.map(({ claimTimeoutMs, timeoutMs = 0 }) => claimTimeoutMs + timeoutMs),
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
