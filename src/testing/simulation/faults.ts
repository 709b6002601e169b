import { HolonError } from '../../errors/holon-error';
import { didYouMean } from '../../util/did-you-mean';

/**
 * What may go wrong. Each is a chance from 0 to 1 that is taken anew at every opportunity; what is left out has its
 * default. A seed plays with some of them and leaves others alone, so that each is also met by itself.
 */
export interface Faults {
  /** Before any event: the process is gone without a word, and a new one starts on the same store. @defaultValue 0.01 */
  readonly crash?: number;
  /** Before any event: the app is drained, with little time or enough, and built anew. @defaultValue 0.005 */
  readonly restart?: number;
  /** Per call of a handler (of `@Consume` or `subscribe`), `setup` or `step`: it takes long, one of `@Consume` up to half as long again as its claim lasts. @defaultValue 0.05 */
  readonly slowHandler?: number;
  /** Per call of a handler, `setup`, `step` or `run`: it throws, before or after it has done its work. @defaultValue 0.05 */
  readonly failHandler?: number;
  /** Per call of the store: it fails, before the effect or after it. @defaultValue 0.01 */
  readonly storeError?: number;
  /** Per call of the store: the effect comes later, and the answer later still, so that calls overtake each other. @defaultValue 0.3 */
  readonly slowStore?: number;
  /** Per timer: it fires up to 5 000 ms late. @defaultValue 0.02 */
  readonly lateTimer?: number;
  /**
   * Per write or transaction that writes: it reaches the store once more, as from a writer that has not heard the
   * answer. @defaultValue 0.03
   */
  readonly duplicate?: number;
  /**
   * Per acknowledgement of a claim, alone or in a transaction: it is held up until the claim has run out. The store
   * refuses it, and a message that was handled is delivered once more. @defaultValue 0.02
   */
  readonly redeliver?: number;
  /** Per event: others that are due within 5 ms go first. @defaultValue 0.3 */
  readonly reorder?: number;
}

export type FaultName = keyof Faults;

/** A chance for each fault. */
export type FaultRates = Readonly<Record<FaultName, number>>;

export const DEFAULT_RATES: FaultRates = {
  crash: 0.01,
  restart: 0.005,
  slowHandler: 0.05,
  failHandler: 0.05,
  storeError: 0.01,
  slowStore: 0.3,
  lateTimer: 0.02,
  duplicate: 0.03,
  redeliver: 0.02,
  reorder: 0.3,
};

/** What every real machine does all the time: it goes on when the faults have ceased. */
export const ALWAYS: ReadonlySet<FaultName> = new Set(['slowStore', 'reorder']);

const NONE: FaultRates = {
  crash: 0,
  restart: 0,
  slowHandler: 0,
  failHandler: 0,
  storeError: 0,
  slowStore: 0,
  lateTimer: 0,
  duplicate: 0,
  redeliver: 0,
  reorder: 0,
};

/** @throws HOLON_INVALID_ARGUMENT for an unknown fault, or a chance that is none */
export function ratesOf(faults: Faults | 'none' | undefined): FaultRates {
  if (faults === 'none') return NONE;
  const given: Faults = faults ?? {};
  for (const [name, rate] of Object.entries<unknown>({ ...given })) {
    if (!(name in DEFAULT_RATES)) {
      const near = didYouMean(name, Object.keys(DEFAULT_RATES));
      throw invalid(`there is no fault '${name}'${near}`);
    }
    if (rate === undefined || (typeof rate === 'number' && rate >= 0 && rate <= 1)) continue;
    throw invalid(`the chance of '${name}' must be a number from 0 to 1, not ${show(rate)}`);
  }
  return { ...DEFAULT_RATES, ...given };
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value;
}

function invalid(problem: string): HolonError {
  return new HolonError('HOLON_INVALID_ARGUMENT', `simulate: ${problem}`, {
    hint: `Name chances of ${Object.keys(DEFAULT_RATES).join(', ')}, or pass faults: 'none'.`,
  });
}
