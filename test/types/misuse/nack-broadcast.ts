// Expected: Argument of type 'typeof Readings' is not assignable to parameter of type 'Claimable<
import type { ChannelClient } from '../../../src/index';
import { Readings, type owning } from '../declared';

export async function step(client: ChannelClient<typeof owning>): Promise<void> {
  await client.nack(Readings, ['m1']);
}
