import type {
  AppendResult,
  ChannelLog,
  ChannelStore,
  LogOptions,
  StoreOperation,
} from '../channel-store';
import { foreignLog, storeClosed } from '../refusals';
import { CommitDraft } from './commit-draft';
import { MemoryLog } from './memory-log';

/** Keeps everything in this process, for as long as it lives. Every operation answers at once. */
export class MemoryStore implements ChannelStore {
  readonly address = 'memory:';
  private readonly logs = new Map<string, MemoryLog>();
  private closed = false;

  open(channelId: string, options?: LogOptions): MemoryLog {
    if (this.closed) throw storeClosed(this.address);
    const known = this.logs.get(channelId);
    if (known !== undefined) {
      if (options !== undefined) known.configure(options);
      return known;
    }
    const log = new MemoryLog(channelId, options ?? {});
    this.logs.set(channelId, log);
    return log;
  }

  commit(operations: readonly StoreOperation[]): readonly AppendResult[] {
    if (this.closed) throw storeClosed(this.address);
    const logs = this.check(operations);
    const results: AppendResult[] = [];
    for (const operation of operations) {
      const { state } = this.own(operation.log);
      if (operation.kind === 'append') {
        results.push(state.append(operation.message, operation.options));
      } else if (operation.kind === 'settle') {
        state.settle(operation.settlement, operation.nowMs);
      } else {
        this.own(operation.log).advance(operation.reader, operation.position);
      }
    }
    for (const log of logs) log.wake();
    return results;
  }

  flush(): void {
    // Nothing is ever on its way.
  }

  close(): void {
    this.closed = true;
    this.logs.clear();
  }

  /** Changes nothing; answers the logs that the operations touch. */
  private check(operations: readonly StoreOperation[]): Iterable<MemoryLog> {
    const drafts = new Map<MemoryLog, CommitDraft>();
    for (const operation of operations) {
      const log = this.own(operation.log);
      const draft = drafts.get(log) ?? new CommitDraft(log.state);
      drafts.set(log, draft);
      if (operation.kind === 'append') draft.append(operation.message, operation.options?.key);
      else if (operation.kind === 'settle') draft.settle(operation.settlement, operation.nowMs);
      else log.checkPosition(operation.position);
    }
    return drafts.keys();
  }

  /** @throws HOLON_TRANSACTION_FAILED for a log of another store */
  private own(log: ChannelLog): MemoryLog {
    if (log instanceof MemoryLog && this.logs.get(log.state.channelId) === log) return log;
    throw foreignLog(this.address);
  }
}
