import { HolonError } from '../../errors/holon-error';
import type { HttpRequest } from './route';

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

  /**
   * Takes a place; answers how to give it back, which may be called again. A refusal names the caller and not the key,
   * which may hold an address.
   * @throws HOLON_RATE_LIMITED
   */
  take({ callerKey, principal }: Pick<HttpRequest, 'callerKey' | 'principal'>): () => void {
    const own = this.byCaller.get(callerKey) ?? 0;
    const { streamsPerCaller, streams } = this.limits;
    if (own >= streamsPerCaller) throw tooMany(`Caller '${principal.systemId}' holds`, own);
    if (this.all >= streams) throw tooMany('All callers together hold', this.all);
    this.byCaller.set(callerKey, own + 1);
    this.all += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.all -= 1;
      const left = (this.byCaller.get(callerKey) ?? 1) - 1;
      if (left === 0) this.byCaller.delete(callerKey);
      else this.byCaller.set(callerKey, left);
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
