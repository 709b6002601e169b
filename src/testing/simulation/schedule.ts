import type { Timer } from '../../util/clock';
import type { Decisions } from './decisions';

/** Something that will happen at a moment of virtual time. */
export interface ScheduledEvent {
  readonly label: string;
  readonly dueMs: number;
}

interface PlannedEvent extends ScheduledEvent {
  dueMs: number;
  /** When it would be due had nothing held it up. */
  readonly promptMs: number;
  /** Among those due at the same moment, who comes later. */
  readonly rank: number;
  readonly owner: object | undefined;
  readonly run: () => void;
}

const REORDER_MS = 5;
const LATEST_MS = 5_000;
/** Store calls without a pause after which the app counts as going round in circles. */
const MOST_CALLS = 50_000;

/** Virtual time, and all that is to happen in it. Nothing happens by itself: somebody takes event after event. */
export class Schedule {
  nowMs: number;
  /** Rises with everything that the app does; standing still it tells that the app waits. */
  activity = 0;
  /** By due time, then by rank. */
  private events: PlannedEvent[] = [];
  private lastRank = 0;
  private restlessSince = 0;

  constructor(
    readonly startMs: number,
    private readonly decisions: () => Decisions,
  ) {
    this.nowMs = startMs;
  }

  get elapsedMs(): number {
    return this.nowMs - this.startMs;
  }

  /** Whether the app has done so much since time moved last that it will not come to rest. */
  get isRestless(): boolean {
    return this.activity - this.restlessSince > MOST_CALLS;
  }

  get next(): ScheduledEvent | undefined {
    return this.events[0];
  }

  /** A timer of the app; it may fire late. One that never fires is not kept. */
  timer(delayMs: number, owner: object, run: () => void): Timer {
    const label = `timer ${Math.round(delayMs)} ms`;
    const random = this.decisions().take('lateTimer', label);
    const lateMs = random?.spread(10, LATEST_MS) ?? 0;
    if (random !== undefined) this.decisions().disturb(delayMs + lateMs);
    return this.add(label, delayMs, run, { owner, lateMs });
  }

  /** @param options.lateMs how much of the delay is a fault, which ends when the faults cease */
  add(
    label: string,
    delayMs: number,
    run: () => void,
    options: { readonly owner?: object | undefined; readonly lateMs?: number } = {},
  ): Timer {
    this.activity += 1;
    if (delayMs === Infinity) return { cancel: () => undefined };
    const { owner, lateMs = 0 } = options;
    const promptMs = this.nowMs + Math.max(0, delayMs);
    const behindMs = this.decisions().take('reorder', label)?.between(0, REORDER_MS);
    this.lastRank += 1;
    const event: PlannedEvent = {
      label,
      dueMs: promptMs + lateMs + (behindMs ?? 0),
      promptMs,
      // Who lets others go first goes behind everybody of that moment.
      rank: behindMs === undefined ? this.lastRank : Number.MAX_SAFE_INTEGER,
      owner,
      run,
    };
    this.insert(event);
    return {
      cancel: () => {
        const index = this.events.indexOf(event);
        if (index !== -1) this.events.splice(index, 1);
      },
    };
  }

  /** Moves time to the next event and lets it happen. */
  fire(): void {
    const event = this.events.shift();
    if (event === undefined) return;
    this.advanceTo(event.dueMs);
    event.run();
  }

  advanceTo(atMs: number): void {
    this.nowMs = Math.max(this.nowMs, atMs);
    this.restlessSince = this.activity;
  }

  /** Forgets what `owner` has planned; answers how many there were. */
  drop(owner: object): number {
    const before = this.events.length;
    this.events = this.events.filter((event) => event.owner !== owner);
    return before - this.events.length;
  }

  count(owner: object): number {
    return this.events.filter((event) => event.owner === owner).length;
  }

  /** What a fault holds up is due as it would have been without. */
  makePrompt(): void {
    for (const event of this.events) {
      event.dueMs = Math.max(this.nowMs, Math.min(event.dueMs, event.promptMs + REORDER_MS));
    }
    this.events.sort((left, right) => left.dueMs - right.dueMs || left.rank - right.rank);
  }

  private insert(event: PlannedEvent): void {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.events[middle];
      if (other !== undefined && isBefore(event, other)) high = middle;
      else low = middle + 1;
    }
    this.events.splice(low, 0, event);
  }
}

function isBefore(event: PlannedEvent, other: PlannedEvent): boolean {
  return event.dueMs < other.dueMs || (event.dueMs === other.dueMs && event.rank < other.rank);
}
