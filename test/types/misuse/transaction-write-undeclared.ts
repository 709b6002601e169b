// Expected: Argument of type 'typeof Readings' is not assignable to parameter of type 'typeof Results'
import type { ChannelClient } from '../../../src/index';
import { Readings, type working } from '../declared';

export async function step(client: ChannelClient<typeof working>): Promise<void> {
  await client.transaction((tx) => tx.write(Readings, { sensor: 's1', celsius: 22.4 }));
}
