// Expected: 'beforeSeconds' does not exist in type
import type { ChannelClient } from '../../../src/index';
import { Readings, type owning } from '../declared';

export async function step(client: ChannelClient<typeof owning>): Promise<void> {
  await client.host(Readings).evict({ beforeSeconds: 60 });
}
