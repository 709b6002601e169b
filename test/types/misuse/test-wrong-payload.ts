// Expected: Type 'number' is not assignable to type 'string'
import type { TestApp } from '../../../src/testing/index';

import { Jobs } from '../declared';

export async function feed(test: TestApp): Promise<void> {
  await test.channel(Jobs).write({ url: 1 });
}
