import { createDeferred, type Deferred } from '../util/deferred';

/** One write waiting for the handlers it called. Resolved once, when the last of them is done or given up on. */
export class Delivery {
  private open = 0;
  private deferred: Deferred<void> | undefined;

  /** @param sinceMs monotonic clock when the first handler was called */
  constructor(readonly sinceMs: number) {}

  begin(): void {
    this.open += 1;
  }

  end(): void {
    this.open -= 1;
    if (this.open === 0) this.deferred?.resolve();
  }

  done(): Promise<void> | undefined {
    if (this.open === 0) return undefined;
    this.deferred ??= createDeferred();
    return this.deferred.promise;
  }
}
