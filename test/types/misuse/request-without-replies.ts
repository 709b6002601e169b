// Expected: Property 'replies' is missing in type '{ timeoutMs: number; }'
import type { ChannelClient } from '../../../src/index';
import { Results, type working } from '../declared';

export async function step(client: ChannelClient<typeof working>): Promise<void> {
  await client.request(Results, { url: '', size: 1 }, { timeoutMs: 1_000 });
}
