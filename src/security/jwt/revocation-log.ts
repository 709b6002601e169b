import { createMessage } from '../../model/channel-message';
import type { JsonValue } from '../../model/json';
import type { ChannelLog, LogEntry, StoreOperation } from '../../stores/channel-store';
import type { IdSource } from '../../util/id-source';
import type { SecurityEnvironment } from '../managed-security';

/** No channel can have this id. */
export const REVOCATIONS = '$holon.revoked';

const SENDER = 'holon';
const PAGE = 1_000;

/** A token that is not good any more, though it has not ended. */
export interface Revocation {
  readonly tokenId: string;
  /** When it may be forgotten: the token has ended by then, milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** The revocations that a store keeps, by whichever process they were made. */
export class RevocationLog {
  private seenSeq = 0;
  private reading: Promise<void> | undefined;
  private isStale = false;
  private stopWatching: () => void = () => undefined;

  private constructor(
    private readonly log: ChannelLog,
    private readonly environment: SecurityEnvironment,
    private readonly ids: IdSource,
    private readonly learn: (revocation: Revocation) => void,
  ) {}

  /** Reads what is kept, and from now on what is added. @param learn called with each, old and new */
  static async open(
    environment: SecurityEnvironment,
    ids: IdSource,
    learn: (revocation: Revocation) => void,
  ): Promise<RevocationLog> {
    const log = await environment.store.open(REVOCATIONS);
    const revocations = new RevocationLog(log, environment, ids, learn);
    await log.sweepKeyed(environment.clock.nowMs());
    revocations.stopWatching = log.watch(() => {
      void revocations.catchUp();
    });
    try {
      await revocations.readNew();
    } catch (error) {
      revocations.stopWatching();
      throw error;
    }
    return revocations;
  }

  /** Resolves when all are as durable as the store promises. */
  async write(revocations: readonly Revocation[]): Promise<void> {
    if (revocations.length === 0) return;
    const { store, clock } = this.environment;
    const nowMs = clock.nowMs();
    const operations = revocations.map(({ tokenId, expiresAtMs }): StoreOperation => ({
      kind: 'append',
      log: this.log,
      message: createMessage<JsonValue>({
        id: this.ids.next(nowMs),
        timestampMs: nowMs,
        senderId: SENDER,
        content: { tokenId, expiresAtMs },
      }),
      options: { key: tokenId, expiresAtMs },
    }));
    await store.commit(operations);
    await this.log.sweepKeyed(nowMs);
  }

  /** What is being read is still waited for, so that the store can close. */
  async close(): Promise<void> {
    this.stopWatching();
    await this.reading;
  }

  /** Reads what came since; what comes while it reads, it reads then. */
  private catchUp(): Promise<void> {
    this.isStale = true;
    this.reading ??= this.readAll().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readAll(): Promise<void> {
    try {
      while (this.isStale) {
        this.isStale = false;
        await this.readNew();
      }
    } catch (error) {
      // The next change tries again; until then what is known holds.
      this.environment.report('security.revocations-unread', { error });
    }
  }

  private async readNew(): Promise<void> {
    let entries: readonly LogEntry[];
    do {
      const nowMs = this.environment.clock.nowMs();
      entries = await this.log.scan({ afterSeq: this.seenSeq, limit: PAGE, nowMs });
      for (const { seq, message } of entries) {
        this.seenSeq = Math.max(this.seenSeq, seq);
        if (isRevocation(message.content)) this.learn(message.content);
      }
    } while (entries.length === PAGE);
  }
}

function isRevocation(content: unknown): content is Revocation {
  if (typeof content !== 'object' || content === null) return false;
  const { tokenId, expiresAtMs } = content as Partial<Revocation>; // what they are is asked here
  return typeof tokenId === 'string' && typeof expiresAtMs === 'number';
}
