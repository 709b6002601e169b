// Expected: Type 'number' is not assignable to type 'Promise<unknown>'
import type { ChannelClient } from '../../../src/index';
import { type working } from '../declared';

export async function step(client: ChannelClient<typeof working>): Promise<void> {
  await client.transaction(() => 1);
}
