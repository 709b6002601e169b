import type { ExpectedPage } from './reader-ledger';

/** What a page of the simulated store gives out as its position. */
export class SimulatedPosition {
  constructor(
    readonly inner: unknown,
    readonly page: ExpectedPage,
  ) {}
}
