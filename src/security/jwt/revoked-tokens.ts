import type { IdSource } from '../../util/id-source';
import type { SecurityEnvironment } from '../managed-security';
import { RevocationLog, type Revocation } from './revocation-log';

/** How often those that have ended are forgotten. */
const PRUNE_EVERY_MS = 60_000;

/** The tokens that are not good any more: here at once, and in the store of each app that is served. */
export class RevokedTokens {
  private readonly expiries = new Map<string, number>();
  private readonly logs = new Map<SecurityEnvironment, Promise<RevocationLog>>();
  private prunedAtMs = 0;

  constructor(private readonly ids: IdSource) {}

  has(tokenId: string): boolean {
    return this.expiries.size > 0 && this.expiries.has(tokenId);
  }

  /** Resolves when every store has it; where none is there yet, `open` writes it. */
  async add(revocation: Revocation, nowMs: number): Promise<void> {
    this.prune(nowMs);
    this.learn(revocation);
    await Promise.all([...this.logs.values()].map(async (log) => (await log).write([revocation])));
  }

  /** Joins with what the store of an app keeps. */
  async open(environment: SecurityEnvironment): Promise<void> {
    const known = this.logs.get(environment);
    const opening = known ?? this.openLog(environment);
    this.logs.set(environment, opening);
    try {
      await opening;
    } catch (error) {
      this.logs.delete(environment);
      throw error;
    }
  }

  async close(environment: SecurityEnvironment): Promise<void> {
    const log = this.logs.get(environment);
    this.logs.delete(environment);
    await (await log?.catch(() => undefined))?.close();
  }

  private async openLog(environment: SecurityEnvironment): Promise<RevocationLog> {
    const unwritten = new Map(this.expiries);
    const log = await RevocationLog.open(environment, this.ids, (revocation) => {
      this.prune(environment.clock.nowMs());
      this.learn(revocation);
      unwritten.delete(revocation.tokenId);
    });
    try {
      await log.write([...unwritten].map(([tokenId, expiresAtMs]) => ({ tokenId, expiresAtMs })));
    } catch (error) {
      await log.close();
      throw error;
    }
    return log;
  }

  private learn({ tokenId, expiresAtMs }: Revocation): void {
    this.expiries.set(tokenId, expiresAtMs);
  }

  private prune(nowMs: number): void {
    if (Math.abs(nowMs - this.prunedAtMs) < PRUNE_EVERY_MS) return;
    this.prunedAtMs = nowMs;
    for (const [tokenId, expiresAtMs] of this.expiries) {
      if (expiresAtMs <= nowMs) this.expiries.delete(tokenId);
    }
  }
}
