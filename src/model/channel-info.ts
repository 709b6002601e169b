/** Who can reach a channel: the systems it was handed to, or whoever the published app lets in. */
export type Visibility = 'private' | 'public';

/** The kinds of channel that holon has; a class of a user's own is of the kind it extends. */
export type ChannelKind =
  'passthrough' | 'broadcast' | 'work-queue' | 'mailbox' | 'periodic' | 'discovery';

/** What others may know of a channel. */
export interface ChannelInfo {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly visibility: Visibility;
  readonly kind: ChannelKind;
  /** Milliseconds between two pulls; only on periodic channels. */
  readonly periodMs?: number;
}

/** The limits after which a channel forgets its oldest messages. Both may be given; the stricter holds. */
export interface Retention {
  /** Milliseconds a message is kept; up to a tenth longer where nobody looks. */
  readonly maxAgeMs?: number;
  /**
   * Messages kept. Enforced before every read and `stats`; between them, and for who claims or subscribes, writes may
   * go a tenth beyond. Claimed messages stay.
   */
  readonly maxCount?: number;
}
