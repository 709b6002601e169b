import type { BaseChannel } from '../channels/base-channel';
import { RELEASE_MS } from '../channels/drain-channel';
import type { Logger } from '../observability/logger';
import type { LogStats } from '../stores/channel-store';
import type { Clock } from '../util/clock';
import { nextTurn } from '../util/turn';
import { Deadline } from './deadline';
import { amountOf, counted, type ChannelLeftover, type DrainReport } from './drain-report';
import type { SystemRuntime } from './system-runtime';

/** Ends what systems ran on, once they have ended; answers what it had to leave, a sentence each. */
export type Aftermath = (deadline: Deadline) => Promise<readonly string[]>;

/** Of the time of a drain this share, and no more than this, is kept for the `onStop` of systems and channels. */
const RESERVED_SHARE = 0.1;
const LONGEST_RESERVE_MS = 1_000;
/** A pull that hangs may keep the systems from ending for this share of the time. */
const PULL_SHARE = 0.5;

/** What a drain goes by. */
export interface DrainOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeoutMs: number;
  /** The start, where it is still under way. Never rejects. */
  readonly starting: Promise<void>;
  readonly aftermath: Aftermath | undefined;
}

/** Ends systems and their channels, the last started first, and keeps account of what had to be left. */
export class TreeDrain {
  private readonly abandoned: string[] = [];
  private readonly givenBack: string[] = [];
  private readonly finished = new Set<SystemRuntime>();
  private readonly deadline: Deadline;

  /** @param listSystems parents first; asked again when the start has ended */
  constructor(
    private readonly listSystems: () => readonly SystemRuntime[],
    private readonly options: DrainOptions,
  ) {
    this.deadline = new Deadline(options.clock, options.timeoutMs);
  }

  /** Rejects only when the aftermath does. */
  async run(): Promise<DrainReport> {
    const { aftermath, logger, starting } = this.options;
    const { deadline } = this;
    if (!(await deadline.allows(starting))) this.reportStart();
    const systems = [...this.listSystems()].reverse();
    const channels = systems.flatMap((system) => [...system.channels].reverse());
    const allFinished = this.finishAll(systems, channels);
    if (!(await deadline.allows(allFinished, this.reserveMs([...systems, ...channels])))) {
      await this.giveUp(systems, channels);
    }
    this.reportInboxes(systems);
    for (const system of systems) {
      if (await deadline.allows(system.stop())) continue;
      this.abandoned.push(`onStop of system '${system.id}' was still running`);
      system.markStopped();
    }
    const leftovers: ChannelLeftover[] = [];
    const closing = new Deadline(this.options.clock, Math.max(deadline.leftMs, RELEASE_MS));
    for (const channel of channels) leftovers.unshift(...(await this.close(channel, closing)));
    this.abandoned.push(...((await aftermath?.(deadline)) ?? []));
    const report: DrainReport = {
      completed: this.abandoned.length === 0,
      elapsedMs: Math.round(deadline.elapsedMs),
      abandoned: this.abandoned,
      givenBack: this.givenBack,
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

  /** Nothing is kept back where nobody has use for it. */
  private reserveMs(parts: readonly { readonly hasOnStop: boolean }[]): number {
    if (!parts.some(({ hasOnStop }) => hasOnStop)) return 0;
    return Math.min(this.options.timeoutMs * RESERVED_SHARE, LONGEST_RESERVE_MS);
  }

  /** Channels pull no more; systems end when they could take what the last pulls brought. */
  private async finishAll(
    systems: readonly SystemRuntime[],
    channels: readonly BaseChannel[],
  ): Promise<void> {
    const pulling = channels.filter(isPulling);
    const pulls = Promise.all(pulling.map(async (channel) => channel.activity?.stopBackground()));
    if (pulling.length > 0) {
      await this.deadline.allows(pulls, this.deadline.leftMs * (1 - PULL_SHARE));
      await nextTurn();
    }
    await this.finishSystems(systems);
    await pulls;
    // A handler may write to a channel whose subscribers were idle when they were asked.
    for (let busy = channels; busy.length > 0; busy = channels.filter(hasBusySubscribers)) {
      for (const channel of busy) await channel.activity?.subscribersIdle();
    }
  }

  /** Systems end at once, except those with an inbox: they end after everybody that feeds them. */
  private async finishSystems(systems: readonly SystemRuntime[]): Promise<void> {
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
  }

  /** At the deadline. Whoever only waited for its signal, or for others, gets one turn to end. */
  private async giveUp(
    systems: readonly SystemRuntime[],
    channels: readonly BaseChannel[],
  ): Promise<void> {
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
    for (const channel of channels) {
      if (!isPulling(channel)) continue;
      this.abandoned.push(`a pull of channel '${channel.id}' was still running`);
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

  /**
   * Drains one channel. Nobody is left to settle a claim, so nothing is waited for but `onStop`, and the store, which
   * has until `closing` for all channels together.
   */
  private async close(channel: BaseChannel, closing: Deadline): Promise<ChannelLeftover[]> {
    const left = await this.leftover(channel, closing);
    const of = `channel '${channel.id}'`;
    try {
      const { leftMs } = this.deadline;
      const drained = await channel.drain({
        timeoutMs: 0,
        onStopTimeoutMs: leftMs,
        releaseTimeoutMs: closing.leftMs,
      });
      const { released, unreleased, busySubscribers, busyHooks, isStoreBusy } = drained;
      if (isStoreBusy === true) {
        this.abandoned.push(`the store had not answered the last calls of ${of}`);
      }
      if (released.length > 0) this.givenBack.push(amountOf(released.length, 'claim', of));
      if (unreleased.length > 0) {
        this.abandoned.push(`${counted(unreleased.length, 'claim', of)} not given back`);
      }
      for (const systemId of busySubscribers) {
        this.abandoned.push(`a subscriber of '${systemId}' to ${of} was still running`);
      }
      if (busyHooks.includes('message')) {
        this.abandoned.push(`onMessage of ${of} was still running`);
      }
      if (busyHooks.includes('stop')) this.abandoned.push(`onStop of ${of} was still running`);
    } catch (error) {
      this.options.logger.error('channel.drain-failed', { channelId: channel.id, error });
      this.abandoned.push(`${of} could not be closed in order`);
    }
    return left;
  }

  private async leftover(channel: BaseChannel, closing: Deadline): Promise<ChannelLeftover[]> {
    if (channel.state !== 'running') return [];
    try {
      const asking = channel.stats();
      asking.catch(() => undefined); // heard below, where it comes in time
      const isKnown = await closing.allows(asking);
      if (!isKnown) {
        this.abandoned.push(
          `what is left in channel '${channel.id}' is not known: its store is slow`,
        );
        return [];
      }
      const stats = await asking;
      const { claimed, dead } = stats;
      const pending = pendingWork(channel, stats);
      return pending + claimed + dead > 0 ? [{ id: channel.id, pending, claimed, dead }] : [];
    } catch (error) {
      this.options.logger.error('channel.stats-failed', { channelId: channel.id, error });
      this.abandoned.push(`what is left in channel '${channel.id}' is not known: its store failed`);
      return [];
    }
  }
}

function isPulling({ activity }: BaseChannel): boolean {
  return activity?.busyBackground === true;
}

function hasBusySubscribers({ activity }: BaseChannel): boolean {
  return activity !== undefined && activity.busySubscribers.length > 0;
}

/** A mailbox keeps what has been read; only its readers' lag tells that apart from what waits. */
function pendingWork({ info, isClaimsOnly }: BaseChannel, { pending, readers }: LogStats): number {
  if (isClaimsOnly) return pending;
  if (info.kind !== 'mailbox') return 0;
  const lags = Object.values(readers).map(({ lag }) => lag);
  return lags.length === 0 ? pending : lags.reduce((sum, lag) => sum + lag, 0);
}

/** What a system does at this moment. */
function workOf(system: SystemRuntime): string | undefined {
  const { handlersRunning, stepRunningMs } = system.health();
  const of = `system '${system.id}'`;
  if (handlersRunning > 0) return `${counted(handlersRunning, 'handler call', of)} still running`;
  const { callsRunning } = system;
  if (callsRunning > 0) return `${counted(callsRunning, 'service call', of)} still running`;
  return stepRunningMs === undefined ? undefined : `a step of ${of} was still running`;
}
