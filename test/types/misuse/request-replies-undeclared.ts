// Expected: Type 'typeof Readings' is not assignable to type 'typeof Jobs'
import type { ChannelClient } from '../../../src/index';
import { Readings, Results, type working } from '../declared';

export async function step(client: ChannelClient<typeof working>): Promise<void> {
  await client.request(Results, { url: '', size: 1 }, { replies: Readings });
}
