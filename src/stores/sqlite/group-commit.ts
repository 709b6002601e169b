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

/** Operations in one transaction at most, and about how long they take: longer ones would hold up the event loop. */
const BATCH_SIZE = 512;
const BATCH_MS = 8;
const LONGEST_RETRY_MS = 16;

/** What an operation answers that goes on in a later transaction, where it is called with `progress`. */
export class Unfinished<Progress> {
  constructor(readonly progress: Progress) {}
}

/** An operation, or its next part. One that is rolled back is called again with the same `progress`. */
export type Work<T, Progress> = (progress?: Progress) => T | Unfinished<Progress>;

/** All parts of an operation at once. */
export function runThrough<T, Progress>(work: Work<T, Progress>): T {
  let answer = work();
  while (answer instanceof Unfinished) answer = work(answer.progress);
  return answer;
}

class Job {
  value: unknown;
  progress: unknown;
  error: unknown;
  failed = false;

  constructor(
    readonly work: (progress: unknown) => unknown,
    /** When it began to wait for a locked file; 0 when it was there before. */
    readonly sinceMs: number,
    readonly resolve: (value: unknown) => void,
    readonly reject: (error: unknown) => void,
  ) {}
}

/**
 * Runs everything that waits in one turn of the event loop in one transaction, so that many callers share one write to
 * disk; a promise is settled after the COMMIT.
 *
 * A `HolonError` is an answer like any other, thrown before anything was written. After any other error all is rolled
 * back and each operation is run again on its own, so that only the one at fault fails. A COMMIT that fails for want of
 * room is such an error; after any other nobody knows what is on disk, and all of its operations fail.
 */
export class GroupCommit {
  private queue: Job[] = [];
  /** Where in the queue the next job stands; what is before it is done. */
  private head = 0;
  /** How many of the next jobs run in a transaction each, because one of their batch had failed. */
  private alone = 0;
  private scheduled = false;
  private busySinceMs: number | undefined;
  private retries = 0;
  private idle: (() => void)[] = [];

  constructor(
    private readonly steps: TransactionSteps,
    private readonly options: GroupCommitOptions,
  ) {}

  enqueue<T, Progress>(work: Work<T, Progress>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const sinceMs = this.busySinceMs === undefined ? 0 : this.options.clock.monotonicMs();
      // It gets the progress that it has answered, and the value resolved is the one that it answers.
      const untyped = work as (progress: unknown) => unknown;
      this.queue.push(new Job(untyped, sinceMs, resolve as (value: unknown) => void, reject));
      this.schedule();
    });
  }

  /** Resolves when nothing is waiting. */
  whenIdle(): Promise<void> {
    return this.isIdle ? Promise.resolve() : new Promise((resolve) => this.idle.push(resolve));
  }

  private get isIdle(): boolean {
    return this.queue.length === 0;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    onNextTurn(this.flush);
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    if (this.begin()) for (const job of this.take(this.perform())) this.settle(job);
    if (this.isIdle) this.wakeIdle();
    else this.schedule();
  };

  /** False when it has failed: then it is tried again later, by those that have not waited for long enough. */
  private begin(): boolean {
    try {
      this.steps.begin();
    } catch (error) {
      if (faultOf(error) === 'busy') this.waitForLock(error);
      else this.refuse(this.queue.length - this.head, error);
      return false;
    }
    this.busySinceMs = undefined;
    this.retries = 0;
    return true;
  }

  private waitForLock(error: unknown): void {
    const { clock, busyTimeoutMs } = this.options;
    const nowMs = clock.monotonicMs();
    this.busySinceMs ??= nowMs;
    const startMs = nowMs - busyTimeoutMs;
    if (this.busySinceMs <= startMs) {
      this.refuse(this.countSince(startMs), error);
      this.busySinceMs = this.queue[this.head]?.sinceMs;
      this.retries = 0;
      if (this.isIdle) return;
    }
    this.scheduled = true;
    clock.setTimer(Math.min(2 ** this.retries, LONGEST_RETRY_MS), this.flush);
    this.retries += 1;
  }

  /** How many of the next jobs have waited since `startMs` or longer. */
  private countSince(startMs: number): number {
    let next = this.head;
    for (let job = this.queue[next]; job !== undefined; job = this.queue[next]) {
      if (job.sinceMs > startMs) break;
      next += 1;
    }
    return next - this.head;
  }

  /** Answers how many of the next jobs are done, well or badly. */
  private perform(): number {
    const { queue, head, steps } = this;
    const { clock } = this.options;
    const end = Math.min(queue.length, head + (this.alone > 0 ? 1 : BATCH_SIZE));
    const untilMs = clock.monotonicMs() + BATCH_MS;
    let next = head;
    let isWritten = false;
    try {
      do {
        const job = queue[next];
        next += 1;
        if (job !== undefined) run(job);
      } while (next < end && clock.monotonicMs() < untilMs);
      isWritten = true;
      steps.commit();
    } catch (error) {
      steps.rollback();
      const count = next - head;
      if (count > 1 && (!isWritten || isNothingWritten(error))) {
        this.alone = count;
        return 0;
      }
      for (const job of queue.slice(head, next)) fail(job, this.options.toError(error));
    }
    return next - head;
  }

  private refuse(count: number, error: unknown): void {
    for (const job of this.take(count)) job.reject(this.options.toError(error));
  }

  /** Takes the next jobs out of the queue. */
  private take(count: number): readonly Job[] {
    const { head } = this;
    const jobs = this.queue.slice(head, head + count);
    this.head += count;
    this.alone = Math.max(this.alone - count, 0);
    // Seldom, so that a long queue is not moved at each batch.
    if (this.head * 2 >= this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return jobs;
  }

  private settle(job: Job): void {
    if (job.failed) {
      job.reject(job.error);
    } else if (job.value instanceof Unfinished) {
      job.progress = job.value.progress;
      this.queue.push(job);
    } else {
      job.resolve(job.value);
    }
  }

  private wakeIdle(): void {
    const waiting = this.idle;
    this.idle = [];
    for (const resolve of waiting) resolve();
  }
}

/** Whether a COMMIT that failed with `error` has certainly left nothing on disk. */
function isNothingWritten(error: unknown): boolean {
  const fault = faultOf(error);
  return fault === 'full' || fault === 'busy';
}

function run(job: Job): void {
  job.failed = false;
  try {
    job.value = job.work(job.progress);
  } catch (error) {
    if (!isHolonError(error)) throw error;
    fail(job, error);
  }
}

function fail(job: Job, error: unknown): void {
  job.failed = true;
  job.error = error;
}
