/** How somebody is there who takes messages of a channel: as `@Consume`, or by a stream of this process or a remote one. */
export type Attending = 'consume' | 'stream';

/** Who looks in at least this often counts as being there. */
const RECENT_MS = 180_000;

/** Who is there for the messages of one channel. */
export class Attendance {
  private readonly present: Record<Attending, number> = { consume: 0, stream: 0 };
  private seenMs = -Infinity;

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

  count(as: Attending): number {
    return this.present[as];
  }

  /** Whether anybody is there, or was a short while ago. */
  isAttended(nowMs: number): boolean {
    return this.present.consume + this.present.stream > 0 || nowMs - this.seenMs < RECENT_MS;
  }
}
