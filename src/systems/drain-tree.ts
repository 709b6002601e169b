import type { BaseChannel } from '../channels/base-channel';
import type { Logger } from '../observability/logger';
import type { LogStats } from '../stores/channel-store';
import { sleep } from '../util/abort';
import type { Clock } from '../util/clock';
import { nextTurn } from '../util/turn';
import { counted, type ChannelLeftover, type DrainReport } from './drain-report';
import type { SystemRuntime } from './system-runtime';

/** What a drain goes by. */
export interface DrainOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeoutMs: number;
  /** The start, where it is still under way. Never rejects. */
  readonly starting: Promise<void>;
}

/** Ends systems and their channels, the last started first, and keeps account of what had to be left. */
export class TreeDrain {
  private readonly abandoned: string[] = [];
  private readonly finished = new Set<SystemRuntime>();
  private readonly timeUp: Promise<void>;
  private readonly deadline = new AbortController();
  private readonly startedMs: number;

  /** @param listSystems parents first; asked again when the start has ended */
  constructor(
    private readonly listSystems: () => readonly SystemRuntime[],
    private readonly options: DrainOptions,
  ) {
    const { clock, timeoutMs } = options;
    this.startedMs = clock.monotonicMs();
    this.timeUp = timeoutMs > 0 ? sleep(clock, timeoutMs, this.deadline.signal) : Promise.resolve();
  }

  /** Never rejects. */
  async run(): Promise<DrainReport> {
    const { clock, logger, starting } = this.options;
    if (!(await this.within(starting))) this.reportStart();
    const systems = [...this.listSystems()].reverse();
    const channels = systems.flatMap((system) => [...system.channels].reverse());
    const allFinished = this.finishAll(systems, channels);
    if (!(await this.within(allFinished))) await this.giveUp(systems);
    this.reportInboxes(systems);
    for (const system of systems) {
      if (await this.within(system.stop())) continue;
      this.abandoned.push(`onStop of system '${system.id}' was still running`);
      system.markStopped();
    }
    const leftovers: ChannelLeftover[] = [];
    for (const channel of channels) leftovers.unshift(...(await this.close(channel)));
    this.deadline.abort();
    const report: DrainReport = {
      completed: this.abandoned.length === 0,
      elapsedMs: clock.monotonicMs() - this.startedMs,
      abandoned: this.abandoned,
      channels: leftovers,
    };
    logger.info('app.drained', { ...report });
    return report;
  }

  private reportStart(): void {
    for (const system of this.listSystems()) {
      if (system.isSettingUp)
        this.abandoned.push(`setup of system '${system.id}' was still running`);
    }
    if (this.abandoned.length === 0) this.abandoned.push('the start was still under way');
  }

  /** Systems end at once, except those with an inbox: they end after everybody that feeds them. */
  private async finishAll(
    systems: readonly SystemRuntime[],
    channels: readonly BaseChannel[],
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
        this.finished.add(system);
      })();
      ends.set(system.id, end);
      return end;
    };
    await Promise.all(systems.map(finish));
    for (const channel of channels) await channel.quiesceSubscribers();
  }

  /** At the deadline. Whoever only waited for its signal, or for others, gets one turn to end. */
  private async giveUp(systems: readonly SystemRuntime[]): Promise<void> {
    const late = systems.filter((system) => !this.finished.has(system));
    const atWork = late.map((system) => workOf(system));
    for (const system of late) {
      system.giveUp();
      // Those that waited for others to end before them have not been asked yet.
      void system.finish().then(() => this.finished.add(system));
    }
    await nextTurn();
    for (const [index, system] of late.entries()) {
      const work = atWork[index];
      if (work !== undefined) this.abandoned.push(work);
      else if (!this.finished.has(system)) {
        this.abandoned.push(`system '${system.id}' had not ended`);
      }
    }
  }

  private reportInboxes(systems: readonly SystemRuntime[]): void {
    // Replicas share one.
    for (const inbox of new Set(systems.flatMap((system) => system.spec.inbox ?? []))) {
      if (inbox.size === 0) continue;
      this.abandoned.push(
        `${counted(inbox.size, 'message', `inbox '${inbox.name}'`)} not received`,
      );
    }
  }

  /** Drains one channel; nothing is waited for, as nobody is left to wait for. */
  private async close(channel: BaseChannel): Promise<ChannelLeftover[]> {
    const left = await this.leftover(channel);
    const of = `channel '${channel.id}'`;
    try {
      const { released, busySubscribers } = await channel.drain({ timeoutMs: 0 });
      if (released.length > 0) {
        this.abandoned.push(`${counted(released.length, 'claim', of)} given back`);
      }
      for (const systemId of busySubscribers) {
        this.abandoned.push(`a subscriber of '${systemId}' to ${of} was still running`);
      }
    } catch (error) {
      this.options.logger.error('channel.drain-failed', { channelId: channel.id, error });
      this.abandoned.push(`${of} could not be closed in order`);
    }
    return left;
  }

  private async leftover(channel: BaseChannel): Promise<ChannelLeftover[]> {
    if (channel.state !== 'running') return [];
    try {
      const stats = await channel.stats();
      const { claimed, dead } = stats;
      const pending = pendingWork(channel, stats);
      return pending + claimed + dead > 0 ? [{ id: channel.id, pending, claimed, dead }] : [];
    } catch (error) {
      this.options.logger.error('channel.stats-failed', { channelId: channel.id, error });
      return [];
    }
  }

  /** Whether `work` is done before the deadline, or within a turn where that has passed. */
  private async within(work: Promise<void>): Promise<boolean> {
    let done = false;
    const watched = work.then(() => {
      done = true;
    });
    await Promise.race([watched, this.timeUp.then(() => nextTurn())]);
    return done;
  }
}

/** A mailbox keeps what has been read; only its readers' lag tells that apart from what waits. */
function pendingWork({ info }: BaseChannel, { pending, readers }: LogStats): number {
  if (info.kind === 'work-queue') return pending;
  if (info.kind !== 'mailbox') return 0;
  const lags = Object.values(readers).map(({ lag }) => lag);
  return lags.length === 0 ? pending : lags.reduce((sum, lag) => sum + lag, 0);
}

/** What a system does at this moment. */
function workOf(system: SystemRuntime): string | undefined {
  const { handlersRunning, stepRunningMs } = system.health();
  const of = `system '${system.id}'`;
  if (handlersRunning > 0) return `${counted(handlersRunning, 'handler call', of)} still running`;
  return stepRunningMs === undefined ? undefined : `a step of ${of} was still running`;
}
