// Expected: Argument of type 'typeof Results' is not assignable to parameter of type 'typeof Readings'
import type { ChannelClient } from '../../../src/index';

import { Results, type sensing } from '../declared';

export async function step(client: ChannelClient<typeof sensing>): Promise<void> {
  await client.write(Results, { url: '', size: 1 });
}
