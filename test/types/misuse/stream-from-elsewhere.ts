// Expected: Type '"beginning"' is not assignable to type '"cursor" | "start" | "now" | undefined'
import type { ChannelClient } from '../../../src/index';
import { Readings, type listening } from '../declared';

export function step(client: ChannelClient<typeof listening>): unknown {
  return client.stream(Readings, { from: 'beginning' });
}
