import { MemoryStore } from '../../src/stores/memory/memory-store';
import { describeStoreContract } from '../../src/testing/store-contract';

describeStoreContract('MemoryStore', async () => ({ store: new MemoryStore() }), {
  restarts: false,
});
