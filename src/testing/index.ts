/** The entry point `holon/testing`. */
export { createTestApp, type TestAppOptions } from './create-test-app';
export { channelOf, clockOf, mockClient, type MockClientOptions } from './mock-client';
export {
  describeStoreContract,
  type StoreContractOptions,
  type StoreUnderTest,
  type TestRunner,
} from './store-contract';
export { TestApp, type WithinOptions } from './test-app';
export {
  TestChannel,
  type ChannelCounts,
  type TestMessage,
  type TestWriteOptions,
} from './test-channel';
export type { TestInbox, TestOutbox } from './test-queues';
export { VirtualClock, type PendingTimer, type VirtualClockOptions } from './virtual-clock';
export type { RecordedEvent, RecordedKind, RecordFilter } from './kit/channel-record';
export type { Leftover } from './kit/leftovers';
export type { MessageState } from './kit/message-states';
export type { SystemOverride } from './kit/replace-systems';
export type { Failure, LoggedEvent } from './kit/test-logger';
