import type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  ClaimRequest,
  ClearFilter,
  DeadLetter,
  EvictRequest,
  EvictResult,
  LogEntry,
  LogStats,
  ReadPage,
  ReadRequest,
  Settlement,
  StoredClaim,
  StoredMessage,
  SweepResult,
} from '../channel-store';
import { foreignPosition } from '../refusals';
import { appendMessage } from './append-message';
import { claimMessages, settleClaim } from './claim-messages';
import { collectStats } from './collect-stats';
import { evictMessages } from './evict-messages';
import { advanceReader, findPage } from './find-page';
import { Unfinished, type Work } from './group-commit';
import { CHANGE_PAGE, type LogState } from './log-state';
import { toDeadMessage, toLogEntry } from './message-row';
import { MessageState } from './message-state';
import { PagePosition } from './page-position';
import type { EntryRow, StateRow } from './statements';

/** What a log needs of its store. */
export interface LogLink {
  /** Runs `work` in the next transactions. @throws HOLON_WRONG_STATE when the store is closed */
  run<T, Progress>(work: Work<T, Progress>): Promise<T>;
  watch(log: SqliteLog, listener: (foreign?: boolean) => void): () => void;
}

/** What `clear` still has to look at, as positions, and how many it has removed. */
interface ClearProgress {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** The log of one channel in the file. Each operation is part of a transaction; its promise is settled after the COMMIT. */
export class SqliteLog implements ChannelLog {
  constructor(
    /** For transactions of the store. */
    readonly state: LogState,
    private readonly link: LogLink,
  ) {}

  get count(): number {
    return this.state.count;
  }

  append(message: StoredMessage, options?: AppendOptions): Promise<AppendResult> {
    return this.run((log) => appendMessage(log, message, options));
  }

  scan(request: { afterSeq: number; limit: number; nowMs: number }): Promise<readonly LogEntry[]> {
    return this.runAt(request.nowMs, (log) =>
      toEntries(log, log.sql.scan.all(log.start + request.afterSeq, log.end, request.limit)),
    );
  }

  headSeq(): Promise<number> {
    return this.run((log) => log.figures.headSeq);
  }

  get(id: string): Promise<LogEntry | undefined> {
    return this.run((log) => {
      const row = log.sql.entry.get(log.number, id);
      return row === undefined ? undefined : toLogEntry(row, log.seqOf(row), log.channelId);
    });
  }

  peek(reader: string, request: ReadRequest): Promise<ReadPage> {
    return this.runAt(request.nowMs, (log) => findPage(log, reader, request));
  }

  advance(reader: string, position: unknown, count?: number): Promise<void> {
    return this.run((log) => {
      advanceReader(log, reader, this.checkPosition(position).upTo(count));
    });
  }

  read(reader: string, request: ReadRequest): Promise<readonly LogEntry[]> {
    return this.runAt(request.nowMs, (log) => {
      const { entries, position } = findPage(log, reader, request);
      advanceReader(log, reader, position);
      return entries;
    });
  }

  claim(holder: string, request: ClaimRequest): Promise<readonly StoredClaim[]> {
    return this.runAt(request.nowMs, (log) => claimMessages(log, holder, request));
  }

  settle(settlement: Settlement, nowMs: number): Promise<boolean> {
    return this.run((log) => settleClaim(log, settlement, nowMs));
  }

  sweep(nowMs: number): Promise<SweepResult> {
    return this.runAt(nowMs, (log) => log.takeExpired());
  }

  nextVisibleAtMs(): Promise<number | undefined> {
    return this.run((log) => log.nextUntilMs());
  }

  dead(limit: number): Promise<readonly DeadLetter[]> {
    return this.run((log) =>
      Array.from(log.sql.dead.all(log.number, limit), (row) => ({
        seq: log.seqOf(row),
        message: toDeadMessage(row),
        attempt: row.attempt,
        ...(row.reason === null ? {} : { reason: row.reason }),
      })),
    );
  }

  redrive(ids: readonly string[]): Promise<readonly string[]> {
    return this.forEach(ids, (log, row) => {
      if (row.state !== MessageState.dead) return false;
      log.redrive(row);
      return true;
    });
  }

  remove(ids: readonly string[]): Promise<readonly string[]> {
    return this.forEach(ids, (log, row) => {
      log.remove(row);
      return true;
    });
  }

  clear({ senderId, recipientId, correlationId }: ClearFilter): Promise<number> {
    const filter = [senderId ?? null, recipientId ?? null, correlationId ?? null];
    return this.run(
      (log, progress: ClearProgress = { start: log.start, end: log.end, count: 0 }) => {
        const { start, end, count } = progress;
        const rows = log.sql.matching.all(start, end, ...filter, CHANGE_PAGE);
        for (const row of rows) log.remove(row);
        const cleared = count + rows.length;
        const last = rows.at(-1);
        if (last === undefined || rows.length < CHANGE_PAGE) return cleared;
        return new Unfinished({ start: last.position, end, count: cleared });
      },
    );
  }

  evict(request: EvictRequest): Promise<EvictResult> {
    return this.runAt(request.nowMs, (log) => evictMessages(log, request));
  }

  stats(nowMs: number): Promise<LogStats> {
    return this.runAt(nowMs, collectStats);
  }

  keyed(nowMs: number): Promise<readonly LogEntry[]> {
    return this.runAt(nowMs, (log) => toEntries(log, log.sql.keyed.all(log.number, nowMs)));
  }

  sweepKeyed(nowMs: number): Promise<number> {
    return this.run<number, number>((log, before = 0) => {
      const rows = log.sql.expiredKeys.all(log.number, nowMs, CHANGE_PAGE);
      for (const row of rows) log.remove(row);
      const swept = before + rows.length;
      return rows.length < CHANGE_PAGE ? swept : new Unfinished(swept);
    });
  }

  watch(listener: (foreign?: boolean) => void): () => void {
    return this.link.watch(this, listener);
  }

  /** @throws HOLON_INVALID_ARGUMENT */
  checkPosition(position: unknown): PagePosition {
    if (position instanceof PagePosition) return position;
    throw foreignPosition(this.state.channelId);
  }

  private run<T, Progress>(
    work: (log: LogState, progress?: Progress) => T | Unfinished<Progress>,
  ): Promise<T> {
    return this.link.run((progress?: Progress) => {
      this.state.session.enter(this.state);
      return work(this.state, progress);
    });
  }

  /** As `run`, after the delays and claims that have ended by `nowMs`. */
  private runAt<T>(nowMs: number, work: (log: LogState) => T): Promise<T> {
    return this.run((log) => (log.release(nowMs) ? work(log) : new Unfinished(undefined)));
  }

  private forEach(
    ids: readonly string[],
    change: (log: LogState, row: StateRow) => boolean,
  ): Promise<readonly string[]> {
    return this.run((log) =>
      ids.filter((id) => {
        const row = log.sql.byId.get(log.number, id);
        return row !== undefined && change(log, row);
      }),
    );
  }
}

function toEntries(log: LogState, rows: readonly EntryRow[]): readonly LogEntry[] {
  return Array.from(rows, (row) => toLogEntry(row, log.seqOf(row), log.channelId));
}
