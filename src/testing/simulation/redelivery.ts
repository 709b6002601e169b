import type { Settlement } from '../../stores/channel-store';
import type { ChannelLedger } from './channel-ledger';
import type { StoreLine } from './store-line';

/** What is to be settled, and in which channel. */
export interface LedgerSettlement {
  readonly ledger: ChannelLedger;
  readonly settlement: Settlement;
}

/** How late settlements come to the store. */
export interface Holdup {
  /** 0 where they are not held up. */
  readonly heldUpMs: number;
  /** The time that the store goes by, of what was asked at `askedMs`. */
  readonly nowMs: (askedMs: number) => number;
}

/** By how much an acknowledgement may miss the end of its claim. */
const LONGEST_MISS_MS = 500;

const PROMPT: Holdup = { heldUpMs: 0, nowMs: (askedMs) => askedMs };

/**
 * Holds acknowledgements up where the seed says so: they come to the store when the claim has run out. It refuses them,
 * and what was handled is delivered once more. What holds no claim, and what gives one back, is not held up.
 */
export function holdUp(
  label: string,
  settlements: readonly LedgerSettlement[],
  { isDown, parts }: StoreLine,
): Holdup {
  const { decisions, schedule, trace } = parts;
  let endsMs = Infinity;
  for (const { ledger, settlement } of settlements) {
    if (settlement.action.kind !== 'acknowledge') continue;
    const { untilMs = Infinity } = ledger.holds(settlement, schedule.nowMs) ?? {};
    endsMs = Math.min(endsMs, untilMs);
  }
  // A claim that outlives the faults would only keep its holder waiting, and then be acknowledged all the same.
  if (isDown || endsMs >= decisions.ceaseMs) return PROMPT;
  const random = decisions.take('redeliver', label);
  if (random === undefined) return PROMPT;
  trace.add(`${label} is held up until the claim has run out`);
  const heldUpMs = endsMs - schedule.nowMs + random.between(0, LONGEST_MISS_MS);
  return { heldUpMs, nowMs: () => schedule.nowMs };
}
