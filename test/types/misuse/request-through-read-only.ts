// Expected: Argument of type 'typeof Jobs' is not assignable to parameter of type 'typeof Results'
import type { ChannelClient } from '../../../src/index';
import { Jobs, type working } from '../declared';

export async function step(client: ChannelClient<typeof working>): Promise<void> {
  await client.request(Jobs, { url: '' }, { replies: Jobs });
}
