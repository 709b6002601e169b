/**
 * The folders that are mutated, each with the tests that belong to it, by how their paths begin. `quick` tests try every
 * mutant; `slow` ones (properties, models, whole systems) only those that survived. `never`: parts of paths of tests
 * that are left out, because they measure or take longer than all others together.
 */
export const FOLDERS = {
  'stores/memory': {
    mutate: ['src/stores/memory/**/*.ts'],
    quick: [
      'test/contract/memory-store',
      'test/unit/stores/memory/age-index',
      'test/unit/stores/memory/removed-ids',
    ],
    slow: ['test/unit/stores/memory/', 'test/contract/store-model'],
    never: ['complexity'],
  },
  'stores/sqlite': {
    mutate: ['src/stores/sqlite/**/*.ts'],
    quick: [
      'test/unit/stores/sqlite/check-text',
      'test/unit/stores/sqlite/foreign-watch',
      'test/unit/stores/sqlite/open-',
      'test/unit/stores/sqlite/session',
      'test/unit/stores/sqlite/shared-file',
      'test/unit/stores/sqlite/sqlite-',
      'test/contract/sqlite-store',
    ],
    slow: [
      'test/unit/stores/sqlite/group-commit',
      'test/unit/stores/sqlite/long-operations',
      'test/unit/cli/store/',
    ],
    never: [],
  },
  container: {
    mutate: ['src/container/**/*.ts'],
    quick: ['test/unit/container/'],
    slow: [
      'test/unit/systems/',
      'test/unit/security/in-an-app',
      'test/unit/services/services-over-http',
      'test/integration/http/health',
      'test/integration/http/publish',
    ],
    never: [],
  },
  channels: {
    mutate: ['src/channels/**/*.ts'],
    quick: ['test/unit/channels/'],
    slow: [
      'test/integration/seed-faults',
      'test/unit/systems/',
      'test/unit/discovery/',
      'test/unit/transport/client/',
      'test/unit/security/',
      'test/integration/http/metrics',
      'test/unit/stores/sqlite/shared-file',
    ],
    // The second touches whatever can be reached, which the tests after it in the same file then feel.
    never: ['property', 'least-privilege'],
  },
  security: {
    mutate: ['src/security/**/*.ts'],
    quick: ['test/unit/security/'],
    slow: [],
    never: [],
  },
};
