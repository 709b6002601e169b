import { setImmediate } from 'node:timers';

/** Everything that waits in one turn of the event loop in one transaction; promises are settled after the COMMIT. */
export class GroupCommit {
  #waiting = [];
  #begin;
  #commit;

  constructor(database) {
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
  }

  run(work) {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ work, resolve, reject, value: undefined });
    });
  }

  /** The same at once, for a single caller. */
  runAlone(work) {
    this.#begin.run();
    const value = work();
    this.#commit.run();
    return value;
  }

  #flush() {
    const jobs = this.#waiting;
    this.#waiting = [];
    this.#begin.run();
    for (const job of jobs) job.value = job.work();
    this.#commit.run();
    for (const job of jobs) job.resolve(job.value);
  }
}
