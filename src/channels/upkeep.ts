import type { Logger } from '../observability/logger';
import type { Clock, Timer } from '../util/clock';

/** What the upkeep of a channel runs on. */
export interface UpkeepOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly intervalMs: number;
}

/** Does the maintenance of one channel again and again, and then calls its hook. Keeps no process alive. */
export class Upkeep {
  private timer: Timer | undefined;
  private hookRuns = false;
  private stopped = false;

  /** @param hook must not reject */
  constructor(
    private readonly maintain: () => Promise<void>,
    private readonly hook: () => Promise<void>,
    private readonly options: UpkeepOptions,
  ) {}

  start(): void {
    if (this.stopped) return;
    const { clock, intervalMs } = this.options;
    this.timer = clock.setTimer(
      intervalMs,
      () => {
        void this.turn();
      },
      { background: true },
    );
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  private async turn(): Promise<void> {
    try {
      await this.maintain();
    } catch (error) {
      this.options.logger.error('channel.maintenance-failed', { error });
    }
    void this.callHook();
    this.start();
  }

  /** Not awaited: a hook that hangs misses its own turns and nothing else. */
  private async callHook(): Promise<void> {
    if (this.hookRuns || this.stopped) return;
    this.hookRuns = true;
    await this.hook();
    this.hookRuns = false;
  }
}
