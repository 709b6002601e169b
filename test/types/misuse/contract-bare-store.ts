// Expected: Property 'store' is missing in type 'MemoryStore'
import { MemoryStore } from '../../../src/index';
import { describeStoreContract } from '../../../src/testing/index';

describeStoreContract('bare', async () => new MemoryStore());
