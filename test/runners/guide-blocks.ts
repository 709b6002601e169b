/** The code of the testing guides as tests, declared with the functions of whatever runner there is. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { transformSync } from '@swc/core';

import type { TestRunner } from 'holon/testing';

import { PROJECT_ROOT, readBlocks } from '../docs/markdown';

/** The guides that show tests. */
const GUIDE = /^(testing.*|simulating-failures)\.md$/;

/** Runs each block by itself, with what it imports taken from `load`. */
export function declareGuideBlocks(
  { describe, it }: TestRunner,
  load: (specifier: string) => unknown,
): void {
  const folder = join(PROJECT_ROOT, 'docs', 'guides');
  for (const page of readdirSync(folder).filter((name) => GUIDE.test(name))) {
    describe(`the code of docs/guides/${page}`, () => {
      const blocks = readBlocks(page, readFileSync(join(folder, page), 'utf8'));
      const runnable = blocks.filter(
        ({ flags, language }) => language === 'ts' && flags.includes('run'),
      );
      // A guide whose blocks have lost their mark would pass unseen.
      it('is there to be run', async () =>
        assert.ok(runnable.length > 0, `${page} has no block marked \`ts run\``));
      for (const { code, line } of runnable) {
        it(`from line ${line} on runs`, () => compile(code)(load, {}));
      }
    });
  }
}

type Block = (require: (specifier: string) => unknown, exports: object) => Promise<void>;

/** A function, because a CommonJS module cannot await at its top. */
function compile(code: string): Block {
  const { code: script } = transformSync(code, {
    configFile: join(PROJECT_ROOT, '.swcrc'),
    filename: 'snippet.ts',
    sourceMaps: false,
  });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running a program given as text is the purpose
  return new Function('require', 'exports', `return (async () => {\n${script}\n})()`) as Block; // as the text says
}
