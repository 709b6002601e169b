import { MemoryStore } from '../../src/stores/memory/memory-store';
import { describeStoreContract } from '../../src/testing/store-contract';
import { itAnswersLikeTheModel } from './model-runs';
import { ModelStore } from './store-model';

describeStoreContract('The model', async () => ({ store: new ModelStore() }), { restarts: false });

itAnswersLikeTheModel('MemoryStore', async () => ({ store: new MemoryStore() }), 1_500);
