import type { SystemClass } from '../../decorators/metadata';
import { isHolonError } from '../../errors/holon-error';
import type { ChannelStore } from '../../stores/channel-store';
import { MemoryStore } from '../../stores/memory/memory-store';
import { nextTurn } from '../../util/turn';
import type { Breach, InvariantName } from './breach';
import { Decisions } from './decisions';
import { ratesOf } from './faults';
import { Ledger } from './ledger';
import { RemainingWork } from './remaining-work';
import { Schedule } from './schedule';
import type { SeededRandom } from './seeded-random';
import { SimulatedProcess } from './simulated-process';
import { World } from './simulated-world';
import type { SimulationOptions } from './simulation-options';
import { StoreAudit } from './store-audit';
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
const SHORTEST_SETTLE_MS = 300_000;
const LONGEST_RESTART_MS = 5_000;
const FULL_DRAIN_MS = 30_000;
/** A drain may miss its deadline by the time that its last calls of a slow store take. */
const DRAIN_SLACK_MS = 60_000;
const QUIET_TURNS = 2;

/** One run: everything in it follows from the seed and from which faults may happen. */
export class Simulation {
  private readonly parts: SimulationParts;
  private readonly world: World;
  private readonly wakefulness: Wakefulness;
  private readonly audit: StoreAudit;
  private readonly store: ChannelStore;
  private process: SimulatedProcess | undefined;
  private processes = 0;
  private steps = 0;
  private phase: 'faults' | 'calm' = 'faults';
  private workload: 'running' | 'done' = 'running';
  /** What makes a run impossible, such as an app that cannot be built. */
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly root: SystemClass,
    private readonly options: SimulationOptions,
    only: readonly string[] | undefined,
  ) {
    const decisions = (): Decisions => this.parts.decisions;
    const schedule = new Schedule(START_MS, decisions);
    const nowMs = (): number => schedule.nowMs;
    const { seed } = options;
    this.store = options.store?.() ?? new MemoryStore();
    this.parts = {
      schedule,
      decisions: new Decisions(seed, ratesOf(options.faults), only && new Set(only), nowMs),
      trace: new Trace(() => schedule.elapsedMs),
      ledger: new Ledger(nowMs),
    };
    this.world = new World(seed, this.parts, () => this.process);
    this.wakefulness = new Wakefulness(this.parts);
    this.audit = new StoreAudit(this.store, this.parts.ledger);
  }

  /** Resolves whatever is broken. Rejects when the app cannot be built or the options are wrong. */
  async run(): Promise<RunReport> {
    this.startProcess();
    this.startWorkload();
    const { virtualMs = VIRTUAL_MS } = this.options;
    await this.pump(START_MS + virtualMs, () => false);
    await this.calm();
    await this.end();
    if (this.failure !== undefined) throw this.failure.error;
    const { decisions, ledger, schedule, trace } = this.parts;
    return {
      breach: ledger.breach,
      taken: decisions.taken,
      trace: trace.lines,
      traceHash: trace.hash,
      steps: this.steps,
      processes: this.processes,
      elapsedMs: schedule.elapsedMs,
    };
  }

  /** Nothing goes wrong any more: all that was written must be processed. */
  private async calm(): Promise<void> {
    const { decisions, ledger, schedule, trace } = this.parts;
    if (this.isOver) return;
    trace.add('the faults cease');
    this.phase = this.world.phase = 'calm';
    decisions.calm();
    decisions.disturb(0);
    schedule.makePrompt();
    await this.pump(schedule.nowMs + FULL_DRAIN_MS + DRAIN_SLACK_MS, () => this.isRunning);
    const { process } = this;
    if (this.isOver) return;
    if (process === undefined || !this.isRunning) {
      ledger.report('unfinished', 'the app did not come up again once the faults had ceased');
      return;
    }
    const settleMs = this.settleMs(process);
    const work = new RemainingWork(process, ledger, schedule.nowMs + settleMs);
    for (let left = work.count, before = Infinity; left < before; before = left, left = work.count) {
      const most = left;
      await this.pump(schedule.nowMs + settleMs, () => work.count < most || work.count === 0);
      if (this.isOver) return;
    }
    if (work.count > 0) {
      ledger.report('unfinished', `${work.describe()} ${settleMs} ms after the last was processed`);
    }
    await this.pump(schedule.nowMs + settleMs, () => this.workload === 'done');
    if (!this.isOver && this.workload !== 'done') {
      ledger.report('workload', `the workload still runs ${settleMs} ms after everything was processed`);
    }
    await this.check('eventually');
  }

  private async end(): Promise<void> {
    const { ledger, schedule } = this.parts;
    if (!this.isOver && this.process !== undefined) {
      this.drain(this.process, FULL_DRAIN_MS);
      const { process } = this;
      await this.pump(schedule.nowMs + FULL_DRAIN_MS + DRAIN_SLACK_MS, () => process.isGone);
    }
    this.world.phase = 'ended';
    this.audit.everything();
    await this.check('invariant');
    this.process?.abandon();
    void ledger;
  }
}
