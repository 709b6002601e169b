// Expected: Argument of type 'typeof Archive' is not assignable to parameter of type 'typeof Readings'
import type { ChannelClient } from '../../../src/index';

import { Archive, type sensing } from '../declared';

// Archive carries the very same content as Readings.
export async function step(client: ChannelClient<typeof sensing>): Promise<void> {
  await client.write(Archive, { sensor: 's1', celsius: 22.4 });
}
