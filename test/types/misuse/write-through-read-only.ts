// Expected: Argument of type 'typeof Readings' is not assignable to parameter of type 'never'
import type { ChannelClient } from '../../../src/index';

import { Readings, type listening } from '../declared';

export async function step(client: ChannelClient<typeof listening>): Promise<void> {
  await client.write(Readings, { sensor: 's1', celsius: 22.4 } as never);
}
