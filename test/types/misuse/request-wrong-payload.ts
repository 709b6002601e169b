// Expected: Type 'string' is not assignable to type 'number'
import type { ChannelClient } from '../../../src/index';
import { Jobs, Results, type working } from '../declared';

export async function step(client: ChannelClient<typeof working>): Promise<void> {
  await client.request(Results, { url: '', size: 'big' }, { replies: Jobs });
}
