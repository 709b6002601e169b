import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const CLOCK = 'Time comes from an injected Clock; src/util alone reads the machine.';
const RANDOM = 'Randomness comes from src/util alone, so that a simulation can be replayed.';

export default defineConfig(
  globalIgnores(['dist', 'coverage', 'data', 'test/types/misuse']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/consistent-type-exports': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],

      // `async` without `await` turns a throw into a rejection, which is what a promise-returning method owes its caller.
      '@typescript-eslint/require-await': 'off',
      // A number has one rendering; everything else in a template is still refused.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => clearTimeout(t)` returns nothing to anybody who looks.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An empty overridable hook, or a callback that does nothing, is a statement and not an oversight.
      '@typescript-eslint/no-empty-function': 'off',
      // A decorated class carries its meaning in the decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Public functions check what untyped callers pass, and flags change across an `await`; the compiler knows neither.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // In a mapped type the key may be what is being said.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // `_` marks a parameter that a signature demands; `const { a, ...rest }` is how a key is left out.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // DTO classes describe plain data; object literals are what a channel carries.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A type parameter that stands once may still name what the caller gets: `get<T>(token: Token): T`.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },

  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Use `as const` and a union.' },
        {
          selector:
            'ThrowStatement > NewExpression[callee.name=/Error$/][callee.name!="HolonError"]',
          message: 'Only HolonError is thrown: code, what is wrong, where, cure.',
        },
        {
          selector:
            ':matches(NewExpression, CallExpression)[callee.name="Date"][arguments.length=0]',
          message: CLOCK,
        },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: CLOCK },
        { name: 'setInterval', message: CLOCK },
        { name: 'setImmediate', message: CLOCK },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: CLOCK },
        { object: 'performance', property: 'now', message: CLOCK },
        { object: 'process', property: 'hrtime', message: CLOCK },
        { object: 'AbortSignal', property: 'timeout', message: CLOCK },
        { object: 'globalThis', property: 'setTimeout', message: CLOCK },
        { object: 'globalThis', property: 'setInterval', message: CLOCK },
        { object: 'globalThis', property: 'setImmediate', message: CLOCK },
        { object: 'Math', property: 'random', message: RANDOM },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:timers', 'node:timers/promises', 'node:perf_hooks'].map((name) => ({
            name,
            message: CLOCK,
          })),
        },
      ],
    },
  },
  {
    // The two places where time and chance are made.
    files: ['src/util/**/*.ts', 'src/testing/virtual-clock.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-imports': 'off',
    },
  },
  {
    // A command line talks to people on the console.
    files: ['src/cli/**/*.ts'],
    rules: { 'no-console': 'off' },
  },

  {
    files: [
      'test/**/*.ts',
      'examples/**/*.ts',
      'scripts/**/*.ts',
      'proofs/**/*.ts',
      'bench/**/*.ts',
      '*.ts',
    ],
    rules: {
      // `expect(client.write)` and `toThrow(expect.objectContaining(…))` are how jest is used; both are safe there.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      // A test that indexes or dereferences wrongly fails, which is its job.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Tests throw what users might throw, and declare classes only to decorate or misuse them.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      // A suite is as long as the behaviour it lists.
      'max-lines': 'off',
    },
  },

  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        __dirname: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
      },
    },
  },
);
