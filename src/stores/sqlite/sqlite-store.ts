import type {
  AppendResult,
  ChannelLog,
  ChannelStore,
  LogOptions,
  StoreOperation,
} from '../channel-store';
import { changedAddressing, claimLost, foreignLog, storeClosed } from '../refusals';
import { appendMessage } from './append-message';
import { unusable } from './check-file';
import { checkChannelId } from './check-text';
import { settleClaim } from './claim-messages';
import { advanceReader } from './find-page';
import { ForeignWatch } from './foreign-watch';
import type { Work } from './group-commit';
import { LogState } from './log-state';
import { LAST_CHANNEL } from './migrations';
import { openConnection } from './open-connection';
import { Session } from './session';
import { SqliteLog, type LogLink } from './sqlite-log';
import { storeFault } from './sqlite-faults';
import { checkOptions, type SqliteStoreOptions } from './sqlite-options';
import type { ChannelRow } from './statements';

/**
 * Keeps everything in one SQLite file, which several processes of one machine may share. What waits in one turn of the
 * event loop is written in one transaction.
 */
export class SqliteStore implements ChannelStore {
  readonly address: string;
  private readonly maxMessageBytes: number;
  private readonly session: Session;
  private readonly foreignWatch: ForeignWatch;
  private readonly logs = new Map<string, SqliteLog>();
  private readonly link: LogLink = {
    run: (work) => this.run(work),
    watch: (log, listener) => this.watch(log, listener),
  };
  private closing: Promise<void> | undefined;

  /**
   * Opens the file, and makes it when it is not there.
   * @throws HOLON_STORE_UNUSABLE when the path or the file is not one to work with; it is left as it was then
   * @throws HOLON_STORE_FAILED when the file is locked or the disk full
   * @throws HOLON_DEPENDENCY_MISSING when no SQLite library is installed
   */
  constructor(options: SqliteStoreOptions) {
    const settings = checkOptions(options);
    this.address = settings.address;
    this.maxMessageBytes = settings.maxMessageBytes;
    this.session = new Session(openConnection(settings), settings);
    this.foreignWatch = new ForeignWatch(settings.clock, settings.foreignPollMs, () => {
      this.noticeForeignChange();
    });
  }

  async open(channelId: string, options?: LogOptions): Promise<SqliteLog> {
    checkChannelId(channelId);
    const row = await this.run(() => this.openRow(channelId, options));
    const known = this.logs.get(channelId);
    if (known !== undefined) {
      if (options !== undefined) known.state.options = options;
      return known;
    }
    const { session, maxMessageBytes, link } = this;
    const state = new LogState(session, channelId, row, options ?? optionsOf(row), maxMessageBytes);
    const log = new SqliteLog(state, link);
    this.logs.set(channelId, log);
    await this.run(() => {
      session.enter(state);
    });
    return log;
  }

  async commit(operations: readonly StoreOperation[]): Promise<readonly AppendResult[]> {
    const logs = new Set(operations.map((operation) => this.own(operation.log)));
    return this.run(() => {
      for (const { state } of logs) this.session.enter(state);
      const before = [...logs].map(({ state }) => ({ state, figures: { ...state.figures } }));
      try {
        return this.session.allOrNothing(() =>
          operations.flatMap((operation) => this.perform(operation)),
        );
      } catch (error) {
        for (const { state, figures } of before) state.restore(figures);
        throw error;
      }
    });
  }

  async flush(): Promise<void> {
    await this.session.whenIdle();
  }

  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    this.foreignWatch.stop();
    await this.session.whenIdle();
    this.session.close();
  }

  private run<T, Progress>(work: Work<T, Progress>): Promise<T> {
    if (this.closing !== undefined) return Promise.reject(storeClosed(this.address));
    return this.session.run(work);
  }

  /** The row of a channel, with its options as they are now; added when it is not there. */
  private openRow(channelId: string, options: LogOptions | undefined): ChannelRow {
    const { statements } = this.session;
    const addressed = options?.addressed === true ? 1 : 0;
    const known = statements.channel.get(channelId);
    const row = known ?? this.session.allOrNothing(() => this.addRow(channelId, addressed));
    if (options === undefined) return row;
    if (row.addressed !== addressed) throw changedAddressing(channelId);
    const { capacity = null, maxAttempts = null } = options;
    if (row.capacity !== capacity || row.maxAttempts !== maxAttempts) {
      statements.setOptions.run(capacity, maxAttempts, row.number);
    }
    return row;
  }

  private addRow(channelId: string, addressed: number): ChannelRow {
    const row = this.session.statements.addChannel.get(channelId, addressed);
    if (row === undefined) throw storeFault(this.address, `"${channelId}" was not added`);
    if (row.number <= LAST_CHANNEL) return row;
    throw unusable(
      this.address,
      `has ${LAST_CHANNEL} channels, all it can tell apart; "${channelId}" was not added`,
      'Keep further channels in another file, and tell messages apart by recipientId or correlationId.',
    );
  }

  /** The result of an append, and nothing else. */
  private perform(operation: StoreOperation): readonly AppendResult[] {
    const log = this.own(operation.log);
    const { state } = log;
    if (operation.kind === 'append') {
      return [appendMessage(state, operation.message, operation.options)];
    }
    if (operation.kind === 'advance') {
      advanceReader(state, operation.reader, log.checkPosition(operation.position));
    } else if (!settleClaim(state, operation.settlement, operation.nowMs)) {
      const { id, holder } = operation.settlement;
      throw claimLost(state.channelId, id, holder);
    }
    return [];
  }

  /** @throws HOLON_TRANSACTION_FAILED for a log of another store */
  private own(log: ChannelLog): SqliteLog {
    if (log instanceof SqliteLog && this.logs.get(log.state.channelId) === log) return log;
    throw foreignLog(this.address);
  }

  private watch(log: SqliteLog, listener: (foreign?: boolean) => void): () => void {
    if (this.closing !== undefined) throw storeClosed(this.address);
    const stopListening = log.state.listeners.add(listener);
    const stopPolling = this.foreignWatch.add();
    return () => {
      stopListening();
      stopPolling();
    };
  }

  private noticeForeignChange(): void {
    if (!this.session.takeForeignChange()) return;
    for (const { state } of this.logs.values()) state.listeners.notify(true);
  }
}

function optionsOf({ addressed, capacity, maxAttempts }: ChannelRow): LogOptions {
  return {
    addressed: addressed === 1,
    ...(capacity === null ? {} : { capacity }),
    ...(maxAttempts === null ? {} : { maxAttempts }),
  };
}
