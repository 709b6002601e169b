import { standIn } from '../../channels/channel-environment';
import type {
  AppendResult,
  ChannelLog,
  ChannelStore,
  LogOptions,
  StoreOperation,
} from '../../stores/channel-store';
import type { MemoryStore } from '../../stores/memory/memory-store';
import { foreignLog } from '../../stores/refusals';
import type { Clock } from '../../util/clock';
import type { ChannelRecord } from './channel-record';
import { RecordingLog } from './recording-log';

/**
 * A memory store that notes who does what. It adds nothing to and takes nothing from what the store promises. A channel
 * that was given a store is kept here all the same: what a test runs writes no file.
 */
export class RecordingStore implements ChannelStore {
  readonly address: string;
  private readonly logs = new Map<string, RecordingLog>();

  constructor(
    private readonly inner: MemoryStore,
    private readonly record: ChannelRecord,
    private readonly clock: Clock,
  ) {
    this.address = inner.address;
    standIn(this);
  }

  open(channelId: string, options?: LogOptions): RecordingLog {
    const log = this.inner.open(channelId, options);
    let recording = this.logs.get(channelId);
    if (recording === undefined) {
      recording = new RecordingLog(channelId, log, this.record, this.clock);
      this.logs.set(channelId, recording);
    }
    return recording;
  }

  /** The log of a channel that has been started; undefined for others. */
  logOf(channelId: string): RecordingLog | undefined {
    return this.logs.get(channelId);
  }

  commit(operations: readonly StoreOperation[]): readonly AppendResult[] {
    const logs = operations.map(({ log }) => this.own(log));
    const noted = operations.map((operation, index) => logs[index]?.before(operation));
    const inner = operations.map((operation, index) => {
      const log = logs[index]?.inner ?? operation.log;
      return { ...operation, log };
    });
    const results = this.inner.commit(inner);
    let appended = 0;
    for (const [index, operation] of operations.entries()) {
      const result = operation.kind === 'append' ? results[appended++] : undefined;
      logs[index]?.committed(operation, noted[index], result);
    }
    return results;
  }

  flush(): void {
    this.inner.flush();
  }

  close(): void {
    this.inner.close();
  }

  /** @throws HOLON_TRANSACTION_FAILED for a log of another store */
  private own(log: ChannelLog): RecordingLog {
    if (log instanceof RecordingLog && this.logs.get(log.channelId) === log) return log;
    throw foreignLog(this.address);
  }
}
