import { HolonError } from '../../errors/holon-error';
import { systemClock, type Clock } from '../../util/clock';

/** Room for the empty tables and some messages. */
const SMALLEST_FILE_BYTES = 128 * 1024;

export interface SqliteStoreOptions {
  /** Path of the file; made when it is not there, its folder is not. */
  readonly file: string;
  /**
   * What an answered write outlives: `disk` a power failure too, `process` the end of the process alone, for several
   * times the speed of single writes. @defaultValue 'disk'
   */
  readonly durability?: 'disk' | 'process' | undefined;
  /** How long to wait for other processes that hold the file. @defaultValue 5 000 */
  readonly busyTimeoutMs?: number | undefined;
  /** Permissions of a new file. @defaultValue 0o600 */
  readonly fileMode?: number | undefined;
  /** Most bytes of JSON that one message may have. @defaultValue 1 MiB */
  readonly maxMessageBytes?: number | undefined;
  /** Most bytes the file may grow to, at least 128 KiB: empty tables take most of that. No limit when left out. */
  readonly maxFileBytes?: number | undefined;
  /** How often to look for what other processes wrote, while somebody waits for messages. @defaultValue 100 */
  readonly foreignPollMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** The options with their defaults, and the address they make. */
export interface SqliteSettings {
  readonly address: string;
  readonly file: string;
  readonly durability: 'disk' | 'process';
  readonly busyTimeoutMs: number;
  readonly fileMode: number;
  readonly maxMessageBytes: number;
  readonly maxFileBytes: number | undefined;
  readonly foreignPollMs: number;
  readonly clock: Clock;
}

/** @throws HOLON_INVALID_ARGUMENT */
export function checkOptions(options: SqliteStoreOptions): SqliteSettings {
  const { file, durability = 'disk', maxFileBytes, clock = systemClock } = options;
  if (typeof file !== 'string' || file === '' || file.startsWith(':')) {
    throw invalid(`file must be a path, not ${JSON.stringify(file)}`, "'memory:' keeps no file.");
  }
  if (durability !== 'disk' && durability !== 'process') {
    throw invalid(`durability must be 'disk' or 'process', not ${JSON.stringify(durability)}`);
  }
  const { busyTimeoutMs = 5_000, fileMode = 0o600, foreignPollMs = 100 } = options;
  const { maxMessageBytes = 1024 * 1024 } = options;
  const numbers = { busyTimeoutMs, fileMode, foreignPollMs, maxMessageBytes, maxFileBytes };
  for (const [name, value] of Object.entries(numbers)) {
    if (value === undefined || (Number.isInteger(value) && value >= 0)) continue;
    throw invalid(`${name} must be a whole number from 0, not ${String(value)}`);
  }
  if (maxFileBytes !== undefined && maxFileBytes < SMALLEST_FILE_BYTES) {
    throw invalid(
      `maxFileBytes must be at least ${SMALLEST_FILE_BYTES}, not ${maxFileBytes}`,
      'Leave it out for no limit.',
    );
  }
  const address = `sqlite:${file}`;
  return { address, file, durability, clock, ...numbers };
}

function invalid(what: string, hint?: string): HolonError {
  return new HolonError('HOLON_INVALID_ARGUMENT', `SqliteStore: ${what}`, { hint });
}
