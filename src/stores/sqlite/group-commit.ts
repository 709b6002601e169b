import { isHolonError } from '../../errors/holon-error';
import type { Clock } from '../../util/clock';
import { onNextTurn } from '../../util/turn';
import { faultOf } from './sqlite-faults';

/** What a transaction is made of. `begin` and `commit` throw what SQLite throws. */
export interface TransactionSteps {
  begin(): void;
  commit(): void;
  rollback(): void;
}

export interface GroupCommitOptions {
  readonly clock: Clock;
  readonly busyTimeoutMs: number;
  /** Makes what the caller sees of what SQLite threw. */
  readonly toError: (error: unknown) => Error;
}

/** Operations in one transaction at most: longer ones would hold up the event loop. */
const BATCH_SIZE = 512;
const LONGEST_RETRY_MS = 16;

class Job {
  value: unknown;
  error: unknown;
  failed = false;

  constructor(
    readonly work: () => unknown,
    readonly resolve: (value: unknown) => void,
    readonly reject: (error: unknown) => void,
  ) {}
}

/**
 * Runs everything that waits in one turn of the event loop in one transaction, so that many callers share one write to
 * disk; a promise is settled after the COMMIT.
 *
 * A `HolonError` is an answer like any other, thrown before anything was written. After any other error all is rolled
 * back and each operation is run again on its own, so that only the one at fault fails.
 */
export class GroupCommit {
  private queue: Job[] = [];
  /** What is run again on its own, because one of its batch had failed; before the queue. */
  private again: Job[] = [];
  private scheduled = false;
  private busySinceMs: number | undefined;
  private retries = 0;
  private idle: (() => void)[] = [];

  constructor(
    private readonly steps: TransactionSteps,
    private readonly options: GroupCommitOptions,
  ) {}

  enqueue<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      // The value resolved is the one that `work` answers.
      this.queue.push(new Job(work, resolve as (value: unknown) => void, reject));
      this.schedule();
    });
  }

  /** Resolves when nothing is waiting. */
  whenIdle(): Promise<void> {
    return this.isIdle ? Promise.resolve() : new Promise((resolve) => this.idle.push(resolve));
  }

  private get isIdle(): boolean {
    return this.queue.length === 0 && this.again.length === 0;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    onNextTurn(this.flush);
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    if (!this.begin()) return;
    const jobs = this.takeBatch();
    if (this.perform(jobs)) for (const job of jobs) settle(job);
    if (this.isIdle) this.wakeIdle();
    else this.schedule();
  };

  /** False when the file is locked: then it is tried again later, or given up. */
  private begin(): boolean {
    try {
      this.steps.begin();
    } catch (error) {
      if (faultOf(error) === 'busy' && this.waitForLock()) return false;
      this.busySinceMs = undefined;
      const jobs = [...this.again, ...this.queue];
      this.again = [];
      this.queue = [];
      for (const job of jobs) job.reject(this.options.toError(error));
      this.wakeIdle();
      return false;
    }
    this.busySinceMs = undefined;
    this.retries = 0;
    return true;
  }

  private waitForLock(): boolean {
    const { clock, busyTimeoutMs } = this.options;
    const nowMs = clock.monotonicMs();
    this.busySinceMs ??= nowMs;
    if (nowMs - this.busySinceMs >= busyTimeoutMs) return false;
    this.scheduled = true;
    clock.setTimer(Math.min(2 ** this.retries, LONGEST_RETRY_MS), this.flush);
    this.retries += 1;
    return true;
  }

  private takeBatch(): Job[] {
    if (this.again.length > 0) return this.again.splice(0, 1);
    const { queue } = this;
    if (queue.length > BATCH_SIZE) return queue.splice(0, BATCH_SIZE);
    this.queue = [];
    return queue;
  }

  /** False when the jobs are to be run again. */
  private perform(jobs: readonly Job[]): boolean {
    try {
      for (const job of jobs) run(job);
    } catch (error) {
      this.steps.rollback();
      if (jobs.length > 1) {
        this.again = [...jobs];
        return false;
      }
      this.fail(jobs, error);
      return true;
    }
    try {
      this.steps.commit();
    } catch (error) {
      this.steps.rollback();
      this.fail(jobs, error);
    }
    return true;
  }

  private fail(jobs: readonly Job[], error: unknown): void {
    for (const job of jobs) {
      job.failed = true;
      job.error = this.options.toError(error);
    }
  }

  private wakeIdle(): void {
    const waiting = this.idle;
    this.idle = [];
    for (const resolve of waiting) resolve();
  }
}

function run(job: Job): void {
  job.failed = false;
  try {
    job.value = job.work();
  } catch (error) {
    if (!isHolonError(error)) throw error;
    job.failed = true;
    job.error = error;
  }
}

function settle(job: Job): void {
  if (job.failed) job.reject(job.error);
  else job.resolve(job.value);
}
