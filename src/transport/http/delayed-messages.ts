import type { ChannelLog } from '../../stores/channel-store';
import { nextTurn } from '../../util/turn';
import { SeqSet } from './seq-set';

/** A message that was delayed when the streams of its channel passed it. */
export interface DelayedMessage {
  readonly seq: number;
  readonly dueMs: number;
}

/** So many are held with their time, those that are due first; of the rest only the place is. */
const MOST_HELD = 10_000;
const PAGE = 250;

/** Those of which only the place is held, and when the first of them is due. */
interface Rest {
  readonly places: SeqSet;
  dueMs: number;
}

/**
 * Which messages of a log the streams have passed because they are delayed. However many there are, each is known: the
 * log is read again for those that are due late.
 */
export class DelayedMessages {
  private held = new Map<number, number>();
  /** When the first of `held` is due; undefined until somebody asks. */
  private knownDueMs: number | undefined = Infinity;
  private rest: Rest = { places: new SeqSet(), dueMs: Infinity };
  /** What `rest` will be when the log has been read again. */
  private nextRest: Rest | undefined;
  private filling: Promise<void> | undefined;

  constructor(
    private readonly log: ChannelLog,
    private readonly mostHeld = MOST_HELD,
  ) {}

  has(seq: number): boolean {
    return this.held.has(seq) || this.rest.places.has(seq);
  }

  /** When the first of `held` is due. */
  private get heldDueMs(): number {
    if (this.knownDueMs === undefined) {
      this.knownDueMs = Infinity;
      for (const dueMs of this.held.values()) this.knownDueMs = Math.min(this.knownDueMs, dueMs);
    }
    return this.knownDueMs;
  }

  /** When the next is due, or the log must be read again; Infinity where there is none. */
  get nextMs(): number {
    return Math.min(this.heldDueMs, this.rest.dueMs);
  }

  add(one: DelayedMessage): void {
    if (!this.has(one.seq)) this.take(one);
  }

  delete(seq: number): void {
    const dueMs = this.held.get(seq);
    if (dueMs === undefined) return;
    this.held.delete(seq);
    // Many are deleted together: looking for the next first after each would be a walk through all for each.
    if (this.knownDueMs !== undefined && dueMs <= this.knownDueMs) this.knownDueMs = undefined;
  }

  /** Those that are due, the one that was first first; they stay until they are deleted. */
  async due(nowMs: number, limit: number): Promise<readonly DelayedMessage[]> {
    if (this.rest.dueMs <= nowMs) {
      this.filling ??= this.refill(nowMs).finally(() => {
        this.filling = undefined;
        this.nextRest = undefined;
      });
      await this.filling;
    }
    if (this.heldDueMs > nowMs) return [];
    return [...this.held]
      .filter(([, dueMs]) => dueMs <= nowMs)
      .sort(([a, aMs], [b, bMs]) => aMs - bMs || a - b)
      .slice(0, limit)
      .map(([seq, dueMs]) => ({ seq, dueMs }));
  }

  /** Finds what is delayed in a part of the log that no stream has passed. */
  async look(afterSeq: number, untilSeq: number, nowMs: number): Promise<void> {
    for await (const { seq, visibleAtMs = 0 } of this.entries(afterSeq, untilSeq, nowMs)) {
      if (visibleAtMs > nowMs) this.add({ seq, dueMs: visibleAtMs });
    }
  }

  private take({ seq, dueMs }: DelayedMessage): void {
    const soonestMs = (this.nextRest ?? this.rest).dueMs;
    if (dueMs >= soonestMs) {
      this.putAside(seq, dueMs);
      return;
    }
    this.held.set(seq, dueMs);
    if (this.knownDueMs !== undefined) this.knownDueMs = Math.min(this.knownDueMs, dueMs);
    if (this.held.size > 2 * this.mostHeld) this.shed();
  }

  /** What is not there any more was removed. What is visible has become due, and nobody knows when. */
  private async refill(nowMs: number): Promise<void> {
    const { places, dueMs } = this.rest;
    const next: Rest = { places: new SeqSet(), dueMs: Infinity };
    this.nextRest = next;
    for await (const { seq, visibleAtMs = 0 } of this.entries(
      places.floor - 1,
      places.ceiling,
      nowMs,
    )) {
      if (places.has(seq)) this.take({ seq, dueMs: Math.max(visibleAtMs, dueMs) });
    }
    this.rest = next;
  }

  /** Keeps the time of those only that are due first. */
  private shed(): void {
    const sorted = [...this.held].sort(([a, aMs], [b, bMs]) => aMs - bMs || a - b);
    this.held = new Map(sorted.slice(0, this.mostHeld));
    for (const [seq, dueMs] of sorted.slice(this.mostHeld)) this.putAside(seq, dueMs);
  }

  /** In both, because the reading may fail. */
  private putAside(seq: number, dueMs: number): void {
    for (const rest of [this.rest, this.nextRest]) {
      if (rest === undefined) continue;
      rest.places.add(seq);
      rest.dueMs = Math.min(rest.dueMs, dueMs);
    }
  }

  private async *entries(afterSeq: number, untilSeq: number, nowMs: number) {
    for (let place = Math.max(0, afterSeq); place < untilSeq;) {
      const page = await this.log.scan({ afterSeq: place, limit: PAGE, nowMs });
      for (const entry of page) if (entry.seq <= untilSeq) yield entry;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      place = last.seq;
      await nextTurn();
    }
  }
}
