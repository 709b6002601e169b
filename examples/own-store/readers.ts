import type { Entry } from './entry';

/** Where a page was read: what a position of this store says. Plain data, so that the journal can keep it. */
export interface Place {
  /** The page begins behind this place. */
  readonly from: number;
  /** The page ends here, hidden messages behind its last entry included. */
  readonly to: number;
  /** Places of its entries, in order. */
  readonly seqs: readonly number[];
  /** Whether `after` was given: the cursor starts anew at `from`. */
  readonly isAnew: boolean;
}

interface Reader {
  cursor: number;
  /** Places of hidden messages that the cursor has passed. */
  passed: Set<number>;
  missed: number;
}

/** The cursors of a log. */
export class Readers {
  private readonly byName = new Map<string, Reader>();

  constructor(copied?: Readers) {
    for (const [name, { cursor, passed, missed }] of copied?.byName ?? []) {
      this.byName.set(name, { cursor, passed: new Set(passed), missed });
    }
  }

  get(name: string): Readonly<Reader> | undefined {
    return this.byName.get(name);
  }

  entries(): Iterable<readonly [string, Readonly<Reader>]> {
    return this.byName;
  }

  /** Moves the cursor behind the first `count` entries of a page. `open`: what this reader may still be given. */
  advance(name: string, place: Place, count: number | undefined, open: readonly Entry[]): void {
    const reader = this.byName.get(name) ?? { cursor: place.from, passed: new Set(), missed: 0 };
    this.byName.set(name, reader);
    if (place.isAnew) {
      reader.cursor = place.from;
      for (const seq of reader.passed) if (seq > place.from) reader.passed.delete(seq);
    }
    const delivered = place.seqs.slice(0, count);
    const isWhole = delivered.length === place.seqs.length;
    const to = isWhole ? place.to : Math.max(place.from, ...delivered);
    for (const seq of delivered) reader.passed.delete(seq);
    for (const { seq } of open) {
      if (seq > reader.cursor && seq <= to && !delivered.includes(seq)) reader.passed.add(seq);
    }
    reader.cursor = Math.max(reader.cursor, to);
  }

  /** Nobody is to be given the message at `seq` any more. */
  drop(seq: number): void {
    for (const { passed } of this.byName.values()) passed.delete(seq);
  }

  /** The readers that can still be given `entry`, of those it is for. */
  missing({ seq, state }: Entry, isFor: (name: string) => boolean): readonly string[] {
    if (state === 'acknowledged') return [];
    return [...this.byName]
      .filter(([name, { cursor, passed }]) => isFor(name) && (seq > cursor || passed.has(seq)))
      .map(([name]) => name);
  }

  count(missed: Readonly<Record<string, number>>): void {
    for (const [name, reader] of this.byName) reader.missed += missed[name] ?? 0;
  }
}
