import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SqliteStore } from '../../src/stores/sqlite/sqlite-store';
import { describeStoreContract, type StoreUnderTest } from '../../src/testing/store-contract';
import { itAnswersLikeTheModel } from './model-runs';

async function makeStore(): Promise<StoreUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'holon-'));
  // What a commit survives is shown elsewhere; here it only has to be soon done.
  const open = () => new SqliteStore({ file: join(folder, 'store.db'), durability: 'process' });
  let store = open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = open();
      return store;
    },
    cleanup: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

describeStoreContract('SqliteStore', makeStore);

itAnswersLikeTheModel('SqliteStore', makeStore, 1_000);
