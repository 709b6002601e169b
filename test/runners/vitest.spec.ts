/** `npx vitest run --config test/runners/vitest.config.mts` */
import { createRequire } from 'node:module';

import * as classValidator from 'class-validator';
import * as holon from 'holon';
import * as testing from 'holon/testing';
import { describe, it } from 'vitest';

import { declareGuideBlocks } from './guide-blocks';
import { declareKitCases } from './kit-cases';

/** As vitest has loaded them: a `require` would load them once more, past it. */
const modules: Readonly<Record<string, unknown>> = {
  'class-validator': classValidator,
  holon,
  'holon/testing': testing,
};
const require = createRequire(__filename);

declareKitCases({ describe, it });
declareGuideBlocks({ describe, it }, (specifier) => modules[specifier] ?? require(specifier));
