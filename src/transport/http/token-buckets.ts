import type { Clock } from '../../util/clock';

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** More keys than this are looked through for those that say nothing any more. */
const MOST_KEYS = 10_000;

/** Lets each key do something so often a second, with bursts. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  /** @param perSecond `Infinity` for no limit @param burst most tokens that a key saves up */
  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly burst: number,
  ) {}

  /** Takes one; answers 0, or the milliseconds until there is one. */
  take(key: string): number {
    if (this.perSecond === Infinity) return 0;
    const bucket = this.filled(key);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return ((1 - bucket.tokens) / this.perSecond) * 1_000;
  }

  /** As `take`, but takes nothing. */
  look(key: string): number {
    if (this.perSecond === Infinity || !this.buckets.has(key)) return 0;
    const { tokens } = this.filled(key);
    return tokens >= 1 ? 0 : ((1 - tokens) / this.perSecond) * 1_000;
  }

  /** Whether no key is known to have taken anything. */
  get isEmpty(): boolean {
    return this.buckets.size === 0;
  }

  /** Whether the key has taken something that has not come back yet. */
  has(key: string): boolean {
    if (!this.buckets.has(key)) return false;
    if (this.filled(key).tokens < this.burst) return true;
    this.buckets.delete(key);
    return false;
  }

  private filled(key: string): Bucket {
    const nowMs = this.clock.monotonicMs();
    const known = this.buckets.get(key);
    if (known !== undefined) {
      const gained = ((nowMs - known.filledAtMs) / 1_000) * this.perSecond;
      known.tokens = Math.min(this.burst, known.tokens + gained);
      known.filledAtMs = nowMs;
      return known;
    }
    if (this.buckets.size >= MOST_KEYS) this.forget(nowMs);
    const made = { tokens: this.burst, filledAtMs: nowMs };
    this.buckets.set(key, made);
    return made;
  }

  /** Full buckets say what no bucket says. Where all are in use, the oldest tenth starts anew. */
  private forget(nowMs: number): void {
    const fullAfterMs = (this.burst / this.perSecond) * 1_000;
    for (const [key, bucket] of this.buckets) {
      if (nowMs - bucket.filledAtMs >= fullAfterMs) this.buckets.delete(key);
    }
    if (this.buckets.size < MOST_KEYS) return;
    for (const key of [...this.buckets.keys()].slice(0, MOST_KEYS / 10)) this.buckets.delete(key);
  }
}
