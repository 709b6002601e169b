import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { Stryker } from '@stryker-mutator/core';

/** Outside the tree, so that neither Jest nor ESLint nor git meets the copies. */
const TEMP = join(tmpdir(), 'holon-mutation');

/** Not needed by any test that tries mutants, and big. */
const IGNORED = ['dist', 'coverage', 'data', 'bench', 'docs/benchmarks'];

/**
 * Changes the sources that `mutate` names, one place at a time, and runs the tests that reach the place.
 * Answers `{ file, line, column, endLine, endColumn, mutator, replacement, status, reason }` for each; lines and columns
 * count from 1.
 */
export async function tryMutants({ root, mutate, tests, never }) {
  const files = testFiles(root, tests, never);
  process.env.MUTATION_TESTS = JSON.stringify(files);
  console.log(`with ${files.length} files of tests`);
  const stryker = new Stryker({
    mutate,
    testRunner: 'jest',
    coverageAnalysis: 'perTest',
    // What runs while a module is loaded would need a fresh process for each mutant.
    ignoreStatic: true,
    // swc strips types and reports none.
    disableTypeChecks: false,
    concurrency: 1,
    // A mutant that does not end is as good as killed: most are stopped by what they count, the rest need not wait long.
    timeoutMS: 2_000,
    tempDirName: TEMP,
    ignorePatterns: IGNORED,
    reporters: ['dots'],
    allowConsoleColors: false,
    jest: {
      projectType: 'custom',
      configFile: 'jest.config.ts',
      enableFindRelatedTests: false,
      config: {
        roots: ['<rootDir>/scripts/mutation'],
        testMatch: ['<rootDir>/scripts/mutation/together.test.cjs'],
        setupFiles: ['reflect-metadata', '<rootDir>/scripts/mutation/short-properties.cjs'],
      },
    },
  });
  const mutants = await stryker.runMutationTest();
  return mutants.map(({ fileName, location, mutatorName, replacement, ...rest }) => ({
    file: relative(root, fileName),
    line: location.start.line,
    column: location.start.column,
    endLine: location.end.line,
    endColumn: location.end.column,
    mutator: mutatorName,
    replacement,
    status: rest.status,
    reason: rest.statusReason,
  }));
}

function testFiles(root, beginnings, never) {
  return readdirSync(join(root, 'test'), { recursive: true })
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => beginnings.some((beginning) => path.startsWith(beginning)))
    .filter((path) => !never.some((part) => path.includes(part)))
    .sort();
}

/** The place of a mutant as an option, where columns count from 0. */
export const rangeOf = ({ file, line, column, endLine, endColumn }) =>
  `${file}:${line}:${column - 1}-${endLine}:${endColumn - 1}`;

/** Equal for the same change in the same place. */
export const keyOf = (mutant) => `${rangeOf(mutant)} ${mutant.mutator} ${mutant.replacement}`;
