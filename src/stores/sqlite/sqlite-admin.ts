import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { HolonError } from '../../errors/holon-error';
import type { DeadLetter } from '../channel-store';
import type {
  ChannelReport,
  DeadReport,
  StoreAdmin,
  StoreReport,
  VacuumReport,
} from '../store-admin';
import { AdminConnection } from './admin-connection';
import { readSchemaVersion } from './check-file';
import { collectStats } from './collect-stats';
import { MessageState } from './message-state';
import { openExisting } from './open-existing';
import type { SqliteDriver } from './sqlite-driver';
import { faultOf, storeFault } from './sqlite-faults';
import type { SqliteLog } from './sqlite-log';
import { checkOptions, type SqliteSettings, type SqliteStoreOptions } from './sqlite-options';

/** Dead messages put back in one transaction, so that apps on the same file wait only shortly. */
const REDRIVE_BATCH = 500;

/** The operator's side of one SQLite file. Each operation opens the file and lets go of it. */
export class SqliteAdmin implements StoreAdmin {
  readonly address: string;
  private readonly settings: SqliteSettings;
  /** Absolute. */
  private readonly file: string;

  constructor(options: SqliteStoreOptions) {
    this.settings = checkOptions(options);
    this.address = this.settings.address;
    this.file = resolve(this.settings.file);
  }

  inspect(nowMs: number): Promise<StoreReport> {
    const { address, file } = this;
    return this.connect('read', async (connection) => {
      const { driver } = connection;
      const channels: ChannelReport[] = [];
      for (const id of connection.channelIds()) {
        channels.push(reportChannel(driver, await connection.log(id), nowMs));
      }
      const sizes = { bytes: sizeOf(file), walBytes: sizeOf(`${file}-wal`) };
      return {
        address,
        file,
        ...sizes,
        schemaVersion: readSchemaVersion(driver, address),
        channels,
      };
    });
  }

  dead(request: { readonly channelId?: string | undefined; limit: number }): Promise<DeadReport> {
    const { channelId, limit } = request;
    return this.connect('read', async (connection) => {
      const letters: (DeadLetter & { readonly channelId: string })[] = [];
      let total = 0;
      for (const id of channelId === undefined ? connection.channelIds() : [channelId]) {
        const log = await connection.log(id);
        total += log.state.figures.dead;
        const dead = await log.dead(limit - letters.length);
        letters.push(...dead.map((letter) => ({ channelId: id, ...letter })));
      }
      return { total, letters };
    });
  }

  redrive(channelId: string, ids: readonly string[] | 'all'): Promise<readonly string[]> {
    return this.connect('write', async (connection) => {
      const log = await connection.log(channelId);
      return ids === 'all' ? redriveAll(log) : log.redrive(ids);
    });
  }

  async vacuum(): Promise<VacuumReport> {
    const { address, file, settings } = this;
    const size = (): number => sizeOf(file) + sizeOf(`${file}-wal`);
    const beforeBytes = size();
    let driver: SqliteDriver | undefined;
    try {
      driver = openExisting(settings, 'alone');
      driver.exec('VACUUM');
    } catch (error) {
      throw inUse(error, address) ?? asHolonError(error, address);
    } finally {
      driver?.close(); // moves the log into the file
    }
    return { beforeBytes, afterBytes: size() };
  }

  private async connect<T>(
    use: 'read' | 'write',
    work: (connection: AdminConnection) => Promise<T>,
  ): Promise<T> {
    let connection: AdminConnection | undefined;
    try {
      connection = new AdminConnection(this.settings, use);
      return await work(connection);
    } catch (error) {
      throw asHolonError(error, this.address);
    } finally {
      await connection?.close();
    }
  }
}

function reportChannel(driver: SqliteDriver, { state }: SqliteLog, nowMs: number): ChannelReport {
  const stats = collectStats(state);
  const hidden = driver
    .prepare(
      'SELECT state, count(*) AS count FROM states WHERE channel = ? AND until_ms > ? GROUP BY state',
    )
    .all(state.number, nowMs) as { state: number; count: number }[]; // as selected
  const countOf = (wanted: number): number =>
    hidden.find((row) => row.state === wanted)?.count ?? 0;
  const claimed = countOf(MessageState.claimed);
  return {
    id: state.channelId,
    ...stats,
    pending: stats.pending + stats.claimed - claimed,
    delayed: countOf(MessageState.delayed),
    claimed,
  };
}

/** Those that are dead now; what dies meanwhile is left. */
async function redriveAll(log: SqliteLog): Promise<readonly string[]> {
  const redriven: string[] = [];
  for (let left = log.state.figures.dead; left > 0; left -= REDRIVE_BATCH) {
    const letters = await log.dead(Math.min(left, REDRIVE_BATCH));
    redriven.push(...(await log.redrive(letters.map(({ message }) => message.id))));
  }
  return redriven;
}

function inUse(error: unknown, address: string): HolonError | undefined {
  const cause = error instanceof HolonError ? error.cause : error;
  if (faultOf(cause) !== 'busy') return undefined;
  return new HolonError('HOLON_STORE_FAILED', `The store "${address}" is used by another process`, {
    hint: 'Stop the app that uses it and try again; while it runs, the room of removed messages is used for new ones.',
    cause,
  });
}

function asHolonError(error: unknown, address: string): HolonError {
  return error instanceof HolonError ? error : storeFault(address, error);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
