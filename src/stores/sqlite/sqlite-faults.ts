import { HolonError } from '../../errors/holon-error';

/** The ways of SQLite to fail that call for different cures. */
export type SqliteFault = 'busy' | 'full' | 'damaged' | 'read-only' | 'cannot-open' | 'other';

const FAULTS: Readonly<Record<string, SqliteFault>> = {
  BUSY: 'busy',
  LOCKED: 'busy',
  FULL: 'full',
  CORRUPT: 'damaged',
  NOTADB: 'damaged',
  READONLY: 'read-only',
  PERM: 'read-only',
  CANTOPEN: 'cannot-open',
};

/** The same by number, as `node:sqlite` reports them. */
const NUMBERS: Readonly<Record<number, SqliteFault>> = {
  3: 'read-only',
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  11: 'damaged',
  13: 'full',
  14: 'cannot-open',
  26: 'damaged',
};

/** What `error`, thrown by either library, says of the file. */
export function faultOf(error: unknown): SqliteFault {
  // Not `instanceof Error`: a native module may have been given the Error of another realm.
  if (typeof error !== 'object' || error === null) return 'other';
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }; // better-sqlite3 has one, node:sqlite the other
  if (typeof errcode === 'number') return NUMBERS[errcode & 0xff] ?? 'other';
  const name = typeof code === 'string' ? /^SQLITE_([A-Z]+)/.exec(code)?.[1] : undefined;
  return (name === undefined ? undefined : FAULTS[name]) ?? 'other';
}

/** The error for the caller of a store whose file has failed it. */
export function storeFault(address: string, error: unknown): HolonError {
  const reason = error instanceof Error ? error.message : String(error);
  const failed = (what: string, hint?: string) =>
    new HolonError('HOLON_STORE_FAILED', `The store "${address}" ${what} (${reason})`, {
      hint,
      cause: error,
    });
  const unusable = (what: string, hint: string) =>
    new HolonError('HOLON_STORE_UNUSABLE', `The store "${address}" ${what} (${reason})`, {
      hint,
      cause: error,
    });
  switch (faultOf(error)) {
    case 'busy':
      return failed(
        'is locked by another process',
        'Try again, raise `busyTimeoutMs`, or end the process that holds the file.',
      );
    case 'full':
      return failed(
        'has no room left; nothing of this operation was stored',
        'Free space on the disk, evict messages, or raise `maxFileBytes`; then try again.',
      );
    case 'damaged':
      return unusable(
        'is damaged, or no SQLite database',
        'Stop all processes that use it and keep a copy; restore a backup, or rescue what is left with `sqlite3 <file> .recover`.',
      );
    case 'read-only':
    case 'cannot-open':
      return unusable(
        'cannot be written',
        'Give this user the right to write the file and its folder, where SQLite puts two more files.',
      );
    case 'other':
      return failed(
        'could not do what was asked',
        'Look at the disk and at the log of the system; what was answered before is kept.',
      );
  }
}
