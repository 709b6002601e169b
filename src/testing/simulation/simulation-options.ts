import type { CreateAppOptions } from '../../container/create-app';
import type { Provider } from '../../decorators/declarations';
import { HolonError } from '../../errors/holon-error';
import type { ChannelStore } from '../../stores/channel-store';
import { didYouMean } from '../../util/did-you-mean';
import type { Faults } from './faults';
import type { OutsideWorld, SimulatedWorld } from './simulated-world';

/** What one simulation goes by, its seed aside. */
export interface SimulationSettings {
  /** Virtual milliseconds in which things go wrong. @defaultValue 60 000 */
  readonly virtualMs?: number;
  /** What goes wrong, and how often. @defaultValue every fault, now and then */
  readonly faults?: Faults | 'none';
  /**
   * Called after each step, when everything that could go on has gone on. It is broken when this throws, or answers
   * false. Read channels by `world.channel(…)`: what needs time cannot be awaited here.
   */
  readonly invariant?: (world: SimulatedWorld) => unknown;
  /** The same, called once: when the faults have ceased and everything written before has been processed. */
  readonly eventually?: (world: SimulatedWorld) => unknown;
  /** Who uses the app from outside. It outlives crashes; what is written is tried again until it is acknowledged. */
  readonly workload?: (world: OutsideWorld) => Promise<void>;
  /** As of `createApp`; a function is called for each process: what processes share, it takes from `world.outside(…)`. */
  readonly providers?: readonly Provider[] | ((world: SimulatedWorld) => readonly Provider[]);
  readonly security?: CreateAppOptions['security'];
  /** Makes the store of a world; it must answer at once. @defaultValue `new MemoryStore()` */
  readonly store?: () => ChannelStore;
  /**
   * Virtual milliseconds in which some of what is left must be processed once the faults have ceased.
   * @defaultValue twice the longest claim, and five minutes
   */
  readonly settleMs?: number;
  /** Runs made to find out which faults a failure needs; 0 for none. @defaultValue 200 */
  readonly shrinkRuns?: number;
}

/** What `simulate` takes. */
export interface SimulationOptions extends SimulationSettings {
  /** A whole number: everything follows from it. */
  readonly seed: number;
  /** Lets only these faults happen: those that a failure has named. */
  readonly only?: readonly string[];
}

/** What `simulateMany` takes. */
export interface ManyOptions extends SimulationSettings {
  /** `count` seeds from `from` on. */
  readonly seeds: { readonly from: number; readonly count: number };
}

const KNOWN = {
  virtualMs: 'span',
  settleMs: 'span',
  shrinkRuns: 'span',
  invariant: 'function',
  eventually: 'function',
  workload: 'function',
  store: 'function',
  providers: 'any',
  security: 'any',
  faults: 'any',
  seed: 'any',
  seeds: 'any',
  only: 'list',
} as const;

/** @throws HOLON_INVALID_ARGUMENT for an option that is not known or of the wrong kind */
export function checkSettings(settings: SimulationSettings): void {
  for (const [name, value] of Object.entries<unknown>({ ...settings })) {
    const kind = (KNOWN as Readonly<Record<string, string>>)[name];
    if (kind === undefined) {
      throw invalid(`there is no option '${name}'${didYouMean(name, Object.keys(KNOWN))}`);
    }
    if (value === undefined) continue;
    if (kind === 'function' && typeof value !== 'function') {
      throw invalid(`${name} must be a function, not ${typeof value}`);
    }
    if (kind === 'list' && !Array.isArray(value)) {
      throw invalid(`${name} must be a list of faults, not ${typeof value}`);
    }
    if (kind === 'span' && !(typeof value === 'number' && value >= 0 && value < Infinity)) {
      throw invalid(
        `${name} must be a number from 0 on, not ${typeof value === 'number' ? value : typeof value}`,
      );
    }
  }
}

/** @throws HOLON_INVALID_ARGUMENT */
export function checkSeed(seed: unknown, name = 'seed'): number {
  if (typeof seed === 'number' && Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw invalid(`${name} must be a whole number from 0 on, not ${String(seed)}`);
}

function invalid(problem: string): HolonError {
  return new HolonError('HOLON_INVALID_ARGUMENT', `simulate: ${problem}`, {
    hint: 'Call simulate(Root, { seed: 1, virtualMs: 60_000, invariant: (world) => … }).',
  });
}
