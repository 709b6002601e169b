import type { ChannelStore } from '../../stores/channel-store';

/** A store for one test, with what the test may do to it as a whole. */
export interface StoreUnderTest {
  readonly store: ChannelStore;
  /** Closes the store and opens what it has kept, as a new process would. Left out where nothing outlives the store. */
  readonly reopen?: () => Promise<ChannelStore>;
  /** Runs after the test, passed or failed. */
  readonly cleanup?: () => Promise<void>;
}

/** Behaviour in a sentence, and how to see it. */
export type ContractCases = Readonly<Record<string, (store: ChannelStore) => Promise<void>>>;
