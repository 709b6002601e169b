import type { Clock, Timer } from '../../util/clock';

/** Looks now and then whether another process has written, for as long as somebody wants to know. */
export class ForeignWatch {
  private watchers = 0;
  private timer: Timer | undefined;

  /** @param look called every `periodMs` */
  constructor(
    private readonly clock: Clock,
    private readonly periodMs: number,
    private readonly look: () => void,
  ) {}

  /** Returns the way to stop. */
  add(): () => void {
    this.watchers += 1;
    if (this.timer === undefined) this.arm();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.watchers -= 1;
      if (this.watchers === 0) this.stop();
    };
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private arm(): void {
    this.timer = this.clock.setTimer(
      this.periodMs,
      () => {
        this.arm();
        this.look();
      },
      { background: true },
    );
  }
}
