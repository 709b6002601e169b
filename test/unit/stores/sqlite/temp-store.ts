import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createMessage } from '../../../../src/model/channel-message';
import type { StoredMessage } from '../../../../src/stores/channel-store';
import type { SqliteStoreOptions } from '../../../../src/stores/sqlite/sqlite-options';
import { SqliteStore } from '../../../../src/stores/sqlite/sqlite-store';

export const NOW_MS = 1_700_000_000_000;

/** A folder with stores in it, all gone after the test. */
export class TempFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'holon-'));
  private readonly stores: SqliteStore[] = [];

  file(name = 'store.db'): string {
    return join(this.path, name);
  }

  open(options: Partial<SqliteStoreOptions> = {}): SqliteStore {
    const store = new SqliteStore({ file: this.file(), durability: 'process', ...options });
    this.stores.push(store);
    return store;
  }

  async remove(): Promise<void> {
    for (const store of this.stores) await store.close();
    rmSync(this.path, { recursive: true });
  }
}

export function message(id: string, fields: Partial<StoredMessage> = {}): StoredMessage {
  return createMessage({ id, timestampMs: NOW_MS, senderId: 's', content: id, ...fields });
}
