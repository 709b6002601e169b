import type { BaseChannel } from '../channels/base-channel';
import { HolonError } from '../errors/holon-error';
import type { Logger } from '../observability/logger';
import { sleep } from '../util/abort';
import type { Clock } from '../util/clock';
import { nextTurn } from '../util/turn';
import type { ChannelLeftover, DrainReport } from './drain-report';
import type { SystemRuntime } from './system-runtime';

const DRAIN_TIMEOUT_MS = 10_000;

/** Starts and stops a root system with everything below it, in order and only once. */
export class SystemTree {
  private started: Promise<void> | undefined;
  private drained: Promise<DrainReport> | undefined;

  constructor(
    readonly root: SystemRuntime,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Parents before children; what `setup` adds while it runs is included. */
  all(): SystemRuntime[] {
    const flatten = (system: SystemRuntime): SystemRuntime[] => [
      system,
      ...system.children.flatMap(flatten),
    ];
    return flatten(this.root);
  }

  channels(): BaseChannel[] {
    return this.all().flatMap((system) => system.channels);
  }

  /**
   * Starts channels and calls `setup`, parents first, then lets everything run. May be called again; runs once.
   * @throws HOLON_SETUP_FAILED after what had been started was stopped again
   */
  start(): Promise<void> {
    if (this.drained !== undefined) {
      return Promise.reject(new HolonError('HOLON_WRONG_STATE', 'The app has been drained already'));
    }
    this.started ??= this.begin();
    return this.started;
  }

  /** Whether `start` has been called. */
  get isStarted(): boolean {
    return this.started !== undefined;
  }

  /** Ends everything in reverse order and says what had to be left. May be called again; runs once. */
  drain(options: { readonly timeoutMs?: number } = {}): Promise<DrainReport> {
    this.drained ??= this.end(options.timeoutMs ?? DRAIN_TIMEOUT_MS);
    return this.drained;
  }

  private async begin(): Promise<void> {
    try {
      await this.setUp(this.root, []);
    } catch (error) {
      this.drained = this.end(0);
      await this.drained;
      throw error;
    }
    for (const system of this.all()) system.begin();
    this.logger.info('app.started', { systems: this.all().length });
  }

  private async setUp(system: SystemRuntime, above: readonly string[]): Promise<void> {
    const path = [...above, system.id];
    try {
      for (const channel of system.channels) await channel.start();
      await system.setup();
      // Channels that setup() has added.
      for (const channel of system.channels) await channel.start();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new HolonError('HOLON_SETUP_FAILED', `System '${system.id}' could not start: ${why}`, {
        path,
        cause: error,
        ...(error instanceof HolonError ? { hint: error.hint } : {}),
      });
    }
    for (const child of system.children) await this.setUp(child, path);
  }

  private async end(timeoutMs: number): Promise<DrainReport> {
    const startedMs = this.clock.monotonicMs();
    const systems = this.all().reverse();
    const abandoned: string[] = [];
    const deadline = new AbortController();
    const timeUp =
      timeoutMs > 0 ? sleep(this.clock, timeoutMs, deadline.signal) : Promise.resolve();

    const finished = new Set<SystemRuntime>();
    const allFinished = this.finishAll(systems, finished);
    await Promise.race([allFinished, timeUp]);
    for (const system of systems) {
      if (finished.has(system)) continue;
      system.giveUp();
    }
    // What only waited for its signal gets one turn to end before it counts as abandoned.
    if (finished.size < systems.length) await nextTurn();
    for (const system of systems) {
      if (!finished.has(system)) abandoned.push(describe(system));
    }
    for (const system of systems) {
      const stopped = await this.within(system.stop(), timeUp);
      if (!stopped) {
        abandoned.push(`onStop of system '${system.id}' was still running`);
        system.markStopped();
      }
    }
    const channels: ChannelLeftover[] = [];
    for (const channel of this.channels().reverse()) {
      channels.unshift(...(await this.leftover(channel)));
      const result = await channel.drain({ timeoutMs: 0 });
      if (result.released.length > 0) {
        abandoned.push(
          `${String(result.released.length)} claims of channel '${channel.id}' were given back`,
        );
      }
      for (const systemId of result.busySubscribers) {
        abandoned.push(`a subscriber of '${systemId}' to channel '${channel.id}' was still running`);
      }
    }
    deadline.abort();
    const report: DrainReport = {
      completed: abandoned.length === 0,
      elapsedMs: this.clock.monotonicMs() - startedMs,
      abandoned,
      channels,
    };
    this.logger.info('app.drained', { ...report });
    return report;
  }

  /** Systems end at once, except those with an inbox: they end after everybody that feeds them. */
  private async finishAll(
    systems: readonly SystemRuntime[],
    finished: Set<SystemRuntime>,
  ): Promise<void> {
    const ends = new Map<string, Promise<void>>();
    const byId = new Map(systems.map((system) => [system.id, system]));
    const finish = (system: SystemRuntime): Promise<void> => {
      const known = ends.get(system.id);
      if (known !== undefined) return known;
      const feeders = (system.spec.fedBy ?? []).flatMap((id) => byId.get(id) ?? []);
      const end = (async () => {
        await Promise.all(feeders.map(finish));
        system.endInbox();
        await system.finish();
        finished.add(system);
      })();
      ends.set(system.id, end);
      return end;
    };
    await Promise.all(systems.map(finish));
    for (const channel of this.channels()) await channel.quiesceSubscribers();
  }

  private async leftover(channel: BaseChannel): Promise<ChannelLeftover[]> {
    if (channel.state !== 'running') return [];
    try {
      const { pending, claimed, dead } = await channel.stats();
      return [{ id: channel.id, pending, claimed, dead }];
    } catch (error) {
      this.logger.error('channel.stats-failed', { channelId: channel.id, error });
      return [];
    }
  }

  private async within(work: Promise<void>, timeUp: Promise<void>): Promise<boolean> {
    let done = false;
    const watched = work.then(() => {
      done = true;
    });
    await Promise.race([watched, timeUp.then(() => nextTurn())]);
    return done;
  }
}

function describe(system: SystemRuntime): string {
  const { handlersRunning, stepRunningMs } = system.health();
  if (handlersRunning > 0) {
    return `${String(handlersRunning)} handler calls of system '${system.id}' were still running`;
  }
  if (stepRunningMs !== undefined) return `a step of system '${system.id}' was still running`;
  return `system '${system.id}' had not ended`;
}
