// Expected: 'restart' does not exist in type 'StoreContractOptions'. Did you mean to write 'restarts'?
import { MemoryStore } from '../../../src/index';
import { describeStoreContract } from '../../../src/testing/index';

describeStoreContract('memory', async () => ({ store: new MemoryStore() }), { restart: false });
