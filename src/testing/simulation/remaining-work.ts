import type { ConsumerSpec } from '../../systems/consumer-spec';
import type { ChannelLedger } from './channel-ledger';
import { isHidden, type MessageRecord } from './message-record';
import type { SimulatedProcess } from './simulated-process';
import type { Ledger } from './ledger';
import { readerIsNew } from './wakefulness';

/** Work of one consumer that was there when the faults ceased. */
interface Owed {
  readonly consumer: ConsumerSpec;
  readonly channel: ChannelLedger;
  readonly records: Set<MessageRecord>;
}

/** What was written while things went wrong, and is to be processed now that they do not. */
export class RemainingWork {
  private readonly owed: readonly Owed[];

  /** @param untilMs what is delayed beyond then is not waited for; milliseconds since 1970 */
  constructor(process: SimulatedProcess, ledger: Ledger, untilMs: number) {
    this.owed = process.runtimes
      .flatMap(({ spec }) => spec.consumers)
      .map((consumer) => {
        const channel = ledger.channel(consumer.source.channelId);
        const isOwed = (record: MessageRecord): boolean =>
          isWorkFor(consumer, channel, record) &&
          !(record.state === 'delayed' && record.untilMs > untilMs);
        return { consumer, channel, records: new Set([...channel.byId.values()].filter(isOwed)) };
      });
  }

  /** How much there is still to do. */
  get count(): number {
    let count = 0;
    for (const { consumer, channel, records } of this.owed) {
      for (const record of records) {
        if (isWorkFor(consumer, channel, record)) count += 1;
        else records.delete(record);
      }
    }
    return count;
  }

  /** The first of it, in words. */
  describe(): string {
    for (const { consumer, channel, records } of this.owed) {
      const [first] = records;
      if (first === undefined) continue;
      const { method, systemId } = consumer;
      return `${channel.named(first)}, which is ${first.state}, waits for '${systemId}.${method}'`;
    }
    return 'nothing waits';
  }
}

function isWorkFor(consumer: ConsumerSpec, channel: ChannelLedger, record: MessageRecord): boolean {
  if (!channel.keeps(record)) return false;
  const isOpen = record.state === 'ready' || isHidden(record);
  if (consumer.source.isClaimsOnly || !isOpen) return isOpen;
  return (
    !readerIsNew(channel, consumer) &&
    channel.isFor(record, consumer.systemId) &&
    !channel.readers.has(consumer.systemId, record)
  );
}
