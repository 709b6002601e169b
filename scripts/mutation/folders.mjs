/**
 * The folders that are mutated, each with the tests that belong to it. `quick` tests try every mutant; `slow` ones
 * (properties, models) only those that survived. Timings and whole-app tests are left out: they cost more than they find.
 */
export const FOLDERS = {
  'stores/memory': {
    mutate: ['src/stores/memory/**/*.ts'],
    quick: ['test/contract/memory-store.test.ts', 'test/unit/stores/memory/{age,removed}*.test.ts'],
    slow: ['test/unit/stores/memory/**/*.test.ts', 'test/contract/store-model.test.ts'],
    // Measures growth, and takes longer than all others together.
    never: ['complexity'],
  },
  'stores/sqlite': {
    mutate: ['src/stores/sqlite/**/*.ts'],
    quick: ['test/unit/stores/sqlite/**/*.test.ts', 'test/contract/sqlite-store.test.ts'],
    slow: [],
    never: ['answers like the model'],
  },
  container: {
    mutate: ['src/container/**/*.ts'],
    quick: ['test/unit/container/**/*.test.ts'],
    slow: ['test/unit/systems/**/*.test.ts', 'test/unit/testing/**/*.test.ts'],
    never: [],
  },
  channels: {
    mutate: ['src/channels/**/*.ts'],
    quick: ['test/unit/channels/**/*.test.ts'],
    slow: ['test/integration/seed-faults.test.ts', 'test/unit/systems/**/*.test.ts'],
    never: ['property'],
  },
  security: {
    mutate: ['src/security/**/*.ts'],
    quick: ['test/unit/security/**/*.test.ts'],
    slow: [],
    never: [],
  },
};
