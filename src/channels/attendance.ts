/** How somebody is there who takes messages of a channel: as `@Consume`, or by a stream of this process or a remote one. */
export type Attending = 'consume' | 'stream';

/** Who is there, by how they take messages; `claim` are claims that wait for work. */
export type ConsumerCounts = Readonly<Record<Attending | 'subscribe' | 'claim', number>>;

/** Those who are known of without saying that they are there. */
export interface KnownConsumers {
  readonly subscribers: { readonly size: number };
  readonly wakeups: { readonly waitingClaimers: number };
}

/** Who looks in at least this often counts as being there. */
const RECENT_MS = 180_000;

/** Who is there for the messages of one channel. */
export class Attendance {
  private readonly present: Record<Attending, number> = { consume: 0, stream: 0 };
  private seenMs = -Infinity;

  constructor(private readonly known: KnownConsumers) {}

  /** Somebody is there until what this answers is called. */
  enter(as: Attending): () => void {
    this.present[as] += 1;
    let isThere = true;
    return () => {
      if (isThere) this.present[as] -= 1;
      isThere = false;
    };
  }

  /** Somebody reads or claims at this moment. */
  seen(nowMs: number): void {
    this.seenMs = nowMs;
  }

  get counts(): ConsumerCounts {
    const { subscribers, wakeups } = this.known;
    return { ...this.present, subscribe: subscribers.size, claim: wakeups.waitingClaimers };
  }

  /** Whether anybody is there, or was a short while ago. */
  isAttended(nowMs: number): boolean {
    if (nowMs - this.seenMs < RECENT_MS) return true;
    return Object.values(this.counts).some((count) => count > 0);
  }
}
