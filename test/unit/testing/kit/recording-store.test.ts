import { MemoryStore } from '../../../../src/stores/memory/memory-store';
import { ChannelRecord } from '../../../../src/testing/kit/channel-record';
import { RecordingStore } from '../../../../src/testing/kit/recording-store';
import { describeStoreContract } from '../../../../src/testing/store-contract';
import { VirtualClock } from '../../../../src/testing/virtual-clock';

// Channels under test behave as real ones do, because what they are kept in passes what every store passes.
describeStoreContract(
  'The store of a test app',
  async () => ({
    store: new RecordingStore(new MemoryStore(), new ChannelRecord(), new VirtualClock()),
  }),
  { restarts: false },
);
