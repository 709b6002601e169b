import type { LogEntry } from '../channel-store';
import type { Entry } from './entry';

/** What `advance` needs to know of a page. */
export class PagePosition {
  constructor(
    /** The page began behind this seq. */
    readonly base: number,
    /** Whether the reader asked to continue at `base`, wherever its cursor was. */
    readonly restart: boolean,
    /** All of the page: first what had been skipped before, then what lies behind `base`. */
    readonly entries: readonly LogEntry[],
    /** Entries of the page that had been skipped before. */
    readonly returned: readonly Entry[],
    /** Hidden entries between `base` and `end`. */
    readonly passed: readonly Entry[],
    /** The page ended at this seq. */
    readonly end: number,
  ) {}

  /** The position behind the first `count` entries of the page alone. */
  upTo(count = this.entries.length): PagePosition {
    if (count >= this.entries.length) return this;
    const entries = this.entries.slice(0, count);
    const returned = this.returned.slice(0, count);
    const end = count > returned.length ? (entries.at(-1)?.seq ?? this.base) : this.base;
    const passed = this.passed.filter((entry) => entry.seq < end);
    return new PagePosition(this.base, this.restart, entries, returned, passed, end);
  }
}
