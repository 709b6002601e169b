// Expected: Type 'Job' is missing the following properties from type 'Reading': sensor, celsius
import type { ChannelClient, ChannelMessage } from '../../../src/index';
import { type Job, Readings, type sensing } from '../declared';

export async function pass(
  client: ChannelClient<typeof sensing>,
  message: ChannelMessage<Job>,
): Promise<void> {
  await client.writeMessage(Readings, message);
}
