import { isHolonError } from '../../errors/holon-error';
import type { Clock } from '../../util/clock';
import { newerSchema } from './check-file';
import { GroupCommit, type Work } from './group-commit';
import { MIGRATIONS } from './migrations';
import type { SqliteDriver } from './sqlite-driver';
import { storeFault } from './sqlite-faults';
import { Statements } from './statements';

/** What remembers things of the file in memory and has to follow the transactions. */
export interface Participant {
  /** Before the first operation of a transaction. `isStale` when another process may have changed what is remembered. */
  begin(isStale: boolean): void;
  /** Writes what has been kept back until now. */
  persist(): void;
  /** All is on disk. */
  committed(): void;
  /** Nothing of the transaction has happened. */
  undo(): void;
}

export interface SessionOptions {
  readonly address: string;
  readonly clock: Clock;
  readonly busyTimeoutMs: number;
}

/** One connection, and the transactions on it one after the other. */
export class Session {
  readonly statements: Statements;
  private readonly address: string;
  /** Who takes part in the transaction under way. */
  private readonly participants = new Set<Participant>();
  /** For whom what is remembered is known to be what the file says. */
  private fresh = new WeakSet<Participant>();
  private readonly group: GroupCommit;
  private readonly recipients = new Map<string, number>();
  private dataVersion: number;
  private foreignChange = false;

  constructor(
    private readonly driver: SqliteDriver,
    { address, clock, busyTimeoutMs }: SessionOptions,
  ) {
    this.address = address;
    this.statements = new Statements(driver);
    this.dataVersion = this.readDataVersion();
    this.group = new GroupCommit(
      {
        begin: () => {
          this.begin();
        },
        commit: () => {
          this.commit();
        },
        rollback: () => {
          this.rollback();
        },
      },
      {
        clock,
        busyTimeoutMs,
        toError: (error) => (isHolonError(error) ? error : storeFault(address, error)),
      },
    );
  }

  /** Runs `work` in the next transaction; resolves after its COMMIT. */
  run<T, Progress>(work: Work<T, Progress>): Promise<T> {
    return this.group.enqueue(work);
  }

  /** For `work` in a transaction: has `participant` follow it. */
  enter(participant: Participant): void {
    if (this.participants.has(participant)) return;
    this.participants.add(participant);
    participant.begin(!this.fresh.has(participant));
    this.fresh.add(participant);
  }

  /** Inside a transaction: all that `work` writes, or nothing when it throws a HolonError. */
  allOrNothing<T>(work: () => T): T {
    const { savepoint, release, rollbackTo } = this.statements;
    savepoint.run();
    try {
      const result = work();
      release.run();
      return result;
    } catch (error) {
      // After any other error the whole transaction is rolled back.
      if (isHolonError(error)) {
        rollbackTo.run();
        release.run();
        this.recipients.clear();
      }
      throw error;
    }
  }

  /** The number that stands for a recipient; undefined when it never got a message. */
  recipient(id: string): number | undefined {
    const known = this.recipients.get(id) ?? this.statements.recipient.get(id)?.number;
    if (known !== undefined) this.recipients.set(id, known);
    return known;
  }

  addRecipient(id: string): number | null {
    this.statements.addRecipient.run(id);
    return this.recipient(id) ?? null;
  }

  /** Whether another process has committed since the last call. */
  takeForeignChange(): boolean {
    try {
      this.noticeForeignChange();
    } catch {
      // The next operation meets the same fault, and somebody to tell.
    }
    const { foreignChange } = this;
    this.foreignChange = false;
    return foreignChange;
  }

  whenIdle(): Promise<void> {
    return this.group.whenIdle();
  }

  /** To be called when idle. */
  close(): void {
    this.driver.close();
  }

  private begin(): void {
    this.statements.begin.run();
    try {
      this.noticeForeignChange();
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  private commit(): void {
    for (const participant of this.participants) participant.persist();
    this.statements.commit.run();
    const done = [...this.participants];
    this.participants.clear();
    for (const participant of done) participant.committed();
  }

  private rollback(): void {
    try {
      this.statements.rollback.run();
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
    this.recipients.clear();
    this.fresh = new WeakSet();
    for (const participant of this.participants) participant.undo();
    this.participants.clear();
  }

  private noticeForeignChange(): void {
    const version = this.readDataVersion();
    if (version === this.dataVersion) return;
    const schema = this.statements.schemaVersion.get()?.user_version ?? 0;
    if (schema > MIGRATIONS.length) throw newerSchema(schema, this.address);
    this.dataVersion = version;
    this.foreignChange = true;
    this.fresh = new WeakSet();
  }

  private readDataVersion(): number {
    return this.statements.dataVersion.get()?.data_version ?? 0;
  }
}
