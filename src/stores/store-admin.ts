/**
 * What an operator does with a store, from outside the apps that use it: `holon store`.
 *
 * What it is not: part of what channels need, so a `ChannelStore` may do without. It makes no store, changes no schema,
 * and holds nothing between two calls; apps may run meanwhile, but for `vacuum`.
 */
import type { DeadLetter, LogStats } from './channel-store';

export interface StoreAdmin {
  readonly address: string;
  /** What is kept, channel by channel; changes no message. Claims and delays that end before `nowMs` count as pending. */
  inspect(nowMs: number): Promise<StoreReport>;
  /**
   * The oldest dead messages of one channel, or of all.
   * @throws HOLON_INVALID_ARGUMENT when there is no such channel
   */
  dead(request: { readonly channelId?: string | undefined; limit: number }): Promise<DeadReport>;
  /**
   * Makes dead messages ready again, attempts 0; answers the ids that were dead.
   * @throws HOLON_INVALID_ARGUMENT when there is no such channel
   */
  redrive(channelId: string, ids: readonly string[] | 'all'): Promise<readonly string[]>;
  /**
   * Gives the room of removed messages back to the disk, and holds up the event loop while it does.
   * @throws HOLON_STORE_FAILED while another process uses the store
   */
  vacuum(): Promise<VacuumReport>;
}

export interface StoreReport {
  readonly address: string;
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
  /** What is committed and not moved into the file yet. */
  readonly walBytes: number;
  readonly schemaVersion: number;
  /** By id. */
  readonly channels: readonly ChannelReport[];
}

export interface ChannelReport extends LogStats {
  readonly id: string;
  /** Of the pending ones. */
  readonly delayed: number;
}

export interface DeadReport {
  /** All that are dead, listed or not. */
  readonly total: number;
  readonly letters: readonly (DeadLetter & { readonly channelId: string })[];
}

/** Sizes of file and write-ahead log together. */
export interface VacuumReport {
  readonly beforeBytes: number;
  readonly afterBytes: number;
}
