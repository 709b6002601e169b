// Expected: Argument of type 'typeof Readings' is not assignable to parameter of type 'never'
import type { ChannelClient } from '../../../src/index';

import { Readings, type sensing } from '../declared';

export async function step(client: ChannelClient<typeof sensing>): Promise<void> {
  await client.read(Readings);
}
