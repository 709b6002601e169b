// Expected: Type 'string' is not assignable to type 'number'
import type { ChannelClient } from '../../../src/index';

import { Readings, type sensing } from '../declared';

export async function step(client: ChannelClient<typeof sensing>): Promise<void> {
  await client.write(Readings, { sensor: 's1', celsius: 'warm' });
}
