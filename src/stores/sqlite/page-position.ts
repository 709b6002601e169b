/** What `advance` needs to know of a page. All places are seqs. */
export class PagePosition {
  constructor(
    /** The page began behind this seq. */
    readonly base: number,
    /** Whether the reader asked to continue at `base`, wherever its cursor was. */
    readonly restart: boolean,
    /** What had been skipped before; comes first on the page. */
    readonly returned: readonly number[],
    /** What lay behind `base`. */
    readonly fresh: readonly number[],
    /** The page ended at this seq. */
    readonly end: number,
    /** Whether there may be hidden messages between `base` and `end`. */
    readonly passesHidden: boolean,
  ) {}

  /** The position behind the first `count` entries of the page alone. */
  upTo(count = Number.POSITIVE_INFINITY): PagePosition {
    const { base, restart, passesHidden } = this;
    if (count >= this.returned.length + this.fresh.length) return this;
    const returned = this.returned.slice(0, count);
    const fresh = this.fresh.slice(0, count - returned.length);
    return new PagePosition(base, restart, returned, fresh, fresh.at(-1) ?? base, passesHidden);
  }
}
