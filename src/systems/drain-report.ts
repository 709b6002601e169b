/** What a drained app left. */
export interface DrainReport {
  /** True when everything ended by itself before the deadline. */
  readonly completed: boolean;
  /** Milliseconds the drain took. */
  readonly elapsedMs: number;
  /** What had to be given up at the deadline, a sentence each. */
  readonly abandoned: readonly string[];
  /** Claims that nobody had settled and that are free again for others: `1 claim of channel 'jobs'`. */
  readonly givenBack: readonly string[];
  /** The channels in which work is left. */
  readonly channels: readonly ChannelLeftover[];
}

/** Work that is left in one channel. What others keep for whoever reads it is no work. */
export interface ChannelLeftover {
  readonly id: string;
  /** Of a work queue: not claimed and not done. Of a mailbox: not read yet. Of any other: 0. */
  readonly pending: number;
  readonly claimed: number;
  readonly dead: number;
}

/** `1 message of …`, `2 messages of …`. */
export function amountOf(count: number, noun: string, of: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'} of ${of}`;
}

/** `1 message of … was`, `2 messages of … were`: how sentences of a report begin. */
export function counted(count: number, noun: string, of: string): string {
  return `${amountOf(count, noun, of)} ${count === 1 ? 'was' : 'were'}`;
}
