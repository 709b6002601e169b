import type { WriteOptions, WriteReceipt } from '../../channels/channel-handle';
import { type App, runtimesOf } from '../../container/app';
import { HolonError, isHolonError } from '../../errors/holon-error';
import { readChannelMetadata } from '../../decorators/metadata-storage';
import type { AnyChannelClass, ContentOf } from '../../model/channel-class';
import { didYouMean } from '../../util/did-you-mean';
import { TimeOrderedIdSource } from '../../util/id-source';
import type { Lives } from './lives';
import { hashOf, SeededRandom } from './seeded-random';
import { type SimulatedChannel, simulatedChannel } from './simulated-channel';
import type { SimulatedProcess } from './simulated-process';
import type { SimulationParts } from './store-line';
import { WatchedCalls } from './watched-promise';

/** Where a simulation stands: things go wrong, nothing goes wrong any more, the app has been drained. */
export type SimulationPhase = 'faults' | 'calm' | 'ended';

/** What an invariant sees. */
export interface SimulatedWorld {
  readonly seed: number;
  readonly phase: SimulationPhase;
  /** Virtual milliseconds since the beginning. */
  readonly elapsedMs: number;
  /** Virtual wall clock, milliseconds since 1970. */
  readonly nowMs: number;
  /** What has happened so far, a line each. */
  readonly trace: readonly string[];
  /** The app of the process that lives now; undefined while there is none. */
  readonly app: App | undefined;
  /** What a channel holds, by its class or by its id. */
  channel<C extends AnyChannelClass>(channel: C): SimulatedChannel<ContentOf<C>>;
  channel<T = unknown>(id: string): SimulatedChannel<T>;
  /** The one object of a class that lives outside the app and outlives its crashes; made anew for each run. */
  outside<T extends object>(make: new () => T): T;
}

/** What somebody outside the app sees, and can do. */
export interface OutsideWorld extends SimulatedWorld {
  /** Random numbers that follow from the seed. */
  readonly random: SeededRandom;
  /** Waits in virtual time. */
  sleep(ms: number): Promise<void>;
  /**
   * Writes, and tries again with the same id until the write is acknowledged, through crashes, restarts and full
   * channels. Rejects where trying again is of no use. `as` is the name of the sender.
   */
  write<C extends AnyChannelClass>(
    channel: C,
    content: ContentOf<C>,
    options?: WriteOptions & { readonly as?: string },
  ): Promise<WriteReceipt>;
}

const RETRY_MS = 100;

/** The world of one simulation, as users see it. */
export class World implements OutsideWorld {
  phase: SimulationPhase = 'faults';
  readonly random: SeededRandom;
  private readonly ids = new TimeOrderedIdSource('0VTS1DE000');
  /** What the workload has asked for, and should have awaited. */
  readonly calls = new WatchedCalls();
  private hasRun = false;
  /** Ids of channels of any process, as the ledger does not hear of those with a store of their own. */
  private readonly connected = new Set<string>();
  private readonly objects = new Map<new () => object, object>();
  private waiting: ((process: SimulatedProcess) => void)[] = [];

  constructor(
    readonly seed: number,
    private readonly parts: SimulationParts,
    private readonly lives: Lives,
  ) {
    this.random = new SeededRandom(hashOf('workload', seed));
  }

  get elapsedMs(): number {
    return this.parts.schedule.elapsedMs;
  }

  get nowMs(): number {
    return this.parts.schedule.nowMs;
  }

  get trace(): readonly string[] {
    return this.parts.trace.lines;
  }

  get app(): App | undefined {
    return this.lives.running?.app;
  }

  channel<T>(channel: AnyChannelClass | string): SimulatedChannel<T> {
    const id = typeof channel === 'string' ? channel : readChannelMetadata(channel)?.id;
    if (id === undefined) {
      throw new HolonError(
        'HOLON_INVALID_ARGUMENT',
        'world.channel needs a channel class or an id',
      );
    }
    this.checkKnown(id, channel);
    return simulatedChannel<T>(this.parts.ledger.channel(id));
  }

  outside<T extends object>(make: new () => T): T {
    let object = this.objects.get(make);
    if (object === undefined) {
      object = new make();
      this.objects.set(make, object);
    }
    return object as T; // made by this very class
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.parts.schedule.add('end of a sleep outside', ms, resolve);
    });
  }

  write<C extends AnyChannelClass>(
    channel: C,
    content: ContentOf<C>,
    options?: WriteOptions & { readonly as?: string },
  ): Promise<WriteReceipt> {
    const name = `world.write(${typeof channel === 'function' ? channel.name : String(channel)})`;
    return this.calls.watch(name, () => this.writeUntilStored(channel, content, options));
  }

  private async writeUntilStored<C extends AnyChannelClass>(
    channel: C,
    content: ContentOf<C>,
    { as = 'outside', ...options }: WriteOptions & { readonly as?: string } = {},
  ): Promise<WriteReceipt> {
    const id = options.id ?? this.ids.next(this.nowMs);
    for (;;) {
      const process = await this.whenRunning();
      const receipt = await Promise.race([
        process.ended.then(() => undefined),
        this.tryToWrite(process, channel, content, as, { ...options, id }),
      ]);
      if (receipt !== undefined) return receipt;
      await this.sleep(RETRY_MS);
    }
  }

  /** A process runs: whoever waits for one goes on. */
  started(process: SimulatedProcess): void {
    this.hasRun = true;
    this.connect(process);
    for (const resolve of this.waiting.splice(0)) resolve(process);
  }

  /** Before the app has run nobody knows. @throws HOLON_CHANNEL_NOT_CONNECTED */
  private checkKnown(id: string, asked: AnyChannelClass | string): void {
    if (!this.hasRun || this.connected.has(id)) return;
    if (this.lives.current !== undefined) this.connect(this.lives.current);
    const known = new Set([...this.connected, ...this.parts.ledger.opened]);
    if (known.has(id)) return;
    const call = `world.channel(${typeof asked === 'string' ? `'${id}'` : asked.name})`;
    throw new HolonError(
      'HOLON_CHANNEL_NOT_CONNECTED',
      `${call}: the app has no channel '${id}'${didYouMean(id, known)}`,
      { hint: `It has ${[...known].sort().join(', ')}.` },
    );
  }

  private connect({ app }: SimulatedProcess): void {
    for (const { channels } of app === undefined ? [] : runtimesOf(app)) {
      for (const { id } of channels) this.connected.add(id);
    }
  }

  private whenRunning(): Promise<SimulatedProcess> {
    const process = this.lives.running;
    if (process !== undefined) return Promise.resolve(process);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Undefined where it may be tried again. */
  private async tryToWrite<C extends AnyChannelClass>(
    process: SimulatedProcess,
    channel: C,
    content: ContentOf<C>,
    systemId: string,
    options: WriteOptions,
  ): Promise<WriteReceipt | undefined> {
    try {
      const client = process.app?.client<{ readonly write: readonly [C] }>(
        { write: [channel] },
        systemId,
      );
      return await client?.write(channel, content, options);
    } catch (error) {
      const isOver = process.state !== 'running'; // what is closed now is open in the next life
      if (isOver || (isHolonError(error) && error.retryable)) return undefined;
      throw error;
    }
  }
}
