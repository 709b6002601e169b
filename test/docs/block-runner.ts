/** Runs the TypeScript on its standard input as if it stood in a project that has holon installed. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { transformSync } from '@swc/core';

const ROOT = join(__dirname, '..', '..');
const fromRoot = createRequire(join(ROOT, 'package.json'));

/** `holon/testing` is `src/testing/index.ts`, `holon/client` is `src/transport/client/index.ts`. */
function load(specifier: string): unknown {
  const [, subpath] = /^holon(\/.+)?$/.exec(specifier) ?? [undefined, null];
  if (subpath === null) return fromRoot(specifier);
  const layer = subpath === '/http' || subpath === '/client' ? '/transport' : '';
  return fromRoot(`./src${layer}${subpath ?? ''}/index.ts`);
}

const { code } = transformSync(readFileSync(0, 'utf8'), {
  configFile: join(ROOT, '.swcrc'),
  filename: 'snippet.ts',
});
// In an async function, because a CommonJS module cannot await at its top.
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- running a program given as text is the purpose
const run = new Function('require', 'exports', `return (async () => {\n${code}\n})()`) as (
  require: (specifier: string) => unknown,
  exports: object,
) => Promise<void>; // as the text says
run(load, {}).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
