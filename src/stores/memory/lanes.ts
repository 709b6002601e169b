import type { Entry } from './entry';
import type { EntryList } from './entry-list';
import { Lane } from './lane';

/** Who may read and claim what: one lane for everybody, or on an addressed log one more for each recipient. */
export class Lanes {
  private readonly everybody: Lane;
  private readonly byRecipient = new Map<string, Lane>();

  /** @param kept the list of all kept entries, which is the one lane where nothing is addressed */
  constructor(
    kept: EntryList,
    private readonly addressed: boolean,
  ) {
    this.everybody = addressed ? new Lane() : new Lane(kept);
  }

  add(entry: Entry): void {
    if (!this.addressed) return;
    const recipient = entry.message.recipientId;
    if (recipient === undefined) {
      this.everybody.list.push(entry);
      return;
    }
    let lane = this.byRecipient.get(recipient);
    if (lane === undefined) {
      lane = new Lane();
      this.byRecipient.set(recipient, lane);
    }
    lane.list.push(entry);
  }

  noteReady(entry: Entry): void {
    this.of(entry.message.recipientId)?.noteReady(entry);
  }

  /** Takes note that an entry addressed to `recipient` has become `removed`. */
  noteRemoval(recipient: string | undefined): void {
    if (!this.addressed) return;
    const lane = this.of(recipient);
    lane?.list.noteRemoval();
    if (lane?.list.size === 0 && recipient !== undefined) this.byRecipient.delete(recipient);
  }

  claimableBy(holder: string): Lane | undefined {
    return this.addressed ? this.byRecipient.get(holder) : this.everybody;
  }

  /** The first entry at or behind `seq` that is for `reader` and not acknowledged. */
  openFor(reader: string, seq: number): Entry | undefined {
    const shared = this.everybody.list.openAt(seq);
    if (!this.addressed) return shared;
    const own = this.byRecipient.get(reader)?.list.openAt(seq);
    if (shared === undefined || own === undefined) return shared ?? own;
    return shared.seq < own.seq ? shared : own;
  }

  private of(recipient: string | undefined): Lane | undefined {
    return !this.addressed || recipient === undefined
      ? this.everybody
      : this.byRecipient.get(recipient);
  }
}
