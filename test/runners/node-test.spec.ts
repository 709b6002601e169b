/** `node -r @swc-node/register --test test/runners/node-test.spec.ts` */
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';

import { declareGuideBlocks } from './guide-blocks';
import { declareKitCases } from './kit-cases';

const runner = {
  describe: (name: string, body: () => void) => void describe(name, body),
  it: (name: string, body: () => Promise<void>) => void it(name, body),
};

declareKitCases(runner);
const load = createRequire(__filename);
/** By their sources: in a fresh clone nothing is built yet. */
const SOURCES: Readonly<Record<string, string>> = {
  holon: '../../src/index.ts',
  'holon/testing': '../../src/testing/index.ts',
};
declareGuideBlocks(runner, (specifier) => load(SOURCES[specifier] ?? specifier) as unknown);
