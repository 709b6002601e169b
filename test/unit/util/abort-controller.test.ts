import { getMaxListeners } from 'node:events';

import { createAbortController } from '../../../src/util/abort-controller';

describe('createAbortController', () => {
  it('makes a signal that any number of waits may listen to', () => {
    expect(getMaxListeners(new AbortController().signal)).toBe(10);
    expect(getMaxListeners(createAbortController().signal)).toBe(Infinity);
  });
});
