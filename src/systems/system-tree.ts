import { checkSpan } from '../channels/check-arguments';
import { HolonError } from '../errors/holon-error';
import type { Logger } from '../observability/logger';
import type { Clock } from '../util/clock';
import type { DrainReport } from './drain-report';
import { type Aftermath, TreeDrain } from './drain-tree';
import type { SystemRuntime } from './system-runtime';

/** Milliseconds a drain may take where nothing else is said. */
export const DRAIN_TIMEOUT_MS = 10_000;

/** Starts and stops a root system with everything below it, in order and only once. */
export class SystemTree {
  private started: Promise<void> | undefined;
  private settingUp: Promise<void> | undefined;
  private drained: Promise<DrainReport> | undefined;

  constructor(
    readonly root: SystemRuntime,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly aftermath?: Aftermath,
  ) {}

  /** Parents before children; what `setup` adds while it runs is included. */
  all(): SystemRuntime[] {
    const flatten = (system: SystemRuntime): SystemRuntime[] => [
      system,
      ...system.children.flatMap(flatten),
    ];
    return flatten(this.root);
  }

  /**
   * Starts channels and calls `setup`, parents first, then lets everything run. May be called again; runs once.
   * @throws HOLON_SETUP_FAILED after what had been started was stopped again
   * @throws HOLON_WRONG_STATE when it has been drained, or is drained before it has started
   */
  async start(): Promise<void> {
    this.checkNotDrained();
    this.started ??= this.begin();
    return this.started;
  }

  /** Ends everything in reverse order and says what had to be left. May be called again; runs once. */
  async drain(options: { readonly timeoutMs?: number } = {}): Promise<DrainReport> {
    const timeoutMs = checkSpan(options.timeoutMs ?? DRAIN_TIMEOUT_MS, 'timeoutMs', 'drain');
    const { aftermath, clock, logger, settingUp = Promise.resolve() } = this;
    const starting = settingUp.catch(() => undefined);
    const drainOptions = { clock, logger, timeoutMs, starting, aftermath };
    this.drained ??= new TreeDrain(() => this.all(), drainOptions).run();
    return this.drained;
  }

  private async begin(): Promise<void> {
    try {
      this.settingUp = this.setUp(this.root, []);
      await this.settingUp;
    } catch (error) {
      await this.drain();
      throw error;
    }
    this.checkNotDrained();
    const systems = this.all();
    for (const system of systems) system.begin();
    this.logger.info('app.started', { systems: systems.length });
  }

  private async setUp(system: SystemRuntime, above: readonly string[]): Promise<void> {
    const path = [...above, system.id];
    this.checkNotDrained();
    try {
      for (const channel of system.channels) await channel.start();
      await system.setup();
      // Channels that setup() has added.
      for (const channel of system.channels) await channel.start();
    } catch (error) {
      throw setupFailed(system.id, path, error);
    }
    for (const child of system.children) await this.setUp(child, path);
  }

  private checkNotDrained(): void {
    if (this.drained === undefined) return;
    throw new HolonError('HOLON_WRONG_STATE', 'It has been drained and cannot start any more', {
      hint: 'Build it anew: createApp(…), or new … for a system launched by itself.',
    });
  }
}

function setupFailed(id: string, path: readonly string[], cause: unknown): HolonError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HolonError('HOLON_SETUP_FAILED', `System '${id}' could not start: ${why}`, {
    path,
    cause,
    ...(cause instanceof HolonError ? { hint: cause.hint } : {}),
  });
}
