import assert from 'node:assert/strict';

import { HolonError } from '../errors/holon-error';
import { afterCases } from './store-contract/after-cases';
import { appendCases } from './store-contract/append-cases';
import { claimCases } from './store-contract/claim-cases';
import { commitCases } from './store-contract/commit-cases';
import type { ContractCases, StoreUnderTest } from './store-contract/contract-case';
import { deadLetterCases } from './store-contract/dead-letter-cases';
import { mailboxCases } from './store-contract/mailbox-cases';
import { readCases } from './store-contract/read-cases';
import { reopenCases } from './store-contract/reopen-cases';
import { retentionCases } from './store-contract/retention-cases';
import { watchCases } from './store-contract/watch-cases';

export type { StoreUnderTest };

/** The two functions of a test runner that the contract needs; jest, vitest, mocha and node:test have them. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: ((name: string, body: () => Promise<void>) => unknown) & {
    /** Declares a test that is not run; cases that are left out are not shown without it. */
    readonly skip?: (name: string, body: () => Promise<void>) => unknown;
  };
}

export interface StoreContractOptions {
  /** @defaultValue the `describe` and `it` of the global scope */
  readonly runner?: TestRunner;
  /** False for a store that keeps nothing when it is closed; else `makeStore` must give `reopen`. @defaultValue true */
  readonly restarts?: boolean;
  /** Cases that are not run, by their sentence, each with the reason; for what is a store only in part. */
  readonly leaveOut?: Readonly<Record<string, string>>;
}

const SUBJECTS: Readonly<Record<string, ContractCases>> = {
  append: appendCases,
  read: { ...readCases, ...afterCases },
  mailbox: mailboxCases,
  claim: claimCases,
  'dead letters': deadLetterCases,
  retention: retentionCases,
  commit: commitCases,
  watch: watchCases,
};

/**
 * Declares the tests that every `ChannelStore` passes. Each test gets a fresh store from `makeStore`.
 * @throws HOLON_INVALID_ARGUMENT when there is no runner
 * @example
 * describeStoreContract('my store', async () => ({ store: new MyStore(), reopen: async () => new MyStore() }));
 */
export function describeStoreContract(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  { runner = globalRunner(), restarts = true, leaveOut = {} }: StoreContractOptions = {},
): void {
  checkLeftOut(leaveOut, restarts);
  const declare = <Run>(
    subject: string,
    cases: Readonly<Record<string, Run>>,
    perform: (run: Run, store: StoreUnderTest) => Promise<void>,
  ) => {
    runner.describe(subject, () => {
      for (const [sentence, run] of Object.entries(cases)) {
        const reason = leaveOut[sentence];
        if (reason !== undefined) {
          runner.it.skip?.(`${sentence} (left out: ${reason})`, () => Promise.resolve());
          continue;
        }
        runner.it(sentence, async () => {
          const store = await makeStore();
          try {
            await perform(run, store);
          } finally {
            await store.cleanup?.();
          }
        });
      }
    });
  };

  runner.describe(`${name} keeps the store contract`, () => {
    for (const [subject, cases] of Object.entries(SUBJECTS)) {
      declare(subject, cases, (run, { store }) => run(store));
    }
    if (!restarts) return;
    declare('restart', reopenCases, async (run, { store, reopen }) => {
      assert.ok(reopen !== undefined, 'makeStore gave no reopen, and restarts is not false');
      await run(store, reopen);
    });
  });
}

/** A list of what is left out must not outlive the cases it names. */
function checkLeftOut(leaveOut: Readonly<Record<string, string>>, restarts: boolean): void {
  const all = [...Object.values(SUBJECTS), ...(restarts ? [reopenCases] : [])];
  const known = new Set(all.flatMap((cases) => Object.keys(cases)));
  const unknown = Object.keys(leaveOut).filter((sentence) => !known.has(sentence));
  if (unknown.length === 0) return;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `describeStoreContract has no such case to leave out: ${unknown.map((one) => `'${one}'`).join(', ')}`,
    { hint: 'Name cases by the whole sentence, as the test report shows it.' },
  );
}

function globalRunner(): TestRunner {
  const { describe, it } = globalThis as Partial<TestRunner>; // whether a runner is there is what is checked here
  if (describe !== undefined && it !== undefined) return { describe, it };
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    'describeStoreContract found no global `describe` and `it`',
    { hint: 'Pass those of your test runner as third argument.' },
  );
}
