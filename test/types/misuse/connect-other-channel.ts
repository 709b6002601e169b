// Expected: Argument of type 'Jobs' is not assignable to parameter of type 'BaseChannel<Reading, string>'
import type { ChannelClient } from '../../../src/index';
import { Jobs, Readings, type sensing } from '../declared';

export function prepare(client: ChannelClient<typeof sensing>, jobs: Jobs): void {
  client.connect(Readings, jobs);
}
