import { createDeferred, type Deferred } from '../util/deferred';

/** What the loops of a system wait at while it is paused. */
export class PauseGate {
  private closed: Deferred<void> | undefined;
  private interruption = new AbortController();
  private ended = false;

  /** Aborts when the gate closes or the system stops: what ends a wait for work. */
  get signal(): AbortSignal {
    return this.interruption.signal;
  }

  close(): void {
    if (this.ended) return;
    this.closed ??= createDeferred();
    this.interruption.abort();
  }

  open(): void {
    this.closed?.resolve();
    this.closed = undefined;
    if (!this.ended) this.interruption = new AbortController();
  }

  /** Opens for good and interrupts every wait, so that loops see that they are to stop. */
  end(): void {
    this.ended = true;
    this.interruption.abort();
    this.open();
  }

  /** Undefined when open, so that a loop that may pass does not yield. */
  pass(): Promise<void> | undefined {
    return this.closed?.promise;
  }
}
