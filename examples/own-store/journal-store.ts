import {
  type AppendResult,
  type ChannelStore,
  HolonError,
  type LogOptions,
  type StoreOperation,
  isHolonError,
} from 'holon';

import { type Call, Journal } from './journal';
import { JournalLog } from './journal-log';
import { type Change, LogState } from './log-state';

/**
 * A store of one's own: a file that says everything that was ever done, and the state that comes of it in memory.
 * Every call that changes something is one line, written before it is done; opening the file does it all again. It
 * survives the process, and the machine from `flush` on; one process at a time; the file only grows.
 */
export class JournalStore implements ChannelStore {
  readonly address: string;
  private readonly journal: Journal;
  private readonly logs = new Map<string, JournalLog>();

  constructor(file: string) {
    this.address = `journal:${file}`;
    this.journal = new Journal(file);
    for (const calls of this.journal.found) {
      for (const [logId, change, args] of calls) this.repeat(this.logOf(logId), change, args);
    }
    for (const { state } of this.logs.values()) {
      state.hasNews = false;
      state.takeExpired();
    }
  }

  open(channelId: string, options?: LogOptions): JournalLog {
    this.journal.checkOpen();
    const isNew = !this.logs.has(channelId);
    const log = this.logOf(channelId);
    if (options === undefined) return log;
    const { addressed = false } = options;
    if (!isNew && addressed !== (log.state.options.addressed ?? false)) {
      throw new HolonError('HOLON_INVALID_ARGUMENT', `Log '${channelId}' cannot change addressed`);
    }
    const asked = { ...options, addressed };
    if (JSON.stringify(asked) === JSON.stringify(log.state.options)) return log;
    this.journal.add([[channelId, 'configure', [asked]]]);
    log.state.configure(asked);
    return log;
  }

  commit(operations: readonly StoreOperation[]): readonly AppendResult[] {
    this.journal.checkOpen();
    const drafts = new Map<JournalLog, LogState>();
    const calls: Call[] = [];
    const results: AppendResult[] = [];
    for (const operation of operations) {
      const log = this.own(operation);
      const draft = drafts.get(log) ?? new LogState(log.state);
      drafts.set(log, draft);
      const [change, args] = this.callOf(operation, log);
      const answer = draft.apply(change, args);
      if (operation.kind === 'append') results.push(answer as AppendResult); // what `append` answers
      if (answer === false) {
        throw new HolonError('HOLON_CLAIM_LOST', `A claim in log '${log.id}' is held no longer`);
      }
      calls.push([log.id, change, args]);
    }
    this.journal.add(calls);
    for (const [log, draft] of drafts) log.state = draft;
    for (const log of drafts.keys()) log.tell();
    return results;
  }

  flush(): void {
    this.journal.flush();
  }

  close(): void {
    this.journal.close();
  }

  private logOf(id: string): JournalLog {
    const log = this.logs.get(id) ?? new JournalLog(id, this.journal);
    this.logs.set(id, log);
    return log;
  }

  private own({ log }: StoreOperation): JournalLog {
    if (log instanceof JournalLog && this.logs.get(log.id) === log) return log;
    throw new HolonError('HOLON_TRANSACTION_FAILED', `A log is not of ${this.address}`);
  }

  private callOf(operation: StoreOperation, log: JournalLog): readonly [Change, unknown[]] {
    switch (operation.kind) {
      case 'append':
        return ['append', [operation.message, operation.options ?? {}]];
      case 'settle':
        return ['settle', [operation.settlement, operation.nowMs]];
      case 'advance':
        return ['advance', [operation.reader, log.checked(operation.position)]];
    }
  }

  /** What was refused then is refused again. */
  private repeat(log: JournalLog, change: string, args: readonly unknown[]): void {
    try {
      log.state.apply(change as Change, args); // as it was written
    } catch (error) {
      if (!isHolonError(error)) throw error;
    }
  }
}
