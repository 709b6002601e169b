/** What always holds, whatever goes wrong, and what a simulation says when it does not. */
export const INVARIANTS = {
  lost: 'no acknowledged write is lost',
  holder: 'a message has one holder',
  order: 'the order of a channel is rising for every reader',
  early: 'a delayed message is not delivered before its time',
  redelivered: 'what is settled is not delivered again',
  duplicate: 'one id is stored once',
  torn: 'a transaction is stored as a whole or not at all',
  wakeup: 'nobody sleeps while there is work for it',
  unfinished: 'everything is processed once the faults have ceased',
  leftover: 'a drained app leaves nothing running and nothing claimed',
  workload: 'the workload comes to its end',
  invariant: 'the invariant given to simulate',
  eventually: 'what `eventually` says, once everything is processed',
} as const;

export type InvariantName = keyof typeof INVARIANTS;

/** An invariant that does not hold. */
export interface Breach {
  readonly invariant: InvariantName;
  /** What was seen, in a sentence. */
  readonly what: string;
  readonly cause?: unknown;
}

/** Hears of breaches; the first one ends the simulation. */
export type ReportBreach = (invariant: InvariantName, what: string, cause?: unknown) => void;
