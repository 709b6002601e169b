import { HolonError } from '../../errors/holon-error';

/** Counts the event streams and waiting reads of each caller, and keeps them within the limits. */
export class StreamCounts {
  private readonly byCaller = new Map<string, number>();
  private all = 0;

  constructor(
    private readonly limits: { readonly streamsPerCaller: number; readonly streams: number },
  ) {}

  /** Open now, of all callers. */
  get open(): number {
    return this.all;
  }

  /** Takes a place; answers how to give it back, which may be called again. @throws HOLON_RATE_LIMITED */
  take(callerId: string): () => void {
    const own = this.byCaller.get(callerId) ?? 0;
    const { streamsPerCaller, streams } = this.limits;
    if (own >= streamsPerCaller) throw tooMany(`Caller '${callerId}' holds`, own);
    if (this.all >= streams) throw tooMany('All callers together hold', this.all);
    this.byCaller.set(callerId, own + 1);
    this.all += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.all -= 1;
      const left = (this.byCaller.get(callerId) ?? 1) - 1;
      if (left === 0) this.byCaller.delete(callerId);
      else this.byCaller.set(callerId, left);
    };
  }
}

function tooMany(who: string, count: number): HolonError {
  return new HolonError(
    'HOLON_RATE_LIMITED',
    `${who} ${String(count)} streams and waiting reads, which is as many as the server allows`,
    {
      hint: 'Close streams that nobody reads, or read several channels less often without `wait`.',
    },
  );
}
