import { defineConfig } from 'vitest/config';

const src = new URL('../../src/', import.meta.url).pathname;

// Decorators and their metadata are as tsconfig.json says.
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  resolve: {
    alias: [
      { find: /^holon$/, replacement: `${src}index.ts` },
      { find: /^holon\/(testing|cli)$/, replacement: `${src}$1/index.ts` },
    ],
  },
  test: { include: ['test/runners/vitest.spec.ts'], reporters: ['default'] },
});
