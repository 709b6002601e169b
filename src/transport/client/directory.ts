import type { RegistryReader } from '../../channels/channel-handle';
import type { Registration } from '../../discovery/registration';
import type { Clock } from '../../util/clock';

/** What a registry said so long ago is believed. */
const FRESH_MS = 1_000;

/** An address that failed is left alone so long, where there is another. */
const REST_MS = 5_000;

/** What one registry lists, asked no more often than needed, and which addresses have failed lately. */
export class Directory {
  private static readonly all = new WeakMap<RegistryReader, Directory>();

  private listed: Promise<readonly Registration[]> | undefined;
  private last: readonly Registration[] | undefined;
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

  /** What is live, oldest first. While the registry does not answer: what it said last. */
  async list(clock: Clock): Promise<readonly Registration[]> {
    const nowMs = clock.monotonicMs();
    if (this.listed === undefined || nowMs - this.listedMs >= FRESH_MS) {
      this.listedMs = nowMs;
      this.listed = this.ask();
    }
    return this.listed;
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
      return this.last;
    } catch (error) {
      this.listed = undefined;
      if (this.last === undefined) throw error;
      return this.last;
    }
  }
}
