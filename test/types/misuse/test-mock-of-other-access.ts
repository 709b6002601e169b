// Expected: is not assignable to parameter of type 'ChannelClient<
import type { ChannelClient } from '../../../src/index';
import { mockClient } from '../../../src/testing/index';

import { listening, type working } from '../declared';

class Worker {
  constructor(readonly client: ChannelClient<typeof working>) {}
}

export const worker = new Worker(mockClient(listening));
