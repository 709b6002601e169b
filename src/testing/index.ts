/** The entry point `holon/testing`. */
export { createTestApp, type TestAppOptions } from './create-test-app';
export { channelOf, clockOf, mockClient, type MockClientOptions } from './mock-client';
export {
  describeStoreContract,
  type StoreContractOptions,
  type StoreUnderTest,
  type TestRunner,
} from './store-contract';
export { TestApp } from './test-app';
export {
  TestChannel,
  type ChannelCounts,
  type TestMessage,
  type TestWriteOptions,
} from './test-channel';
export type { TestInbox, TestOutbox } from './test-queues';
export { simulate, type SimulationResult } from './simulation/simulate';
export { simulateMany, type ManyResult } from './simulation/simulate-many';
export { SimulationFailure } from './simulation/simulation-failure';
export { VirtualClock, type PendingTimer, type VirtualClockOptions } from './virtual-clock';
export type { RecordedEvent, RecordedKind, RecordFilter } from './kit/channel-record';
export type { FinishOptions, PausedOptions, WithinOptions } from './kit/check-time';
export type { Leftover } from './kit/leftovers';
export type { MessageState } from './kit/message-states';
export type { SystemOverride } from './kit/replace-systems';
export type { Failure, LoggedEvent } from './kit/test-logger';
export type { InvariantName } from './simulation/breach';
export type { FaultName, Faults } from './simulation/faults';
export type { SimulatedChannel, SimulatedStats } from './simulation/simulated-channel';
export type { OutsideWorld, SimulatedWorld, SimulationPhase } from './simulation/simulated-world';
export type {
  ManyOptions,
  SimulationOptions,
  SimulationSettings,
} from './simulation/simulation-options';
