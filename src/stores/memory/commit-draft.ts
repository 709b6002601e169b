import type { AppendOptions, Settlement, StoredMessage } from '../channel-store';
import { backpressure, claimLost } from '../refusals';
import { isUnsettled, type Entry, type EntryState } from './entry';
import type { LogState } from './log-state';

/**
 * What one log would look like after the operations of a transaction that were checked so far. Nothing is changed
 * until all are checked, so there is nothing to roll back.
 */
export class CommitDraft {
  private unsettled: number;
  private readonly states = new Map<Entry, EntryState>();
  private readonly expiriesMs = new Map<Entry, number>();
  /** Ids this transaction appends. */
  private readonly added = new Set<string>();
  /** Id of the message this transaction appends under a key. */
  private readonly addedByKey = new Map<string, string>();

  constructor(private readonly log: LogState) {
    this.unsettled = log.unsettled;
  }

  /** @throws HOLON_BACKPRESSURE */
  append({ id }: StoredMessage, key: AppendOptions['key']): void {
    if (this.added.has(id) || this.isKept(this.log.byId.get(id))) return;
    if (key !== undefined) this.replace(key);
    const { capacity } = this.log.options;
    if (capacity !== undefined && this.unsettled >= capacity) {
      throw backpressure(this.log.channelId, id, capacity);
    }
    this.added.add(id);
    if (key !== undefined) this.addedByKey.set(key, id);
    this.unsettled += 1;
  }

  /** @throws HOLON_CLAIM_LOST */
  settle(settlement: Settlement, nowMs: number): void {
    const entry = this.log.claimedEntry(settlement);
    if (entry === undefined || !this.isHeld(entry, nowMs)) {
      throw claimLost(this.log.channelId, settlement.id, settlement.holder);
    }
    const { action } = settlement;
    if (action.kind === 'extend') this.expiriesMs.set(entry, action.expiresAtMs);
    else if (action.kind === 'acknowledge') this.change(entry, 'acknowledged');
    else if (action.kind === 'release') this.change(entry, 'ready');
    else this.change(entry, this.log.isExhausted(entry) ? 'dead' : 'ready');
  }

  private isHeld(entry: Entry, nowMs: number): boolean {
    if (this.stateOf(entry) !== 'claimed') return false;
    const expiresAtMs = this.expiriesMs.get(entry);
    return expiresAtMs === undefined ? this.log.isClaimLive(entry, nowMs) : nowMs < expiresAtMs;
  }

  private replace(key: string): void {
    const addedId = this.addedByKey.get(key);
    if (addedId !== undefined) {
      this.added.delete(addedId);
      this.unsettled -= 1;
      return;
    }
    const entry = this.log.keyed.get(key);
    if (entry !== undefined) this.change(entry, 'removed');
  }

  private change(entry: Entry, state: EntryState): void {
    if (isUnsettled(this.stateOf(entry)) && !isUnsettled(state)) this.unsettled -= 1;
    this.states.set(entry, state);
  }

  private stateOf(entry: Entry): EntryState {
    return this.states.get(entry) ?? entry.state;
  }

  private isKept(entry: Entry | undefined): boolean {
    return entry !== undefined && this.stateOf(entry) !== 'removed';
  }
}
