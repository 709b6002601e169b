/** The entry point `holon/testing`. */
export {
  describeStoreContract,
  type StoreContractOptions,
  type StoreUnderTest,
  type TestRunner,
} from './store-contract';
export { VirtualClock } from './virtual-clock';
