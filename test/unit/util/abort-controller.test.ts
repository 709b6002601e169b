import { getMaxListeners } from 'node:events';

import { createAbortController } from '../../../src/util/abort-controller';

describe('createAbortController', () => {
  it('makes a signal that any number of waits may listen to', () => {
    expect(getMaxListeners(new AbortController().signal)).toBeGreaterThan(0);
    expect(getMaxListeners(createAbortController().signal)).toBe(0);
  });
});
