import { onAbort } from '../util/abort';
import type { Clock, Timer } from '../util/clock';

/**
 * Those who wait until there may be something to read or claim. Claimers queue and are woken one a message, because
 * only one of them can have it, and who finds nothing then keeps its place; readers are all woken, because each of them wants it.
 */
export class Wakeups {
  private version = 0;
  private readonly claimers = new Set<() => void>();
  /** Claimers that were woken in vain: they keep their place before those who have not been. */
  private readonly returned = new Set<() => void>();
  private readonly readers = new Set<() => void>();
  private dueTimer: { readonly atMs: number; readonly timer: Timer } | undefined;

  constructor(private readonly clock: Clock) {}

  /** Taken before looking; `wait` returns at once when anything happened since. */
  ticket(): number {
    return this.version;
  }

  /** Claims that wait for work. */
  get waitingClaimers(): number {
    return this.claimers.size + this.returned.size;
  }

  /** Something became visible. */
  notify(): void {
    this.version += 1;
    if (this.readers.size > 0) for (const wake of this.readers) wake();
    this.passOn();
  }

  /** Who was woken could not take all, or went away: the next claimer looks. */
  passOn(): void {
    const next = this.returned.size > 0 ? this.returned : this.claimers;
    if (next.size === 0) return;
    for (const wake of next) {
      wake();
      break;
    }
  }

  /** Anything may have become visible, or everybody must look again. */
  notifyAll(): void {
    this.version += 1;
    for (const wake of [...this.readers, ...this.returned, ...this.claimers]) wake();
  }

  /** A message was hidden until `atMs`: who waits already must not sleep longer than that. */
  hiddenUntil(atMs: number): void {
    this.version += 1;
    if (!this.isIdle) this.wakeAt(atMs);
  }

  /** Makes sure everybody is woken when a hidden message becomes visible. */
  wakeAt(atMs: number | undefined): void {
    if (atMs === undefined || (this.dueTimer !== undefined && this.dueTimer.atMs <= atMs)) return;
    this.dueTimer?.timer.cancel();
    const timer = this.clock.setTimer(Math.max(0, atMs - this.clock.nowMs()), () => {
      this.dueTimer = undefined;
      this.notifyAll();
    });
    this.dueTimer = { atMs, timer };
  }

  /** Resolves at the next wake-up after `ticket`, after `timeoutMs`, or when `signal` aborts. */
  wait(
    as: 'claimer' | 'returned' | 'reader',
    ticket: number,
    options: { readonly timeoutMs?: number | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<void> {
    if (ticket !== this.version || options.signal?.aborted === true) {
      this.disarmWhenIdle();
      return Promise.resolve();
    }
    const waiting = { claimer: this.claimers, returned: this.returned, reader: this.readers }[as];
    return new Promise((resolve) => {
      const wake = (): void => {
        waiting.delete(wake);
        timer?.cancel();
        stopListening();
        this.disarmWhenIdle();
        resolve();
      };
      waiting.add(wake);
      const timer =
        options.timeoutMs === undefined ? undefined : this.clock.setTimer(options.timeoutMs, wake);
      const stopListening = onAbort(options.signal, wake);
    });
  }

  private get isIdle(): boolean {
    return this.claimers.size === 0 && this.returned.size === 0 && this.readers.size === 0;
  }

  private disarmWhenIdle(): void {
    if (!this.isIdle) return;
    this.dueTimer?.timer.cancel();
    this.dueTimer = undefined;
  }
}
