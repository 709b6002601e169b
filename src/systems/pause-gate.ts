import { createAbortController } from '../util/abort-controller';
import { createDeferred, type Deferred } from '../util/deferred';

/** What the loops of a system wait at while it is paused, and where they learn that they are to end. */
export class PauseGate {
  private closed: Deferred<void> | undefined;
  private interruption = createAbortController();
  private readonly ending = createAbortController();

  /** Aborts when the gate closes or ends: what ends a wait for work. Another one after each pause. */
  get signal(): AbortSignal {
    return this.interruption.signal;
  }

  /** Aborts when no new work is to be taken any more. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  close(): void {
    if (this.ended.aborted) return;
    this.closed ??= createDeferred();
    this.interruption.abort();
  }

  open(): void {
    this.closed?.resolve();
    this.closed = undefined;
    if (!this.ended.aborted) this.interruption = createAbortController();
  }

  /** Opens for good and interrupts every wait, so that loops see that they are to end. */
  end(): void {
    this.ending.abort();
    this.interruption.abort();
    this.open();
  }

  /** Undefined when open, so that a loop that may pass does not yield. Look at `ended` behind it. */
  pass(): Promise<void> | undefined {
    return this.closed?.promise;
  }
}
