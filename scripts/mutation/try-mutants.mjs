import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { Stryker } from '@stryker-mutator/core';

/** Outside the tree, so that neither Jest nor ESLint nor git meets the copies. */
const TEMP = join(tmpdir(), 'holon-mutation');

/** Not needed by any test that tries mutants, and big. */
const IGNORED = ['dist', 'coverage', 'data', 'bench', 'docs/benchmarks'];

/**
 * Changes the sources that `mutate` names, one place at a time, and runs the tests that reach the place.
 * Answers `{ file, line, column, endLine, endColumn, mutator, replacement, status }` for each, places as Stryker
 * counts them in its options: lines from 1, columns from 0.
 */
export async function tryMutants({ root, mutate, tests, never = [] }) {
  const stryker = new Stryker({
    mutate,
    testRunner: 'jest',
    coverageAnalysis: 'perTest',
    // What runs while a module is loaded would need a fresh process for each mutant.
    ignoreStatic: true,
    // swc strips types and reports none.
    disableTypeChecks: false,
    concurrency: 1,
    tempDirName: TEMP,
    ignorePatterns: IGNORED,
    reporters: ['dots'],
    allowConsoleColors: false,
    jest: {
      projectType: 'custom',
      configFile: 'jest.config.ts',
      enableFindRelatedTests: false,
      config: {
        testMatch: tests.map((glob) => `<rootDir>/${glob}`),
        testPathIgnorePatterns: ['/node_modules/', ...never],
      },
    },
  });
  const mutants = await stryker.runMutationTest();
  return mutants.map(({ fileName, location, mutatorName, replacement, status }) => ({
    file: relative(root, fileName),
    line: location.start.line + 1,
    column: location.start.column,
    endLine: location.end.line + 1,
    endColumn: location.end.column,
    mutator: mutatorName,
    replacement,
    status,
  }));
}

/** The place of a mutant as an option. */
export const rangeOf = ({ file, line, column, endLine, endColumn }) =>
  `${file}:${line}:${column}-${endLine}:${endColumn}`;

/** Equal for the same change in the same place. */
export const keyOf = (mutant) => `${rangeOf(mutant)} ${mutant.mutator} ${mutant.replacement}`;
