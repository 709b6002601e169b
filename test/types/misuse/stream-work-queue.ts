// Expected: Argument of type 'typeof Jobs' is not assignable to parameter of type 'never'
import type { ChannelClient } from '../../../src/index';
import { Jobs, type working } from '../declared';

export function step(client: ChannelClient<typeof working>): unknown {
  return client.stream(Jobs);
}
