import { HolonError } from '../../src/errors/holon-error';
import { openStore } from '../../src/stores/open-store';
import { CHANNEL } from './originals';

export interface Attempt {
  /** The code of the refusal; undefined when the file was opened and read to its end. */
  readonly code?: string;
  readonly hint?: string;
  /** Whether it could be opened, and failed when it was read. */
  readonly isLate?: boolean;
  /** What was read, as JSON. */
  readonly messages?: readonly string[];
}

/** Opens a file, reads all of its messages and closes it. Throws what is no HolonError. */
export async function tryOpen(file: string): Promise<Attempt> {
  let isLate = false;
  try {
    const { store } = openStore(`sqlite:${file}`);
    isLate = true;
    try {
      const log = await store.open(CHANNEL);
      const entries = await log.scan({ afterSeq: 0, limit: Number.MAX_SAFE_INTEGER, nowMs: 0 });
      return { messages: entries.map(({ message }) => JSON.stringify(message)) };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof HolonError)) throw error;
    return { code: error.code, hint: error.hint, isLate };
  }
}
