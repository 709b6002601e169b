import type { Entry } from './entry';
import type { Readers } from './readers';

/** Counts what each reader loses while messages are evicted. */
export class MissedTally {
  private readonly byReader = new Map<string, number>();
  /** Seqs of lost messages by whom they were for; `undefined` stands for everybody. */
  private readonly seqs = new Map<string | undefined, number[]>();

  constructor(
    private readonly readers: Readers,
    private readonly addressed: boolean,
  ) {}

  /** To be called before `entry` is removed. */
  add(entry: Entry): void {
    if (!entry.open || this.readers.count === 0) return;
    for (const reader of this.readers.waitingFor(entry)) this.count(reader.id, 1);
    const recipient = this.addressed ? entry.message.recipientId : undefined;
    const seqs = this.seqs.get(recipient);
    if (seqs === undefined) this.seqs.set(recipient, [entry.seq]);
    else seqs.push(entry.seq);
  }

  /** Writes the losses to the readers and answers them by reader. */
  finish(): Readonly<Record<string, number>> {
    if (this.seqs.size > 0) {
      for (const seqs of this.seqs.values()) seqs.sort((left, right) => left - right);
      for (const reader of this.readers.all()) {
        const unread =
          countAbove(this.seqs.get(undefined), reader.cursor) +
          countAbove(this.seqs.get(reader.id), reader.cursor);
        this.count(reader.id, unread);
        reader.missed += this.byReader.get(reader.id) ?? 0;
      }
    }
    return Object.fromEntries(this.byReader);
  }

  private count(readerId: string, by: number): void {
    if (by > 0) this.byReader.set(readerId, (this.byReader.get(readerId) ?? 0) + by);
  }
}

/** How many of the sorted `seqs` are greater than `seq`. */
function countAbove(seqs: readonly number[] | undefined, seq: number): number {
  if (seqs === undefined) return 0;
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seqs[middle] ?? Number.POSITIVE_INFINITY) > seq) high = middle;
    else low = middle + 1;
  }
  return seqs.length - low;
}
