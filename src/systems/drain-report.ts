/** What a drained app left. */
export interface DrainReport {
  /** True when everything ended by itself before the deadline. */
  readonly completed: boolean;
  /** Milliseconds the drain took. */
  readonly elapsedMs: number;
  /** What had to be given up at the deadline, a sentence each. */
  readonly abandoned: readonly string[];
  /** What is still in the channels. */
  readonly channels: readonly ChannelLeftover[];
}

export interface ChannelLeftover {
  readonly id: string;
  readonly pending: number;
  readonly claimed: number;
  readonly dead: number;
}

/** `1 message of … was`, `2 messages of … were`: how sentences of a report begin. */
export function counted(count: number, noun: string, of: string): string {
  return count === 1 ? `1 ${noun} of ${of} was` : `${String(count)} ${noun}s of ${of} were`;
}
