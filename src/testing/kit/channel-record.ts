import type { ChannelMessage } from '../../model/channel-message';

/** What a system can do with a message of a channel. */
export type RecordedKind =
  | 'written'
  /** Read by cursor, by `read`, a stream or a consumer. */
  | 'read'
  /** Given to a subscriber. */
  | 'pushed'
  | 'claimed'
  | 'acknowledged'
  | 'nacked'
  | 'released'
  | 'extended'
  /** Settled too late, or by somebody who does not hold it. */
  | 'refused';

/** One thing that one system did with one message. */
export interface RecordedEvent {
  readonly kind: RecordedKind;
  readonly systemId: string;
  readonly channelId: string;
  readonly messageId: string;
  /** Virtual wall clock, milliseconds since 1970. */
  readonly atMs: number;
  /** Undefined only where the message was gone already. */
  readonly message?: ChannelMessage;
  /** What a nack gave as reason. */
  readonly reason?: string;
}

/** Which events are meant; all fields must match. */
export interface RecordFilter {
  readonly kind?: RecordedKind;
  readonly systemId?: string;
  readonly channelId?: string;
}

/** Everything that systems did with channels, in order. */
export class ChannelRecord {
  private readonly events: RecordedEvent[] = [];

  add(event: RecordedEvent): void {
    this.events.push(Object.freeze(event));
  }

  matching({ kind, systemId, channelId }: RecordFilter = {}): readonly RecordedEvent[] {
    return this.events.filter(
      (event) =>
        (kind === undefined || event.kind === kind) &&
        (systemId === undefined || event.systemId === systemId) &&
        (channelId === undefined || event.channelId === channelId),
    );
  }
}
