// Expected: Type 'ChannelMessage<Reading>' is not assignable to type 'ChannelMessage<Job>'
import type { ChannelClient, ChannelMessage } from '../../../src/index';
import { type Job, Readings, type listening } from '../declared';

export async function step(client: ChannelClient<typeof listening>): Promise<void> {
  await client.subscribe(Readings, (message: ChannelMessage<Job>) => message.content.url);
}
