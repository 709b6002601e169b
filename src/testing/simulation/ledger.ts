import type { Breach, InvariantName } from './breach';
import { ChannelLedger, type LedgerBook } from './channel-ledger';
import type { MessageRecord } from './message-record';
import type { Trace } from './trace';

/** One call of a `@Consume` method. */
export interface HandlerCall {
  readonly systemId: string;
  readonly channelId: string;
  readonly messageIds: readonly string[];
  /** How often each of them had been claimed by then; a later claim of the same message is none of this call. */
  readonly claims: readonly number[];
  readonly isLastAttempt: boolean;
  outcome: 'running' | 'done' | 'failed';
}

/** What every channel must hold, and what has become of each message. The first breach is kept. */
export class Ledger implements LedgerBook {
  readonly channels = new Map<string, ChannelLedger>();
  breach: Breach | undefined;
  /** The last handler call of each message, by system. */
  private readonly calls = new Map<string, HandlerCall>();
  /** Until when a drain that is under way has time for handlers, milliseconds since 1970. */
  private drainUntilMs = -Infinity;
  private order = 0;
  private sinceAudit = 0;

  constructor(
    readonly nowMs: () => number,
    private readonly trace: Trace,
  ) {}

  channel(id: string): ChannelLedger {
    let channel = this.channels.get(id);
    if (channel === undefined) {
      channel = new ChannelLedger(id, this);
      this.channels.set(id, channel);
    }
    return channel;
  }

  /** Ids of the channels that an app has opened. */
  get opened(): readonly string[] {
    return [...this.channels.values()].filter(({ isOpened }) => isOpened).map(({ id }) => id);
  }

  nextOrder(): number {
    this.order += 1;
    return this.order;
  }

  readonly report = (invariant: InvariantName, what: string, cause?: unknown): void => {
    if (this.breach !== undefined) return;
    this.breach = { invariant, what, cause };
    this.trace.close(`BROKEN ${what}`);
  };

  /** A write of a channel was answered: it must have been stored. */
  answered(channelId: string, systemId: string, id: string): void {
    if (id === '' || this.channel(channelId).written.has(id)) return;
    this.report(
      'lost',
      `channel '${channelId}' answered '${systemId}' the write of '${id}', which was never stored`,
    );
  }

  called(call: HandlerCall): void {
    for (const id of call.messageIds)
      this.calls.set(keyOf(call.systemId, call.channelId, id), call);
  }

  /** A consumer is done with a message: its handler must be, too. Who does without a handler may. */
  finished(channel: ChannelLedger, systemId: string, record: MessageRecord): void {
    const call = this.calls.get(keyOf(systemId, channel.id, record.message.id));
    if (call === undefined || call.outcome === 'done' || call.isLastAttempt) return;
    const why = call.outcome === 'failed' ? 'had failed' : 'was still at work';
    this.report(
      'lost',
      `'${systemId}' was done with ${channel.named(record)} though its handler ${why}`,
    );
  }

  /** A drain begins, which has time for handlers until then. */
  drainBegins(untilMs: number): void {
    this.drainUntilMs = untilMs;
  }

  /** A claim, of which there have been `claims`, is given back by holon: nobody may be at work on it who has time. */
  givenBack(channel: ChannelLedger, systemId: string, record: MessageRecord, claims: number): void {
    if (this.nowMs() >= this.drainUntilMs) return;
    const call = this.calls.get(keyOf(systemId, channel.id, record.message.id));
    const index = call?.messageIds.indexOf(record.message.id) ?? -1;
    if (call?.outcome !== 'running' || call.claims[index] !== claims) return;
    this.report(
      'leftover',
      `a drain that had time gave back ${channel.named(record)} while '${systemId}' was at work on it`,
    );
  }

  /** Looks at all messages again; as often as keeps the work for each step the same, however many there are. */
  auditSometimes(): void {
    this.sinceAudit += 1;
    let kept = 10;
    for (const { byId } of this.channels.values()) kept += byId.size;
    if (this.sinceAudit >= kept) this.audit();
  }

  audit(): void {
    this.sinceAudit = 0;
    for (const channel of this.channels.values()) channel.audit();
  }

  /** The process that made the calls is gone. */
  forgetCalls(): void {
    this.drainUntilMs = -Infinity;
    this.calls.clear();
  }
}

function keyOf(systemId: string, channelId: string, messageId: string): string {
  return `${systemId} ${channelId} ${messageId}`;
}
