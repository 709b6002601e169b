import type { RegistryReader } from '../../channels/channel-handle';
import type { Registration } from '../../discovery/registration';
import { markRemote } from '../../errors/error-origin';
import { HolonError } from '../../errors/holon-error';
import { onAbort, sleep, throwIfAborted } from '../../util/abort';
import type { Clock } from '../../util/clock';
import type { LookUpTime } from './target';

/** What a registry said so long ago is believed. */
const FRESH_MS = 1_000;

/** An address that failed is left alone so long, where there is another. */
const REST_MS = 5_000;

/** What one registry lists, asked no more often than needed, and which addresses have failed lately. */
export class Directory {
  private static readonly all = new WeakMap<RegistryReader, Directory>();

  private listed: Promise<readonly Registration[]> | undefined;
  private last: readonly Registration[] | undefined;
  /** Whether it has let somebody wait in vain since it answered last: nobody else waits while there is something to go by. */
  private isSilent = false;
  private listedMs = -Infinity;
  private readonly restingUntilMs = new Map<string, number>();
  private readonly turns = new Map<string, number>();

  /** One for all that ask the same registry. */
  static of(registry: RegistryReader): Directory {
    let directory = Directory.all.get(registry);
    if (directory === undefined) {
      directory = new Directory(registry);
      Directory.all.set(registry, directory);
    }
    return directory;
  }

  private constructor(private readonly registry: RegistryReader) {}

  /** Where the registry is, when that is another process. */
  get origin(): string | undefined {
    return this.registry.origin;
  }

  /**
   * What is live, oldest first. While the registry does not answer: what it said last.
   * @throws HOLON_REMOTE_FAILED, HOLON_ABORTED, and what asking the registry throws
   */
  async list(clock: Clock, time: LookUpTime = {}): Promise<readonly Registration[]> {
    const nowMs = clock.monotonicMs();
    if (this.listed === undefined || nowMs - this.listedMs >= FRESH_MS) {
      this.listedMs = nowMs;
      this.listed = this.ask();
    }
    const { last, listed } = this;
    if (time.withinMs === undefined) return listed;
    // What the registry said last will do, and leaves time for what is to be done there.
    if (last !== undefined && this.isSilent) return last;
    const patienceMs = last === undefined ? time.withinMs : time.withinMs / 3;
    const said = await withinTime(listed, clock, { ...time, withinMs: patienceMs });
    if (said !== undefined) return said;
    this.isSilent = true;
    if (last !== undefined) return last;
    throw markRemote(
      new HolonError(
        'HOLON_REMOTE_FAILED',
        `The registry${this.origin === undefined ? '' : ` at ${this.origin}`} has not answered within ${String(Math.round(patienceMs))} ms`,
      ),
    );
  }

  /** The address did not answer. */
  failed(url: string, clock: Clock): void {
    this.restingUntilMs.set(url, clock.monotonicMs() + REST_MS);
    // It may have been registered anew somewhere else.
    this.listed = undefined;
  }

  isResting(url: string, clock: Clock): boolean {
    const untilMs = this.restingUntilMs.get(url);
    if (untilMs === undefined) return false;
    if (untilMs > clock.monotonicMs()) return true;
    this.restingUntilMs.delete(url);
    return false;
  }

  /** 0, 1, 2, … for each `name`. */
  turn(name: string): number {
    const turn = this.turns.get(name) ?? 0;
    this.turns.set(name, turn + 1);
    return turn;
  }

  private async ask(): Promise<readonly Registration[]> {
    try {
      this.last = (await this.registry()) as readonly Registration[]; // what discovery channels list
      this.isSilent = false;
      return this.last;
    } catch (error) {
      this.listed = undefined;
      this.isSilent = true;
      if (this.last === undefined) throw error;
      return this.last;
    }
  }
}

/** What `work` answers; undefined when the time is over before. @throws HOLON_ABORTED, and what `work` throws */
async function withinTime<T>(
  work: Promise<T>,
  clock: Clock,
  { withinMs = Infinity, signal }: LookUpTime,
): Promise<T | undefined> {
  work.catch(() => undefined); // where nobody waits any more, who asks next is told
  throwIfAborted(signal);
  const done = new AbortController();
  const stopListening = onAbort(signal, () => {
    done.abort();
  });
  try {
    const found = await Promise.race([
      work,
      sleep(clock, withinMs, done.signal, { background: true }),
    ]);
    throwIfAborted(signal);
    return found ?? undefined;
  } finally {
    stopListening();
    done.abort();
  }
}
