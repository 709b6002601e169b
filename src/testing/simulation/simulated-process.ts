import { type App, runtimesOf } from '../../container/app';
import { createApp, type CreateAppOptions } from '../../container/create-app';
import type { SystemClass } from '../../decorators/metadata';
import type { ChannelStore } from '../../stores/channel-store';
import type { SystemRuntime } from '../../systems/system-runtime';
import { createDeferred } from '../../util/deferred';
import { TimeOrderedIdSource } from '../../util/id-source';
import type { RunningCall } from './call-faults';
import { interceptPushes, interceptWrites } from './channel-interception';
import { interceptCalls } from './interception';
import type { SeededRandom } from './seeded-random';
import { SimulatedClock } from './simulated-clock';
import { SimulatedStore } from './simulated-store';
import { type SimulationParts, StoreLine } from './store-line';
import { traceLogger } from './trace-logger';

/** Of a drain's time this share at most is kept for `onStop`. */
const RESERVED_SHARE = 0.1;

/** What every process of one simulation runs. */
export interface Program {
  readonly root: SystemClass;
  readonly options: Pick<CreateAppOptions, 'providers' | 'security'>;
}

/** One life of the app: from its construction to its crash or the end of its drain. */
export class SimulatedProcess {
  readonly clock: SimulatedClock;
  /** Resolves when nothing of it goes on any more. */
  readonly ended: Promise<void>;
  state: 'starting' | 'running' | 'draining' | 'ended' = 'starting';
  /** Since when it runs, milliseconds since 1970. */
  runningSinceMs = Infinity;
  /** Set once it is built. */
  app: App | undefined;
  /** Whether it was started after the faults had ceased. */
  readonly isOfCalm: boolean;
  runtimes: readonly SystemRuntime[] = [];
  readonly running = new Set<RunningCall>();
  private readonly line: StoreLine;
  private readonly ending = createDeferred();

  constructor(
    readonly number: number,
    private readonly store: ChannelStore,
    private readonly parts: SimulationParts,
  ) {
    this.clock = new SimulatedClock(parts.schedule);
    this.line = new StoreLine(parts);
    this.isOfCalm = parts.decisions.calmed;
    this.ended = this.ending.promise;
  }

  /** Owner of what dies with the process and is none of its timers. */
  get lifetime(): object {
    return this.line;
  }

  get isGone(): boolean {
    return this.state === 'ended';
  }

  /** Builds and launches. Rejects as `createApp` and `launch` do; stays pending when the process dies meanwhile. */
  async start({ root, options }: Program): Promise<void> {
    const { parts, clock } = this;
    parts.trace.add(`process ${this.number} starts`);
    const app = await createApp(root, {
      ...options,
      store: new SimulatedStore(this.store, this.line),
      clock,
      ids: new TimeOrderedIdSource(`P${this.number}`),
      logger: traceLogger(parts.trace),
    });
    this.app = app;
    this.runtimes = runtimesOf(app);
    for (const runtime of this.runtimes) {
      runtime.intercept(interceptCalls(runtime.id, this, parts));
      for (const channel of runtime.channels) {
        interceptWrites(channel, parts);
        interceptPushes(channel, this, parts);
      }
    }
    await app.launch();
    if (this.state !== 'starting') return;
    this.state = 'running';
    this.runningSinceMs = clock.nowMs();
    parts.trace.add(`process ${this.number} runs`);
  }

  /** Gone at once: no timer of it fires, no call of it is answered; its claims stay until they expire. */
  crash(random: SeededRandom): void {
    this.parts.trace.add(`process ${this.number} crashes`);
    this.line.cut(random);
    this.end();
  }

  /** Ends it in order; what is left then is reported. */
  async drain(timeoutMs: number): Promise<void> {
    const { parts, app } = this;
    if (app === undefined) return;
    this.state = 'draining';
    parts.ledger.drainBegins(parts.schedule.nowMs + timeoutMs * (1 - RESERVED_SHARE));
    parts.trace.add(`process ${this.number} is drained within ${timeoutMs} ms`);
    const { failures } = this.line;
    const { abandoned, completed } = await app.drain({ timeoutMs });
    if (this.isGone) return;
    parts.trace.add(`process ${this.number} is drained${completed ? '' : ', not completely'}`);
    if (completed) this.reportLeftovers();
    // What the store did not take back ends by itself.
    if (this.line.failures === failures) this.reportClaims(abandoned);
    this.abandon();
  }

  /** Stops it without a word. */
  abandon(): void {
    if (this.isGone) return;
    this.line.cut();
    this.end();
  }

  /** What has been told to end and does not is the user's; a complete drain has waited for everything else. */
  private reportLeftovers(): void {
    const { report } = this.parts.ledger;
    const atWork = [...this.running].find(({ signal }) => signal?.aborted !== true);
    if (atWork !== undefined) {
      report(
        'leftover',
        `${atWork.label} was still at work when the app had been drained completely`,
      );
    }
    const left = this.clock.pendingTimers;
    if (left === 0) return;
    report('leftover', `${left} timers were still set when the app had been drained completely`);
  }

  /** Where the store was too slow at the deadline, the report of the drain has said so. */
  private reportClaims(told: readonly string[]): void {
    const { channels, report } = this.parts.ledger;
    for (const channel of channels.values()) {
      const [held] = channel.heldBy(this.line);
      if (held === undefined || told.some((one) => one.includes(`channel '${channel.id}'`)))
        continue;
      report(
        'leftover',
        `${channel.named(held)} was still claimed by '${held.holder}' when the app had been drained`,
      );
    }
  }

  private end(): void {
    this.state = 'ended';
    this.clock.stop();
    this.parts.ledger.forgetCalls();
    this.ending.resolve();
  }
}
