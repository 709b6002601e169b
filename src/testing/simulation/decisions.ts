import { ALWAYS, type FaultName, type FaultRates } from './faults';
import { hashOf, SeededRandom } from './seeded-random';

/** How much more likely a fault is in one seed than in the mean; none at all in a third of them. */
const SEED_FACTORS = [0, 1, 2] as const;

/**
 * What goes wrong, and when. Each decision follows from the seed, its fault, its place and how many times that place
 * was met before, and from no other decision: so one can be left out and the others stay as they were.
 */
export class Decisions {
  /** Names of the faults that happened, in order. */
  readonly taken: string[] = [];
  /** Faults keep things from happening in time until then; milliseconds since 1970. */
  disturbedUntilMs = 0;
  /** When the faults cease; milliseconds since 1970. */
  ceaseMs = Infinity;
  /** Whether anything has gone wrong that does not happen all the time. */
  hasStruck = false;
  private readonly counts = new Map<string, number>();
  private readonly rates: Record<FaultName, number>;
  private isCalm = false;

  /** @param only what may happen; all that the seed says when left out */
  constructor(
    private readonly seed: number,
    rates: FaultRates,
    private readonly only: ReadonlySet<string> | undefined,
    private readonly nowMs: () => number,
  ) {
    this.rates = { ...rates };
    for (const fault of Object.keys(rates) as FaultName[]) {
      const factor = SEED_FACTORS[hashOf(fault, seed) % SEED_FACTORS.length] ?? 1;
      this.rates[fault] = Math.min(1, rates[fault] * factor);
    }
  }

  /** Whether `fault` happens here and now; its details follow from the random numbers that it answers. */
  take(fault: FaultName, place: string): SeededRandom | undefined {
    if (this.isCalm && !ALWAYS.has(fault)) return undefined;
    const rate = this.rates[fault];
    if (rate === 0) return undefined;
    const where = `${fault} ${place}`;
    const count = (this.counts.get(where) ?? 0) + 1;
    this.counts.set(where, count);
    const name = `${where} #${count}`;
    const random = new SeededRandom(hashOf(name, this.seed));
    const happens = random.next() < rate;
    if (!(this.only === undefined ? happens : this.only.has(name))) return undefined;
    this.taken.push(name);
    if (!ALWAYS.has(fault)) {
      this.hasStruck = true;
      this.disturb(0);
    }
    return random;
  }

  /** What a fault has begun keeps things from happening in time for `ms` more. */
  disturb(ms: number): void {
    this.disturbedUntilMs = Math.max(this.disturbedUntilMs, this.nowMs() + ms);
  }

  /** From now on nothing fails, and nothing is late by more than a few milliseconds. */
  calm(): void {
    this.isCalm = true;
  }

  get calmed(): boolean {
    return this.isCalm;
  }
}
